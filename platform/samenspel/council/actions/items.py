"""Lines of an agenda: made, changed, put in order, withdrawn and brought back."""

from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from samenspel.audit.actions import record
from samenspel.council.actions.changes import set_fields
from samenspel.council.actions.decisions import forget_decisions
from samenspel.council.actions.phases import standing_of, tell_items_moved
from samenspel.council.enums import ItemKind, Source
from samenspel.council.exceptions import AlreadyBound, NothingToMove, NotPublic
from samenspel.council.models import AgendaItem, CouncilDocument, Meeting, Sourced
from samenspel.council.permissions import check_clerk
from samenspel.council.signals import agenda_items_created
from samenspel.subjects.models import Subject

Row = TypeVar("Row", bound=Sourced)


@transaction.atomic
def create_items(items: list[AgendaItem]) -> list[AgendaItem]:
    """Store new agenda items, each with its subject, and tell the apps above; the caller has checked and audits.

    Parents must be stored already.
    """
    subjects = Subject.objects.bulk_create([Subject(kind="agenda_item") for _item in items])
    for item, subject in zip(items, subjects, strict=True):
        item.subject = subject
    created: list[AgendaItem] = AgendaItem.objects.bulk_create(items)
    if created:
        agenda_items_created.send(sender=AgendaItem, items=created)
    return created


@transaction.atomic
def add_item(meeting: Meeting, *, actor: Any, **values: Any) -> AgendaItem:
    """Add a line at the end of the agenda, or of its parent's lines."""
    check_clerk(actor)
    lines = _lock_lines(meeting)
    item = AgendaItem(meeting=meeting, order=len(lines), **_without_secrets(_with_decision_date(meeting, values)))
    (item,) = create_items([item])
    _renumber([*lines, item])
    record("council.item.created", actor=actor, on=item, meeting=meeting.pk)
    return item


@transaction.atomic
def change_item(item: AgendaItem, *, actor: Any, **values: Any) -> AgendaItem:
    """Change a line; its subject, and so what residents said about it, stays.

    Of a line that is not public any more the explanation and the documents go for good. Imports respect this.
    """
    check_clerk(actor)
    lines = _lock_lines(item.meeting)
    line = next(line for line in lines if line.pk == item.pk)
    before = {line.pk: standing_of(line)}
    changed = set_fields(line, _without_secrets(_with_decision_date(item.meeting, values, line), line))
    if line.kind == ItemKind.CLOSED:
        for document in line.documents.order_by("pk"):
            remove_document(document, actor=actor)
        forget_decisions([line])
    if "parent" in changed:
        _renumber(lines)
    if changed:
        tell_items_moved([line], before=before)
        record("council.item.changed", actor=actor, on=line, fields=changed)
    return line


