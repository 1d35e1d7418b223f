"""Runs of importers: prepared, confirmed, carried out with visible progress, and written down once."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from samenspel.audit.actions import record
from samenspel.common.errors import DomainError
from samenspel.council.actions.applying import Applier
from samenspel.council.actions.applying_rest import ATTEMPTS, RETRY_AFTER, add_documents
from samenspel.council.enums import Source
from samenspel.council.exceptions import AlreadyStarted
from samenspel.council.importers import csv_file, notubiz, oparl
from samenspel.council.importers.normal import Flag, NormalMeeting, Record, Withheld
from samenspel.council.importers.source import FolderSource, UrlSource, open_source
from samenspel.council.models import AgendaItem, ImportRun, Meeting, PendingReference
from samenspel.council.permissions import check_clerk
from samenspel.tenancy.context import current_municipality, current_municipality_id
from samenspel.tenancy.queries import primary_host

logger = logging.getLogger(__name__)
OVERLAP = timedelta(days=1)  # a source's clock and its index may lag behind
READERS = {Source.OPARL.value: oparl.read, Source.NOTUBIZ.value: notubiz.read}
Opened = FolderSource | UrlSource
Echo = Callable[[ImportRun], None]


@transaction.atomic
def prepare_csv_import(text: str, *, name: str, into: Meeting | None, actor: Any) -> ImportRun:
    """Keep an uploaded file that has no mistakes until the clerk confirms it, without its lines that are not public.

    Of those only the ids stay, and only of lines that were public until now: these are taken off the site.
    """
    check_clerk(actor)
    sheet = csv_file.read(text, into_meeting=into.pk if into else None)
    known = AgendaItem.objects.filter(source=Source.CSV, external_id__in=sheet.closed)
    run: ImportRun = ImportRun.objects.create(
        source=Source.CSV,
        location=name[:500],
        started_by=actor,
        payload={
            "text": sheet.public_text,
            "meeting": into.pk if into else None,
            "left_out": len(sheet.closed),
            "closed": sorted(known.values_list("external_id", flat=True)),
        },
    )
    return run


@transaction.atomic
def prepare_web_import(source: str, address: str, *, actor: Any) -> ImportRun:
    """Queue an import from an address; only hosts that the operator allows. Raises `SourceRefused`."""
    check_clerk(actor)
    open_source(address, hosts=settings.COUNCIL_SOURCE_HOSTS)
    run: ImportRun = ImportRun.objects.create(source=source, location=address, started_by=actor)
    return confirm_import(run, actor=actor)


@transaction.atomic
def confirm_import(run: ImportRun, *, actor: Any) -> ImportRun:
    """Hand a prepared import to the worker. Raises `AlreadyStarted`."""
    check_clerk(actor)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.queued_at is not None:
        raise AlreadyStarted
    run.queued_at = timezone.now()
    run.save(update_fields=["queued_at"])
    municipality_id = current_municipality_id()
    task = app.configure_task("council.run_import", lock=f"council-import-{municipality_id}")
    task.defer(municipality_id=municipality_id, run_id=run.pk)
    return run


def begin_import(source: str, location: str) -> ImportRun:
    """Begin an import that an operator runs at the command line."""
    run: ImportRun = ImportRun.objects.create(source=source, location=location[:500], queued_at=timezone.now())
    return run


def run_import(run: ImportRun, *, opened: Opened | None = None, echo: Echo | None = None) -> ImportRun:
    """Carry out a run: each record in its own transaction, the cursor only when all of them succeeded.

    Safe to run again: a finished run is left alone, an interrupted one starts over and changes only what is left.
    `opened` is the source an operator named; without it the run's own location is opened under the rules for clerks.
    """
    if run.finished_at is not None:
        return run
    applier = Applier(run.source)
    try:
        _carry_out(run, applier, opened, echo)
    except DomainError as error:
        _finish(run, applier, failed=str(error))
    except Exception:
        logger.exception("council.import.failed", extra={"run": run.pk})
        _finish(run, applier, failed="The import stopped by a fault of the program. The log says more.")
        raise
    else:
        _finish(run, applier)
    return run


def previous_cursor(run: ImportRun) -> Any:
    """Return since when the source must be read: the cursor of the last run that succeeded from the same place."""
    earlier = ImportRun.objects.filter(source=run.source, location=run.location, failed=False).exclude(pk=run.pk)
    return earlier.exclude(cursor=None).order_by("-pk").values_list("cursor", flat=True).first()


def _carry_out(run: ImportRun, applier: Applier, opened: Opened | None, echo: Echo | None) -> None:
    if run.source == Source.CSV:
        sheet = csv_file.read(run.payload.get("text", ""), into_meeting=run.payload.get("meeting"))
        into = Meeting.objects.filter(pk=run.payload.get("meeting")).first() if run.payload.get("meeting") else None
        closed = [Withheld("item", external_id, "confidential") for external_id in run.payload.get("closed", [])]
        _apply_all(run, applier, [*sheet.meetings, *closed], into=into, echo=echo)
        return
    if opened is None:
        host = primary_host(municipality) if (municipality := current_municipality()) else ""
        opened = open_source(run.location, hosts=settings.COUNCIL_SOURCE_HOSTS, agent=host)
    records = READERS[run.source](opened, modified_since=previous_cursor(run))
    _apply_all(run, applier, records, echo=echo)
    _retry_references(applier, opened)


def _apply_all(
    run: ImportRun,
    applier: Applier,
    records: Iterable[Record],
    *,
    into: Meeting | None = None,
    echo: Echo | None = None,
) -> None:
    for entry in records:
        size = 1 + len(entry.items) if isinstance(entry, NormalMeeting) else 0
        run.total += size
        applier.apply(entry, into=into)
        run.done += size
        if size:
            _note(run, applier)
            run.save(update_fields=["total", "done", "counts", "problems"])
            if echo is not None:
                echo(run)


def _retry_references(applier: Applier, opened: Opened) -> None:
    """Try again what was due; after five attempts the clerk hears that it is given up."""
    due = list(
        PendingReference.objects.filter(
            source=applier.source, kind="consultation", next_attempt_at__lte=timezone.now()
        )[:500]
    )
    if not due or applier.source != Source.OPARL:
        return
    found = oparl.references(opened, {row.external_id for row in due})
    items = {
        item.external_id: item
        for item in AgendaItem.objects.select_related("meeting").filter(
            source=applier.source, external_id__in=[row.needed_by for row in due], missing_since=None
        )
    }
    with transaction.atomic():
        for row in due:
            if row.external_id in found and row.needed_by in items:
                add_documents(applier, items[row.needed_by], found[row.external_id])
                row.delete()
            else:
                _try_later(row)
        given_up = sum(row.pk is not None and row.next_attempt_at is None for row in due)
        if given_up:
            applier.flag(Flag("given-up", str(given_up)))


def _try_later(row: PendingReference) -> None:
    row.attempts += 1
    row.next_attempt_at = None if row.attempts >= ATTEMPTS else timezone.now() + RETRY_AFTER
    row.save(update_fields=["attempts", "next_attempt_at"])


@transaction.atomic
def _finish(run: ImportRun, applier: Applier, *, failed: str = "") -> None:
    _note(run, applier)
    run.finished_at = timezone.now()
    run.failed = bool(failed)
    run.payload = {}
    if failed:
        run.problems = [failed, *run.problems]
    elif applier.latest is not None:
        run.cursor = applier.latest - OVERLAP
    else:
        run.cursor = previous_cursor(run)
    run.save()
    if applier.is_changed():
        record("council.import.finished", actor=run.started_by, on=run, source=run.source, **run.counts)


def _note(run: ImportRun, applier: Applier) -> None:
    run.counts = {name: number for name, number in applier.counts.items() if number}
    run.problems = applier.problems[:200]
