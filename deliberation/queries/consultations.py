"""Consultations: finding one, lists of them, and who took part."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from deliberation.enums import Activity, Channel, ConsultationState, ContributionState
from deliberation.models import Consultation, ConsultationLink, Contribution, Endorsement, Phase, Proposal
from deliberation.permissions import can_see_consultation
from deliberation.queries.phases import INPUT, input_ends_at, is_open
from samenspel.accounts.models import User
from samenspel.council.enums import ItemKind
from samenspel.council.models import AgendaItem
from samenspel.council.queries import upcoming_meetings
from samenspel.subjects.registry import Description
from voting.models import Participation

MOST_LISTED = 200


@dataclass(frozen=True)
class ConsultationList:
    """All public consultations, by what residents can expect of them."""

    open: tuple[Consultation, ...]
    coming: tuple[Consultation, ...]
    to_be_answered: tuple[Consultation, ...]
    answered: tuple[Consultation, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.open or self.coming or self.to_be_answered or self.answered)


def access_consultation(pk: int, user: Any) -> Consultation:
    """Return a consultation with its phases, room and stream; drafts exist for organisers only, else `Http404`."""
    found: Consultation | None = (
        Consultation.objects.select_related("subject__room__stream").prefetch_related("phases").filter(pk=pk).first()
    )
    if found is None or not can_see_consultation(user, found):
        raise Http404
    return found


def open_consultations(now: datetime | None = None) -> list[Consultation]:
    """Return consultations in which residents can say something now, the one that ends first on top; two queries."""
    now = now or timezone.now()
    running = Phase.objects.filter(activity__in=INPUT, starts_at__lte=now, ends_at__gt=now)
    found = with_phases().filter(state=ConsultationState.PUBLISHED, pk__in=running.values("consultation"))
    return sorted(found, key=lambda consultation: (current_end(consultation, now) or now, consultation.pk))


def current_end(consultation: Consultation, now: datetime | None = None) -> datetime | None:
    """Return when what residents can do now ends, the last of it; None when they can do nothing now."""
    now = now or timezone.now()
    phases = [phase for phase in consultation.phases.all() if phase.activity in INPUT and phase.is_open_at(now)]
    return max((phase.ends_at for phase in phases), default=None)


def consultations_of(item: AgendaItem) -> list[Consultation]:
    """Return the public consultations that serve an agenda item, latest first, each with `link_kind`; one query."""
    links = ConsultationLink.objects.select_related("consultation").filter(agenda_item=item)
    shown = links.exclude(consultation__state=ConsultationState.DRAFT).order_by("-consultation__published_at")
    found = []
    for link in shown:
        link.consultation.link_kind = link.get_kind_display()
        found.append(link.consultation)
    return found


def links_of(consultation: Consultation) -> list[ConsultationLink]:
    """Return the agenda items a consultation serves, by date of their meeting; items the public may not see are left out."""
    links = ConsultationLink.objects.select_related("agenda_item__meeting").filter(consultation=consultation)
    ordered = links.order_by("agenda_item__meeting__starts_at", "id")
    return [link for link in ordered if link.agenda_item.is_public]


def consultation_list(now: datetime | None = None) -> ConsultationList:
    """Return the public consultations in four groups, in two queries."""
    now = now or timezone.now()
    found = list(with_phases().exclude(state=ConsultationState.DRAFT).order_by("-published_at", "-id")[:MOST_LISTED])
    open_ones = [c for c in found if is_open(c, now)]
    answered = [c for c in found if c not in open_ones and c.answered_at is not None]
    rest = [c for c in found if c not in open_ones and c not in answered]
    coming = [c for c in rest if _is_coming(c, now)]
    waiting = [c for c in rest if c not in coming]
    return ConsultationList(
        open=tuple(sorted(open_ones, key=lambda c: current_end(c, now) or now)),
        coming=tuple(sorted(coming, key=lambda c: min(phase.starts_at for phase in c.phases.all()))),
        to_be_answered=tuple(
            sorted(waiting, key=lambda c: (c.answer_promised_on is None, c.answer_promised_on or now))
        ),
        answered=tuple(sorted(answered, key=lambda c: c.answered_at or now, reverse=True)),
    )


def participant_ids(consultation: Consultation, *, after: int = 0, limit: int | None = None) -> list[int]:
    """Return the next keys of everybody who said, proposed, supported or voted something, in order, in one query.

    Who typed a proposal that came in on paper is left out.
    """
    subject = consultation.subject_id
    seen = [ContributionState.PUBLISHED, ContributionState.HELD]
    proposals = Proposal.objects.filter(consultation=consultation, state__in=seen, channel=Channel.ONLINE)
    took_part = (
        Q(pk__in=Contribution.objects.filter(room__about=subject, state__in=seen).values("author"))
        | Q(pk__in=proposals.values("author"))
        | Q(pk__in=Endorsement.objects.filter(proposal__consultation=consultation).values("person"))
        | Q(pk__in=Participation.objects.filter(ballot__about=subject).values("person"))
    )
    people = User.objects.filter(took_part, is_active=True, pk__gt=after)
    return list(people.order_by("pk").values_list("pk", flat=True)[:limit])


def unanswered_proposals(consultation: Consultation) -> QuerySet[Proposal]:
    """Return the published proposals that have no answer yet."""
    found: QuerySet[Proposal] = Proposal.objects.filter(
        consultation=consultation, state=ContributionState.PUBLISHED, answered_at=None
    )
    return found


def linkable_items(text: str = "") -> QuerySet[AgendaItem]:
    """Return agenda items of meetings to come, soonest first, with all words of a text in their title."""
    found: QuerySet[AgendaItem] = AgendaItem.objects.select_related("meeting").filter(
        meeting__in=upcoming_meetings().values("pk"), kind=ItemKind.ITEM, missing_since=None
    )
    for word in text.replace("\x00", "").split()[:8]:
        found = found.filter(title__icontains=word)
    return found.order_by("meeting__starts_at", "meeting_id", "order", "id")


def linked_items(ids: Collection[int]) -> dict[int, AgendaItem]:
    """Return agenda items that can be linked, by id, with their meetings."""
    found: QuerySet[AgendaItem] = AgendaItem.objects.select_related("meeting").filter(kind=ItemKind.ITEM)
    return found.in_bulk(ids)


def describe_consultations(subject_ids: Collection[int]) -> dict[int, Description]:
    """Return what lists show of public consultations, by subject id, in one query; drafts are absent."""
    found = Consultation.objects.filter(subject_id__in=subject_ids).exclude(state=ConsultationState.DRAFT)
    return {
        one.subject_id: Description(title=one.title, excerpt=one.question, url=one.get_absolute_url()) for one in found
    }


def with_phases() -> QuerySet[Consultation]:
    """Return consultations with their phases in order of time."""
    found: QuerySet[Consultation] = Consultation.objects.select_related("subject").prefetch_related(
        Prefetch("phases", queryset=Phase.objects.order_by("starts_at", "ends_at", "id"))
    )
    return found


def _is_coming(consultation: Consultation, now: datetime) -> bool:
    if consultation.state != ConsultationState.PUBLISHED:
        return False
    ends_at = input_ends_at(consultation)
    phases = consultation.phases.all()
    if ends_at is None:  # informing: nothing to wait for but its dates
        return any(phase.starts_at > now for phase in phases if phase.activity == Activity.WEIGHING)
    return ends_at > now
