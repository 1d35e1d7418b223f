"""Ballots: finding them, whether one can vote now, and what one voted oneself. No tally of an open ballot exists here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from samenspel.accounts.permissions import can_organise
from samenspel.subjects import registry
from samenspel.subjects.models import Subject
from samenspel.tenancy.context import actor_context
from voting.enums import BallotState, Eligibility
from voting.models import Ballot, Option, Participation, RollEntry, Vote
from voting.permissions import Voter, can_see_ballot

VOTED_ABOUT = ("agenda_item", "consultation")  # kinds of subjects that a ballot can be about


class Phase(StrEnum):
    """Where a ballot stands at a moment."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    DUE = "due"  # closed, not counted yet
    COUNTED = "counted"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Standing:
    """A ballot with where it stands now, and for how many days after today it does so."""

    ballot: Ballot
    phase: Phase
    days_left: int  # 0 on the last day

    @property
    def is_open(self) -> bool:
        """Whether people can vote now."""
        return self.phase is Phase.OPEN


@dataclass(frozen=True)
class BallotDesk:
    """The desk of who makes ballots: what runs and comes, and what is over. No numbers of voters before a close."""

    current: tuple[Standing, ...]
    over: tuple[Standing, ...]
    about: dict[int, registry.Description]


def access_ballot(pk: int, user: Any) -> Ballot:
    """Return a ballot with its subjects, or raise `Http404`; a draft is there for who makes it only."""
    ballot: Ballot | None = Ballot.objects.select_related("subject", "about").filter(pk=pk).first()
    if ballot is None or not can_see_ballot(user, ballot):
        raise Http404
    return ballot


def access_about(subject_pk: int, user: Any) -> Subject:
    """Return the subject of an agenda item or a consultation, or raise `Http404`; drafts are there for organisers only."""
    subject: Subject | None = Subject.objects.filter(pk=subject_pk, kind__in=VOTED_ABOUT).first()
    if subject is None or not (can_organise(user) or registry.describe([subject])):
        raise Http404
    return subject


def options_of(ballot: Ballot) -> list[Option]:
    """Return the options in the order of the ballot."""
    return list(Option.objects.filter(ballot=ballot).order_by("number"))


def voter_for(user: Any, ballot: Ballot) -> Voter | None:
    """Return as whom a person votes on a ballot: with an electoral roll as their entry; None when they are not on it."""
    if user is None or not user.is_authenticated:
        return None
    if ballot.eligibility != Eligibility.ROLL:
        return Voter(user)
    entry = RollEntry.objects.filter(ballot=ballot, person=user, cancelled_at=None).first()
    return None if entry is None else Voter(user, entry)


def current_marks(ballot: Ballot, voter: Voter | None) -> str | None:
    """Return the line this voter cast, to show to nobody else, who helps them neither; None when they did not vote."""
    if voter is None or voter.helper is not None:
        return None
    whose = {"entry": voter.entry} if voter.entry else {"person": voter.person}
    with actor_context(voter.actor_id):
        votes = Vote.objects.filter(ballot=ballot, **{f"participation__{name}": one for name, one in whose.items()})
        marks: str | None = votes.values_list("marks", flat=True).first()
    return marks


def has_voted(ballot: Ballot, person: Any) -> bool:
    """Return whether this person took part in a ballot; stays known after the count, what they voted does not."""
    return bool(
        person is not None
        and person.is_authenticated
        and Participation.objects.filter(ballot=ballot, person=person).exists()
    )


def is_open(ballot: Ballot, now: datetime) -> bool:
    """Return whether people can vote at a moment; the close itself is outside."""
    return ballot.state == BallotState.PLANNED and ballot.opens_at <= now < ballot.closes_at


def is_due(ballot: Ballot, now: datetime) -> bool:
    """Return whether a ballot closed and was not counted yet."""
    return ballot.state == BallotState.PLANNED and ballot.closes_at <= now


def standing_of(ballot: Ballot, now: datetime | None = None) -> Standing:
    """Return where a ballot stands now, or at another moment."""
    now = now or timezone.now()
    last_day = timezone.localtime(ballot.closes_at - timedelta(microseconds=1)).date()
    return Standing(ballot, _phase(ballot, now), max(0, (last_day - timezone.localtime(now).date()).days))


def ballots_about(subject_ids: Collection[int]) -> list[Ballot]:
    """Return the public ballots about agenda items or consultations, in order of their close, in one query."""
    found = Ballot.objects.filter(about_id__in=subject_ids).exclude(state=BallotState.DRAFT)
    return list(found.order_by("closes_at", "pk"))


def unfinished_ballots(subject_id: int) -> QuerySet[Ballot]:
    """Return the ballots about a subject that are still to come, open, or not counted yet."""
    found: QuerySet[Ballot] = Ballot.objects.filter(about=subject_id, state=BallotState.PLANNED)
    return found


def open_ballots() -> QuerySet[Ballot]:
    """Return the ballots on which people can vote now, first to close first."""
    now = timezone.now()
    found: QuerySet[Ballot] = Ballot.objects.filter(state=BallotState.PLANNED, opens_at__lte=now, closes_at__gt=now)
    return found.select_related("about").order_by("closes_at", "pk")


def due_ballots() -> QuerySet[Ballot]:
    """Return the ballots that closed and were not counted yet."""
    found: QuerySet[Ballot] = Ballot.objects.filter(state=BallotState.PLANNED, closes_at__lte=timezone.now())
    return found.order_by("closes_at", "pk")


def participations_of(person: Any) -> QuerySet[Participation]:
    """Return on which ballots a person voted, latest first; never what."""
    found: QuerySet[Participation] = Participation.objects.filter(person=person)
    return found.select_related("ballot__subject").order_by("-id")


def ballot_desk(*, over_shown: int = 50) -> BallotDesk:
    """Return what runs, comes and is over, with what it is about, in a constant number of queries."""
    now = timezone.now()
    ballots = Ballot.objects.select_related("about")
    waiting = ballots.filter(state__in=[BallotState.DRAFT, BallotState.PLANNED]).order_by("closes_at", "pk")
    over = ballots.filter(state__in=[BallotState.COUNTED, BallotState.CANCELLED]).order_by("-closes_at", "-pk")
    current, past = _standings(waiting, now), _standings(over[:over_shown], now)
    about = registry.describe([standing.ballot.about for standing in (*current, *past)])
    return BallotDesk(current, past, about)


def describe_ballots(subject_ids: Collection[int]) -> dict[int, registry.Description]:
    """Return what lists show of ballots that are no drafts, by subject id, in one query."""
    found = Ballot.objects.filter(subject_id__in=subject_ids).exclude(state=BallotState.DRAFT)
    return {
        ballot.subject_id: registry.Description(
            title=ballot.question, excerpt=ballot.explanation[:200], url=ballot.get_absolute_url()
        )
        for ballot in found
    }


def _standings(ballots: Iterable[Ballot], now: datetime) -> tuple[Standing, ...]:
    return tuple(standing_of(ballot, now) for ballot in ballots)


def _phase(ballot: Ballot, now: datetime) -> Phase:
    if ballot.state != BallotState.PLANNED:
        return Phase(ballot.state)
    if now < ballot.opens_at:
        return Phase.COMING
    return Phase.OPEN if now < ballot.closes_at else Phase.DUE
