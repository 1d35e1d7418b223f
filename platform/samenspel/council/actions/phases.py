"""Telling the apps above that the council moved on: a meeting began or ended, an item is in another stage or decided."""

from collections.abc import Collection

from samenspel.council.models import AgendaItem, Meeting
from samenspel.council.signals import phase_changed

Standing = tuple[str, str]  # stage, and status of a meeting or outcome of an item


def standing_of(row: Meeting | AgendaItem) -> Standing:
    """Return where a meeting or an item stands, to compare with later."""
    return row.stage, row.status if isinstance(row, Meeting) else row.outcome


def tell_meeting_moved(meeting: Meeting, *, before: Standing) -> None:
    """Tell about all items of a meeting when its status or its stage is another than before."""
    stage, status = before
    if meeting.status != status:
        _tell(AgendaItem.objects.filter(meeting=meeting), f"meeting_{meeting.status}")
    if meeting.stage != stage:
        _tell(AgendaItem.objects.filter(meeting=meeting, stage=""), "stage_changed")


def tell_items_moved(items: Collection[AgendaItem], *, before: dict[int, Standing]) -> None:
    """Tell about the items whose stage is another than before, and about those that were decided since."""
    known = [item for item in items if item.pk in before]
    _tell([item for item in known if item.outcome and item.outcome != before[item.pk][1]], "decided")
    _tell([item for item in known if item.stage != before[item.pk][0]], "stage_changed")


def _tell(items: Collection[AgendaItem], change: str) -> None:
    found = list(items)
    if found:
        phase_changed.send(sender=AgendaItem, items=found, change=change)
