"""Helping somebody to vote who stands at the desk, and handing out paper ballots."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from voting.enums import BallotState, Channel, Eligibility
from voting.exceptions import NotOnRoll
from voting.exceptions.rolls import EntryCancelled, HasVoted, NoPaper, PaperOver, VotesOnPaper
from voting.models import Ballot, Participation, RollEntry
from voting.permissions import Voter, can_help_vote, level_needed


@transaction.atomic
def start_helping(ballot: Ballot, *, voter: Voter, actor: Any) -> Voter:
    """Write down that somebody helps this person to vote; what they vote is never written down.

    Raises `VotesOnPaper` when they took a paper ballot, and `EntryCancelled`.
    """
    if not can_help_vote(actor):
        raise NotAllowed
    locked = _locked(ballot)
    if not locked.opens_at <= timezone.now() < locked.closes_at or locked.state != BallotState.PLANNED:
        raise PaperOver
    if voter.entry is not None and voter.entry.cancelled_at is not None:
        raise EntryCancelled
    if _participations(ballot, voter).filter(channel=Channel.PAPER).exists():
        raise VotesOnPaper
    record("voting.vote.helped", actor=actor, on=voter.entry or voter.person)
    return Voter(voter.person, voter.entry, helper=actor)


@transaction.atomic
def mark_on_paper(ballot: Ballot, *, voter: Voter, actor: Any) -> Participation:
    """Write down that somebody takes a paper ballot: from then on they cannot vote on the website. Raises `HasVoted`."""
    if not can_help_vote(actor):
        raise NotAllowed
    locked = _locked(ballot)  # nobody casts a vote meanwhile: they share this row
    if not locked.has_paper:
        raise NoPaper
    if locked.state != BallotState.PLANNED or not locked.opens_at <= timezone.now() < locked.closes_at:
        raise PaperOver
    entry = _entry(locked, voter)
    if _participations(locked, Voter(voter.person, entry)).exists():
        raise HasVoted
    person = entry.person_id if entry else voter.person.pk if voter.person else None
    level = entry.level if entry else max(level_needed(locked), voter.person.verification_level if voter.person else 0)
    taken: Participation = Participation.objects.create(
        ballot=locked, person_id=person, entry=entry, level=level, channel=Channel.PAPER
    )
    record("voting.paper.handed_out", actor=actor, on=entry or voter.person)
    return taken


def _locked(ballot: Ballot) -> Ballot:
    locked: Ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    return locked


def _entry(ballot: Ballot, voter: Voter) -> RollEntry | None:
    if ballot.eligibility != Eligibility.ROLL:
        if voter.person is None:
            raise NotOnRoll
        return None
    if voter.entry is None:
        raise NotOnRoll
    entry: RollEntry = RollEntry.objects.select_for_update(of=("self",)).get(ballot=ballot, pk=voter.entry.pk)
    if entry.cancelled_at is not None:
        raise EntryCancelled
    return entry


def _participations(ballot: Ballot, voter: Voter) -> Any:
    who = {"entry": voter.entry} if voter.entry is not None else {"person": voter.person, "entry": None}
    return Participation.objects.filter(ballot=ballot, **who)
