"""What the home page of a municipality shows: where people talk now, what is decided soon, what was decided."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Subquery

from deliberation.enums import ContributionState
from deliberation.models import Contribution, Room
from deliberation.queries import TalkState, talk_state
from samenspel.council.enums import ItemKind
from samenspel.council.models import AgendaItem, Meeting
from samenspel.council.queries import upcoming_meetings
from samenspel.subjects import registry

ROOMS, SOON, MEETINGS, DECIDED = 6, 6, 3, 5


@dataclass(frozen=True)
class Talk:
    """A room in which people talk, with the newest thing that was said there."""

    title: str
    url: str
    newest: str
    activity: registry.Activity
    state: TalkState | None


@dataclass(frozen=True)
class Line:
    """An agenda item with what is going on about it."""

    item: AgendaItem
    activity: registry.Activity


@dataclass(frozen=True)
class HomePage:
    """Everything on the home page; `later` are the meetings after the next one."""

    talks: tuple[Talk, ...]
    next_meeting: Meeting | None
    soon: tuple[Line, ...]
    later: tuple[Meeting, ...]
    decided: tuple[Line, ...]


def home_page() -> HomePage:
    """Return the home page in at most seven queries, whatever the number of items, rooms and contributions."""
    meetings = list(upcoming_meetings().exclude(status="cancelled")[:MEETINGS])
    soon = _items_of(meetings[0]) if meetings else []
    decided = _decided()
    activity = registry.activity([item.subject_id for item in [*soon, *decided]])
    none = registry.Activity()
    return HomePage(
        talks=_talks(),
        next_meeting=meetings[0] if meetings else None,
        soon=tuple(Line(item, activity.get(item.subject_id, none)) for item in soon),
        later=tuple(meetings[1:]),
        decided=tuple(Line(item, activity.get(item.subject_id, none)) for item in decided),
    )


def _talks() -> tuple[Talk, ...]:
    newest = Contribution.objects.filter(room=OuterRef("pk"), parent=None, state=ContributionState.PUBLISHED)
    rooms = list(
        Room.objects.filter(contribution_count__gt=0, closed_at=None, last_contribution_at__isnull=False)
        .select_related("about__agenda_item__meeting")
        .annotate(newest_text=Subquery(newest.order_by("-id").values("text")[:1]))
        .order_by("-last_contribution_at")[:ROOMS]
    )
    described = registry.describe([room.about for room in rooms])
    return tuple(
        _talk(described[room.about_id], room.newest_text or "", room.last_contribution_at, room)
        for room in rooms
        if room.about_id in described and not described[room.about_id].state
    )


def _talk(about: registry.Description, newest: str, last_at: datetime | None, room: Room) -> Talk:
    activity = registry.Activity(room.contribution_count, room.open_question_count, last_at)
    item = getattr(room.about, "agenda_item", None)
    return Talk(about.title, about.url, newest, activity, talk_state(room, item) if item is not None else None)


def _items_of(meeting: Meeting) -> list[AgendaItem]:
    items = AgendaItem.objects.filter(meeting=meeting, kind=ItemKind.ITEM, missing_since=None)
    return list(items.order_by("order", "id")[:SOON])


def _decided() -> list[AgendaItem]:
    items = AgendaItem.objects.select_related("meeting").filter(kind=ItemKind.ITEM, missing_since=None)
    return list(items.exclude(outcome="").order_by(F("decided_at").desc(nulls_last=True), "-id")[:DECIDED])
