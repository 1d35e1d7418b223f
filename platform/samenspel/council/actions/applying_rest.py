"""Taking over documents, and keeping the list of references that could not be read."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from samenspel.council.enums import ItemKind
from samenspel.council.importers.normal import Flag, NormalDocument, NormalMeeting, content_hash
from samenspel.council.models import AgendaItem, CouncilDocument, Meeting, PendingReference

if TYPE_CHECKING:
    from samenspel.council.actions.applying import Applier

MISSES_BEFORE_WITHDRAWN = 3  # imports in a row that do not list something before we believe that it is gone
ATTEMPTS = 5
RETRY_AFTER = timedelta(days=7)
WRITTEN = ["meeting", "title", "url", "mime_type", "size", "published_on", "content_hash", "missing_since", "misses"]
Key = tuple[int | None, str]


def apply_documents(applier: "Applier", normal: NormalMeeting, meeting: Meeting, items: dict[str, AgendaItem]) -> None:
    """Create and change the documents of a meeting and of its items; absent ones are counted as missed."""
    wanted: dict[Key, NormalDocument] = {(None, d.external_id): d for d in normal.documents}
    for item in normal.items:
        if item.external_id in items and items[item.external_id].kind != ItemKind.CLOSED:
            wanted |= {(items[item.external_id].pk, d.external_id): d for d in item.documents}
    unsure = {items[r.needed_by].pk for r in normal.missing if r.kind == "consultation" and r.needed_by in items}
    _save(applier, meeting, wanted)
    if normal.is_complete:
        _count_missing(applier, meeting, set(wanted), unsure)


def add_documents(applier: "Applier", item: AgendaItem, documents: tuple[NormalDocument, ...]) -> None:
    """Add documents to an item whose reference could be read at last; to a closed one nothing is added."""
    if item.kind == ItemKind.CLOSED:
        return
    _save(applier, item.meeting, {(item.pk, document.external_id): document for document in documents}, only=item)


def apply_references(applier: "Applier", normal: NormalMeeting) -> None:
    """Put new references on the list, and strike off those that could be read this time."""
    needed_by = [normal.external_id, *(item.external_id for item in normal.items)]
    known = {
        (row.kind, row.external_id, row.needed_by): row
        for row in PendingReference.objects.filter(source=applier.source, needed_by__in=needed_by)
    }
    missing = {(r.kind, r.external_id, r.needed_by) for r in normal.missing}
    soon = timezone.now() + RETRY_AFTER
    new = [
        PendingReference(source=applier.source, kind=kind, external_id=key, needed_by=needed, next_attempt_at=soon)
        for kind, key, needed in sorted(missing - set(known))
    ]
    PendingReference.objects.bulk_create(new)
    resolved = [row.pk for key, row in known.items() if key not in missing]
    PendingReference.objects.filter(pk__in=resolved).delete()
    if new:
        applier.flag(Flag("missing-reference", str(len(new))))


def _save(
    applier: "Applier", meeting: Meeting, wanted: dict[Key, NormalDocument], only: AgendaItem | None = None
) -> None:
    where = Q(agenda_item=only) if only else Q(meeting=meeting) | Q(agenda_item__in=[k for k, _e in wanted if k])
    rows = {(row.agenda_item_id, row.external_id): row for row in _followed(applier).filter(where)}
    new: list[CouncilDocument] = []
    changed: list[CouncilDocument] = []
    for key, document in wanted.items():
        row = rows.get(key)
        digest = content_hash(document)
        if row is not None and row.content_hash == digest and row.meeting_id == meeting.pk and not row.missing_since:
            applier.counts["unchanged"] += 1
            continue
        target = row or CouncilDocument(source=applier.source, external_id=key[1], agenda_item_id=key[0])
        target.meeting, target.content_hash = meeting, digest
        target.title, target.url, target.mime_type = document.title, document.url, document.mime_type
        target.size, target.published_on = document.size, document.published_on
        target.missing_since, target.misses = None, 0
        (changed if row else new).append(target)
    CouncilDocument.objects.bulk_create(new)
    CouncilDocument.objects.bulk_update(changed, WRITTEN, batch_size=200)
    applier.counts["created"] += len(new)
    applier.counts["updated"] += len(changed)
    present = [row.pk for key, row in rows.items() if key in wanted and row.misses]
    CouncilDocument.objects.filter(pk__in=present).update(misses=0)


def _count_missing(applier: "Applier", meeting: Meeting, wanted: set[Key], unsure: set[int]) -> None:
    gone = []
    for row in _followed(applier).filter(meeting=meeting, missing_since=None):
        if (row.agenda_item_id, row.external_id) in wanted or row.agenda_item_id in unsure:
            continue
        row.misses += 1
        if row.misses >= MISSES_BEFORE_WITHDRAWN:
            row.missing_since = timezone.now()
            applier.counts["withdrawn"] += 1
            applier.flag(Flag("withdrawn", row.title))
        gone.append(row)
    CouncilDocument.objects.bulk_update(gone, ["misses", "missing_since"], batch_size=200)


def _followed(applier: "Applier") -> "QuerySet[CouncilDocument]":
    found: QuerySet[CouncilDocument] = CouncilDocument.objects.filter(source=applier.source).exclude(external_id="")
    return found
