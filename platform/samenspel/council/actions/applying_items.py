"""Taking over the lines of an agenda, matched on the source's own id and never on order or title."""

from typing import TYPE_CHECKING

from samenspel.council.actions.items import create_items
from samenspel.council.actions.phases import standing_of, tell_items_moved
from samenspel.council.importers.normal import Flag, NormalItem, NormalMeeting, content_hash
from samenspel.council.models import AgendaItem, Meeting

if TYPE_CHECKING:
    from samenspel.council.actions.applying import Applier

WRITTEN = [
    *("meeting", "parent", "kind", "number", "order", "depth", "title", "explanation", "stage", "result", "outcome"),
    *("decided_at", "content_hash", "source_modified", "external_url", "missing_since", "misses", "raw"),
]


def apply_items(applier: "Applier", normal: NormalMeeting, meeting: Meeting) -> dict[str, AgendaItem]:
    """Create, move and change lines; return those of this meeting by external id. Other lines are left alone."""
    wanted = [item for item in normal.items if _claim(applier, item)]
    rows = {
        row.external_id: row
        for row in AgendaItem.objects.select_for_update().filter(
            source=applier.source, external_id__in=[item.external_id for item in wanted]
        )
    }
    before = {row.pk: standing_of(row) for row in rows.values()}
    offset = _lines_of_others(applier, meeting)
    new: list[AgendaItem] = []
    changed: list[AgendaItem] = []
    for item in wanted:
        row = rows.get(item.external_id)
        if row is not None and not _differs(row, item, meeting):
            continue
        target = row or AgendaItem(source=applier.source, external_id=item.external_id)
        _fill(target, item, meeting, offset)
        (changed if row else new).append(target)
        rows[item.external_id] = target
    create_items(new)
    _set_parents(wanted, rows, new, changed)
    AgendaItem.objects.bulk_update(changed, WRITTEN, batch_size=200)
    tell_items_moved(changed, before=before)
    _count(applier, wanted, new, changed)
    AgendaItem.objects.filter(pk__in=[row.pk for row in rows.values() if row.misses]).update(misses=0)
    return rows


def _claim(applier: "Applier", item: NormalItem) -> bool:
    """An item is on one agenda of a run: the first that lists it."""
    if item.external_id in applier.claimed:
        applier.flag(Flag("two-meetings", item.number or item.external_id))
        return False
    applier.claimed.add(item.external_id)
    return True


def _lines_of_others(applier: "Applier", meeting: Meeting) -> int:
    """Lines that the clerk or another source put on the agenda come first."""
    return int(AgendaItem.objects.filter(meeting=meeting).exclude(source=applier.source).count())


def _differs(row: AgendaItem, item: NormalItem, meeting: Meeting) -> bool:
    return row.content_hash != content_hash(item) or row.meeting_id != meeting.pk or row.may_return


def _fill(row: AgendaItem, item: NormalItem, meeting: Meeting, offset: int) -> None:
    row.meeting = meeting
    if row.raw.get("closed_by") == "clerk":
        _place(row, item, offset)
        return
    row.kind, row.number, row.title, row.explanation = item.kind, item.number, item.title, item.explanation
    row.order, row.depth = item.order + offset, item.depth
    row.external_url, row.source_modified = item.external_url, item.source_modified
    row.stage = item.stage or row.stage
    _fill_result(row, item, meeting)
    if row.may_return:
        row.missing_since = None
    kept = {name: row.raw[name] for name in ("withdrawn_by", "decided_by") if name in row.raw}
    row.raw = {**item.raw, **kept, **({"result_by": "source"} if item.result else {})}
    row.content_hash = content_hash(item)


def _place(row: AgendaItem, item: NormalItem, offset: int) -> None:
    """Of a line whose doors the clerk closed only its place follows the source, whatever the source publishes."""
    row.order, row.depth = item.order + offset, item.depth
    row.source_modified, row.content_hash = item.source_modified, content_hash(item)
    if row.may_return:
        row.missing_since = None


def _fill_result(row: AgendaItem, item: NormalItem, meeting: Meeting) -> None:
    """A result by the clerk's hand stays where the source has none; one that the source took back goes; a recorded decision stays."""
    if row.has_recorded_decision:
        row.result = item.result or row.result
    elif item.result:
        if row.result != item.result or not row.outcome:
            row.result, row.outcome = item.result, item.outcome
        row.decided_at = row.decided_at or meeting.starts_at
    elif row.raw.get("result_by") == "source":
        row.result, row.outcome, row.decided_at = "", "", None


def _set_parents(
    wanted: list[NormalItem], rows: dict[str, AgendaItem], new: list[AgendaItem], changed: list[AgendaItem]
) -> None:
    """Set parents once all lines exist; a parent stands before its children in `wanted`, so there is no circle."""
    touched = {row.external_id for row in (*new, *changed)}
    fresh = []
    for item in wanted:
        if item.external_id not in touched:
            continue
        row, parent = rows[item.external_id], rows.get(item.parent_id)
        if row.parent_id != (parent.pk if parent else None):
            row.parent = parent
            fresh.append(row)
    is_new = {row.external_id for row in new}
    AgendaItem.objects.bulk_update([row for row in fresh if row.external_id in is_new], ["parent"], batch_size=200)


def _count(applier: "Applier", wanted: list[NormalItem], new: list[AgendaItem], changed: list[AgendaItem]) -> None:
    applier.counts["created"] += len(new)
    applier.counts["updated"] += len(changed)
    applier.counts["unchanged"] += len(wanted) - len(new) - len(changed)
