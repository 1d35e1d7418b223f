"""Taking over what an importer read, one record at a time: the same record twice changes nothing."""

from collections import Counter
from datetime import datetime

from django.db import connection, transaction

from samenspel.council.actions.applying_items import apply_items
from samenspel.council.actions.applying_rest import apply_documents, apply_references
from samenspel.council.actions.phases import standing_of, tell_meeting_moved
from samenspel.council.actions.withdrawing import count_missing_lines, count_missing_meetings, withhold
from samenspel.council.enums import MeetingStatus, Source
from samenspel.council.importers.normal import (
    Flag,
    Listed,
    NormalBody,
    NormalMeeting,
    Record,
    Withheld,
    content_hash,
)
from samenspel.council.importers.problems import sentence
from samenspel.council.models import CouncilBody, Meeting
from samenspel.tenancy.context import current_municipality_id


class Applier:
    """The state of one run: what it changed, what it saw, and what the clerk should hear."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.claimed: set[str] = set()  # agenda items that a meeting of this run has
        self.seen: set[str] = set()  # meetings of this run
        self.latest: datetime | None = None

    def apply(self, record: Record, *, into: Meeting | None = None) -> None:
        """Take over one record in one transaction; when that fails, nothing of the record stays, its counts neither."""
        before = (Counter(self.counts), set(self.claimed), list(self.problems))
        try:
            with transaction.atomic():
                lock_imports()
                self._dispatch(record, into)
        except BaseException:
            self.counts, self.claimed, self.problems = before
            raise

    def flag(self, flag: Flag) -> None:
        """Tell the clerk, each sentence once per run."""
        text = sentence(flag)
        if text not in self.problems:
            self.problems.append(text)
            self.counts["flagged"] += 1

    def is_changed(self) -> bool:
        """Whether the run changed anything so far."""
        return any(self.counts[name] for name in ("created", "updated", "withdrawn"))

    def _dispatch(self, record: Record, into: Meeting | None) -> None:
        if isinstance(record, NormalMeeting):
            self._meeting(record, into)
        elif isinstance(record, Withheld):
            withhold(self, record)
        elif isinstance(record, Listed):
            count_missing_meetings(self, record)
        else:
            self.flag(record)
        modified = getattr(record, "source_modified", None)
        if modified is not None:
            self.latest = max(filter(None, [self.latest, modified]))

    def _meeting(self, normal: NormalMeeting, into: Meeting | None) -> None:
        meeting = into or self._save_meeting(normal, self._body(normal))
        items = apply_items(self, normal, meeting)
        apply_documents(self, normal, meeting, items)
        apply_references(self, normal)
        if normal.is_complete:
            count_missing_lines(self, normal, meeting)

    def _body(self, normal: NormalMeeting) -> CouncilBody:
        wanted = normal.body
        body = self._known_body(wanted)
        if body is None:
            name = wanted.name or normal.title or "–"
            body = CouncilBody(
                source=self.source,
                external_id=wanted.external_id,
                name=name[:200],
                short_name=wanted.short_name,
                content_hash=content_hash(wanted),
            )
            body.save()
            self.counts["created"] += 1
            return body
        digest = content_hash(wanted)
        if wanted.name and body.source == self.source and body.content_hash != digest:
            body.name, body.short_name, body.content_hash = wanted.name, wanted.short_name, digest
            body.save()
            self.counts["updated"] += 1
        return body

    def _known_body(self, wanted: NormalBody) -> CouncilBody | None:
        """By id; else a body of this name that follows no source yet, which is bound to this one from now on."""
        bodies = CouncilBody.objects.select_for_update()
        found: CouncilBody | None = None
        if wanted.external_id:
            found = bodies.filter(source=self.source, external_id=wanted.external_id).first()
        if found is None and wanted.name:
            found = bodies.filter(name__iexact=wanted.name).order_by("external_id", "pk").first()
            if found is not None and not found.external_id and self.source != Source.CSV:
                found.source, found.external_id = self.source, wanted.external_id
        return found

    def _save_meeting(self, normal: NormalMeeting, body: CouncilBody) -> Meeting:
        self.seen.add(normal.external_id)
        found: Meeting | None = (
            Meeting.objects.select_for_update().filter(source=self.source, external_id=normal.external_id).first()
        )
        digest = content_hash(normal)
        if found is not None and found.content_hash == digest and found.body_id == body.pk and not found.may_return:
            self.counts["unchanged"] += 1
            if found.misses:
                Meeting.objects.filter(pk=found.pk).update(misses=0)
            return found
        meeting = found or Meeting(source=self.source, external_id=normal.external_id, stage=normal.stage)
        before = standing_of(meeting)
        _fill_meeting(meeting, normal, body)
        meeting.content_hash = digest
        meeting.save()
        tell_meeting_moved(meeting, before=before)
        self.counts["updated" if found else "created"] += 1
        return meeting


def lock_imports() -> None:
    """Let one import of the municipality write at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('council.import'), %s)", [current_municipality_id()])


def _fill_meeting(meeting: Meeting, normal: NormalMeeting, body: CouncilBody) -> None:
    meeting.body = body
    meeting.title = normal.title or body.name
    meeting.starts_at, meeting.ends_at = normal.starts_at, normal.ends_at
    meeting.location, meeting.external_url = normal.location, normal.external_url
    meeting.source_modified = normal.source_modified
    if normal.status:
        meeting.status = normal.status
    elif meeting.status == MeetingStatus.CANCELLED and meeting.source != Source.CSV:
        meeting.status = MeetingStatus.PLANNED
    if meeting.may_return:
        meeting.missing_since = None
    meeting.misses = 0
    kept = {name: meeting.raw[name] for name in ("withdrawn_by",) if name in meeting.raw}
    meeting.raw = {**normal.raw, **kept}