@transaction.atomic
def move_item(item: AgendaItem, *, actor: Any, up: bool) -> AgendaItem:
    """Swap a line, with everything below it, with its neighbour. Raises `NothingToMove` at the edge."""
    check_clerk(actor)
    lines = _lock_lines(item.meeting)
    siblings = [line for line in lines if line.parent_id == item.parent_id]
    place = next(index for index, line in enumerate(siblings) if line.pk == item.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(siblings):
        raise NothingToMove
    first, second = lines.index(siblings[place]), lines.index(siblings[other])
    lines[first], lines[second] = lines[second], lines[first]
    _renumber(lines)
    record("council.item.moved", actor=actor, on=item, up=up)
    return item


@transaction.atomic
def withdraw_item(item: AgendaItem, *, actor: Any) -> AgendaItem:
    """Hide a line's text from the public; what residents said about it stays, with a notice. Imports respect this."""
    check_clerk(actor)
    line = _locked(item)
    if line.missing_since is None:
        set_fields(line, {"missing_since": timezone.now(), "raw": {**line.raw, "withdrawn_by": "clerk"}})
        record("council.item.withdrawn", actor=actor, on=line)
    return line


@transaction.atomic
def restore_item(item: AgendaItem, *, actor: Any) -> AgendaItem:
    """Show a withdrawn line again."""
    check_clerk(actor)
    line = _locked(item)
    if line.missing_since is not None:
        raw = {name: value for name, value in line.raw.items() if name != "withdrawn_by"}
        set_fields(line, {"missing_since": None, "misses": 0, "raw": raw})
        record("council.item.restored", actor=actor, on=line)
    return line


@transaction.atomic
def add_document(item: AgendaItem, *, actor: Any, title: str, url: str) -> CouncilDocument:
    """Add a document, by its address, to a line. Raises `NotPublic`."""
    check_clerk(actor)
    if _locked(item).kind == ItemKind.CLOSED:
        raise NotPublic
    document: CouncilDocument = CouncilDocument.objects.create(
        meeting_id=item.meeting_id, agenda_item=item, title=title, url=url
    )
    record("council.document.created", actor=actor, on=document, item=item.pk)
    return document


@transaction.atomic
def remove_document(document: CouncilDocument, *, actor: Any) -> None:
    """Remove a document from the site; the file at its address is not ours."""
    check_clerk(actor)
    record("council.document.removed", actor=actor, on=document, item=document.agenda_item_id)
    document.delete()


@transaction.atomic
def bind_to_source(row: Row, *, actor: Any, source: str, external_id: str) -> Row:
    """Let a row that was entered by hand follow an object of a source from the next import on; all its links stay.

    Raises `AlreadyBound` when another row follows that object.
    """
    check_clerk(actor)
    rows = type(row).objects.select_for_update()
    bound: Row = rows.get(pk=row.pk)
    if external_id and rows.filter(source=source, external_id=external_id).exclude(pk=row.pk).exists():
        raise AlreadyBound
    values = {"source": source if external_id else Source.MANUAL.value, "external_id": external_id}
    if set_fields(bound, values):
        set_fields(bound, {"content_hash": "", "misses": 0})
        record(f"council.{bound._meta.model_name}.bound", actor=actor, on=bound, source=source)
    return bound


def _with_decision_date(meeting: Meeting, values: dict[str, Any], item: AgendaItem | None = None) -> dict[str, Any]:
    """A result is dated by its meeting; without a result there is no date. A recorded decision stays as it is."""
    if "result" not in values and "outcome" not in values:
        return values
    if item is not None and item.has_recorded_decision:
        return {name: value for name, value in values.items() if name != "outcome"}
    is_decided = bool(values.get("result") or values.get("outcome"))
    known = item.decided_at if item else None
    decided_at = known or meeting.starts_at or timezone.now()
    return {**values, "decided_at": decided_at if is_decided else None}


def _without_secrets(values: dict[str, Any], item: AgendaItem | None = None) -> dict[str, Any]:
    """Nothing is kept that a line behind closed doors would say; `raw` remembers that the clerk closed its doors."""
    raw = {} if item is None else item.raw
    if values.get("kind", None if item is None else item.kind) == ItemKind.CLOSED:
        kept = {name: value for name, value in raw.items() if name != "decided_by"}  # the decision itself goes as well
        return {**values, "explanation": "", "raw": {**kept, "closed_by": raw.get("closed_by", "clerk")}}
    if "closed_by" in raw:  # open again: the next import brings the source's text back
        opened = {name: value for name, value in raw.items() if name != "closed_by"}
        return {**values, "raw": opened, "content_hash": ""}
    return values


def _lock_lines(meeting: Meeting) -> list[AgendaItem]:
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    return list(AgendaItem.objects.filter(meeting=meeting).order_by("order", "id"))


def _locked(item: AgendaItem) -> AgendaItem:
    line: AgendaItem = AgendaItem.objects.select_for_update().get(pk=item.pk)
    return line


def _renumber(lines: list[AgendaItem]) -> None:
    """Give every line its position, depth first; children follow their parent in the order they have in `lines`.

    A line whose parents form a circle, or are on another agenda, stands at the top level.
    """
    here = {line.pk for line in lines}
    children: dict[int | None, list[AgendaItem]] = {}
    for line in lines:
        parent = line.parent_id if line.parent_id in here else None
        children.setdefault(parent, []).append(line)
    placed: list[tuple[AgendaItem, int]] = []
    todo = [(line, 0) for line in reversed(children.get(None, []))]
    while todo:
        line, depth = todo.pop()
        placed.append((line, depth))
        todo += [(child, depth + 1) for child in reversed(children.get(line.pk, []))]
    reached = {line.pk for line, _depth in placed}
    placed += [(line, 0) for line in lines if line.pk not in reached]
    changed = []
    for order, (line, depth) in enumerate(placed):
        if (line.order, line.depth) != (order, depth):
            line.order, line.depth = order, depth
            changed.append(line)
    AgendaItem.objects.bulk_update(changed, ["order", "depth"], batch_size=200)
