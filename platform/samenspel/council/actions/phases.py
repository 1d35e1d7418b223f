"""Telling the apps above that the council moved on: a meeting began or ended, an item is in another stage or decided."""

from collections.abc import Collection

from samenspel.council.models import AgendaItem, Meeting
from samenspel.council.queries import WITH_A_PAGE
from samenspel.council.signals import pages_changed, phase_changed

Standing = tuple[str, str, bool]  # stage, status of a meeting or outcome of an item, whether it has a page


def standing_of(row: Meeting | AgendaItem) -> Standing:
    """Return where a meeting or an item stands, to compare with later."""
    if isinstance(row, Meeting):
        return row.stage, row.status, True
    return row.stage, row.outcome, row.kind in WITH_A_PAGE


def tell_meeting_moved(meeting: Meeting, *, before: Standing) -> None:
    """Tell about all items of a meeting when its status or its stage is another than before."""
    stage, status, _ = before
    if meeting.status != status:
        _tell(AgendaItem.objects.filter(meeting=meeting), f"meeting_{meeting.status}")
    if meeting.stage != stage:
        _tell(AgendaItem.objects.filter(meeting=meeting, stage=""), "stage_changed")


def tell_items_moved(items: Collection[AgendaItem], *, before: dict[int, Standing]) -> None:
    """Tell about the items whose stage is another than before, those that were decided since, and those whose page came or went."""
    known = [item for item in items if item.pk in before]
    _tell([item for item in known if item.outcome and item.outcome != before[item.pk][1]], "decided")
    _tell([item for item in known if item.stage != before[item.pk][0]], "stage_changed")
    moved = [item for item in known if (item.kind in WITH_A_PAGE) != before[item.pk][2]]
    if moved:
        pages_changed.send(sender=AgendaItem, items=moved)


def _tell(items: Collection[AgendaItem], change: str) -> None:
    found = list(items)
    if found:
        phase_changed.send(sender=AgendaItem, items=found, change=change)
