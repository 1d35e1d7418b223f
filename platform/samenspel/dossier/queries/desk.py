"""What a council member sees at a glance: agenda items of meetings to come, with what came in about each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from deliberation.enums import ConsultationState, ContributionState
from deliberation.models import ConsultationLink, Contribution, Proposal
from samenspel.council.enums import ItemKind, MeetingStatus
from samenspel.council.models import AgendaItem
from samenspel.council.queries import stage_words, upcoming_meetings
from samenspel.dossier.models import DossierVisit, PrivateNote
from samenspel.subjects import registry
from voting.enums import BallotState
from voting.models import Participation

PAGE_SIZE = 25


@dataclass(frozen=True)
class Line:
    """An agenda item with its signals; `new` is None as long as the reader never looked at the dossier."""

    item: AgendaItem
    stage_word: str
    activity: registry.Activity
    proposals: int
    votes: int
    seen_at: datetime | None
    new: int | None
    has_note: bool


@dataclass(frozen=True)
class DeskPage:
    """One page of the desk."""

    lines: tuple[Line, ...]
    page: "Page[AgendaItem]"


def desk_page(reader: Any, *, number: str | int = 1) -> DeskPage:
    """Return the agenda items of meetings to come, soonest first, in a fixed number of queries.

    Notes are those of who acts now: the database shows no others.
    """
    page = Paginator(_items(reader), PAGE_SIZE).get_page(number)
    items = list(page)
    activity = registry.activity([item.subject_id for item in items])
    words = stage_words()
    lines = tuple(
        Line(
            item,
            words.get(item.stage or item.meeting.stage, ""),
            activity.get(item.subject_id, registry.Activity()),
            item.proposals_in or 0,
            (item.votes_here or 0) + (item.votes_in or 0),
            item.seen_at,
            None if item.seen_at is None else (item.new_said or 0) + (item.new_proposals or 0),
            item.has_note,
        )
        for item in items
    )
    return DeskPage(lines, page)


def _items(reader: Any) -> Any:  # agenda items with the annotations below
    meetings = upcoming_meetings().exclude(status=MeetingStatus.CANCELLED).order_by().values("pk")
    shown = AgendaItem.objects.select_related("meeting__body").filter(
        meeting__in=meetings, kind=ItemKind.ITEM, missing_since=None
    )
    visit = DossierVisit.objects.filter(person=reader, agenda_item=OuterRef("pk"))
    found = shown.annotate(seen_at=Subquery(visit.values("seen_at")[:1])).annotate(
        has_note=Exists(PrivateNote.objects.filter(agenda_item=OuterRef("pk"))),
        proposals_in=_proposals(),
        votes_here=_number(
            Participation.objects.filter(ballot__about=OuterRef("subject"), ballot__state=BallotState.COUNTED)
        ),
        votes_in=_number(
            Participation.objects.filter(ballot__about__consultation__in=_linked(), ballot__state=BallotState.COUNTED)
        ),
        new_said=_number(
            Contribution.objects.filter(
                Q(room__about=OuterRef("subject")) | Q(room__about__consultation__in=_linked()),
                state=ContributionState.PUBLISHED,
                published_at__gt=OuterRef("seen_at"),
            )
        ),
        new_proposals=_proposals(published_at__gt=OuterRef("seen_at")),
    )
    return found.order_by(F("meeting__starts_at").asc(nulls_last=True), "meeting_id", "order", "id")


def _proposals(**conditions: Any) -> Subquery:
    shown = Proposal.objects.filter(consultation__in=_linked(), state=ContributionState.PUBLISHED, **conditions)
    return _number(shown)


def _linked() -> "QuerySet[ConsultationLink, Any]":
    """The public consultations of the agenda item two queries further out."""
    links = ConsultationLink.objects.filter(agenda_item=OuterRef(OuterRef("pk")))
    found: QuerySet[ConsultationLink, Any] = links.exclude(consultation__state=ConsultationState.DRAFT).values(
        "consultation"
    )
    return found


def _number(rows: "QuerySet[Any]") -> Subquery:
    """How many rows, as a subquery: counted over all of them, not by one."""
    return Subquery(rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("*")).values("number"))
