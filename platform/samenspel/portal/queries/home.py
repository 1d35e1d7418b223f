"""What the home page of a municipality shows: what is open, what is decided soon, what was done with what people said."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from samenspel.council.enums import ItemKind
from samenspel.council.models import AgendaItem, Decision, Meeting
from samenspel.council.queries import upcoming_meetings
from samenspel.portal.queries.open_now import OpenNow, open_now
from samenspel.subjects import registry

SOON, MEETINGS, DECIDED = 6, 3, 5


@dataclass(frozen=True)
class Line:
    """An agenda item with what is going on about it."""

    item: AgendaItem
    activity: registry.Activity


@dataclass(frozen=True)
class Decided:
    """An agenda item the council decided on; `input_use` is what the clerk wrote about what residents said."""

    item: AgendaItem
    input_use: str

    @property
    def url(self) -> str:
        """The address of the decision itself, where the clerk recorded one."""
        address = self.item.get_absolute_url()
        return f"{address}#decision" if self.input_use else address


@dataclass(frozen=True)
class HomePage:
    """Everything on the home page; `later` are the meetings after the next one."""

    open: tuple[OpenNow, ...]
    next_meeting: Meeting | None
    soon: tuple[Line, ...]
    later: tuple[Meeting, ...]
    decided: tuple[Decided, ...]


def home_page() -> HomePage:
    """Return the home page in eight queries, however much there is of anything."""
    meetings = list(upcoming_meetings().exclude(status="cancelled")[:MEETINGS])
    soon = _items_of(meetings[0]) if meetings else []
    activity = registry.activity([item.subject_id for item in soon])
    none = registry.Activity()
    return HomePage(
        open=open_now(),
        next_meeting=meetings[0] if meetings else None,
        soon=tuple(Line(item, activity.get(item.subject_id, none)) for item in soon),
        later=tuple(meetings[1:]),
        decided=_decided(),
    )


def _items_of(meeting: Meeting) -> list[AgendaItem]:
    items = AgendaItem.objects.filter(meeting=meeting, kind=ItemKind.ITEM, missing_since=None)
    return list(items.order_by("order", "id")[:SOON])


def _decided() -> tuple[Decided, ...]:
    latest = Decision.objects.filter(agenda_item=OuterRef("pk")).order_by("-version")
    items = (
        AgendaItem.objects.select_related("meeting")
        .filter(kind=ItemKind.ITEM, missing_since=None)
        .exclude(outcome="")
        .annotate(input_use=Subquery(latest.values("input_use")[:1]))
        .order_by(F("decided_at").desc(nulls_last=True), "-id")
    )
    return tuple(Decided(item, item.input_use or "") for item in items[:DECIDED])
