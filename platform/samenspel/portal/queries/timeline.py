"""The line of time that agenda items, consultations and proposals show: asked, talked, weighed, decided, carried out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.models import Room
from samenspel.council.enums import MeetingStatus, Outcome, Stage
from samenspel.council.models import AgendaItem

CARRIED_OUT = {Outcome.ADOPTED.value, Outcome.AMENDED.value}


@dataclass(frozen=True)
class Step:
    """A step of the line; `state` is "done", "now" or "later", `note` says when or how much; `count` stays live."""

    name: str
    note: str
    state: str
    count: int | None = None


def item_steps(item: AgendaItem, room: Room | None) -> list[Step]:
    """Return the five steps of an agenda item, without a query."""
    position = _position(item)
    has_consultation = bool(getattr(room, "serving", None))
    steps = [
        (_("Asked"), _("In a consultation") if has_consultation else _("On the council's agenda")),
        (_("Talked"), _contributions(room)),
        (_("Weighed"), _weighed(item)),
        (_("Decided"), decision_in_words(item)),
        (_("Carried out"), _("Not yet known") if position >= 4 else ""),
    ]
    if item.outcome and item.outcome not in CARRIED_OUT:
        steps.pop()
    return placed(steps, position, counts={1: room.contribution_count if room is not None else None})


def placed(
    steps: Iterable[tuple[str, str]], position: int, *, counts: Mapping[int, int | None] | None = None
) -> list[Step]:
    """Return names and notes as steps, of which the one at `position` is now."""
    counts = counts or {}
    return [Step(name, note, _state(index, position), counts.get(index)) for index, (name, note) in enumerate(steps)]


def days_in_words(moment: datetime) -> str:
    """Return how far away a day is, from today, in words; the date itself when it is past or far."""
    day = timezone.localtime(moment).date()
    away = (day - timezone.localdate()).days
    if away == 0:
        return _("today")
    if away == 1:
        return _("tomorrow")
    if 1 < away <= 14:
        return ngettext("in %(days)s day", "in %(days)s days", away) % {"days": away}
    return date_in_words(day)


def date_in_words(day: date | datetime) -> str:
    """Return a day as people say it, in municipal time."""
    day = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return formats.date_format(day, "j F Y")


def decision_in_words(item: AgendaItem) -> str:
    """Return what the council decided and when, or how far away its decision is."""
    if item.outcome:
        word = item.get_outcome_display()
        return f"{word}, {date_in_words(item.decided_at)}" if item.decided_at else word
    if not _is_decisive(item) or item.meeting.starts_at is None:
        return _("Date not known yet")
    return days_in_words(item.meeting.starts_at)


def _position(item: AgendaItem) -> int:
    """The index of the step at which an item stands now."""
    if item.outcome:
        return 4
    if item.meeting.status in {MeetingStatus.IN_SESSION, MeetingStatus.CLOSED}:
        return 3 if _is_decisive(item) else 2
    starts_at = item.meeting.starts_at
    return 2 if starts_at is not None and starts_at <= timezone.now() else 1


def _state(index: int, position: int) -> str:
    if index == position:
        return "now"
    return "done" if index < position else "later"


def _contributions(room: Room | None) -> str:
    count = room.contribution_count if room is not None else 0
    if not count:
        return _("No contributions yet")
    return ngettext("%(count)s contribution", "%(count)s contributions", count) % {"count": count}


def _weighed(item: AgendaItem) -> str:
    if item.meeting.status == MeetingStatus.IN_SESSION and not _is_decisive(item):
        return _("In session now")
    return "" if _is_decisive(item) or item.meeting.starts_at is None else days_in_words(item.meeting.starts_at)


def _is_decisive(item: AgendaItem) -> bool:
    return (item.stage or item.meeting.stage) == Stage.DECIDING
