"""Meetings, entered by the clerk."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from samenspel.audit.actions import record
from samenspel.council.actions.changes import set_fields
from samenspel.council.actions.phases import standing_of, tell_meeting_moved
from samenspel.council.enums import MeetingStatus
from samenspel.council.exceptions import MeetingOver
from samenspel.council.models import Meeting
from samenspel.council.permissions import check_clerk

# From -> to: what a clerk may do with a meeting.
STEPS: dict[str, frozenset[str]] = {
    MeetingStatus.PLANNED: frozenset({MeetingStatus.IN_SESSION, MeetingStatus.CLOSED, MeetingStatus.CANCELLED}),
    MeetingStatus.IN_SESSION: frozenset({MeetingStatus.CLOSED, MeetingStatus.PLANNED}),
    MeetingStatus.CLOSED: frozenset({MeetingStatus.IN_SESSION}),
    MeetingStatus.CANCELLED: frozenset({MeetingStatus.PLANNED}),
}


@transaction.atomic
def create_meeting(*, actor: Any, **values: Any) -> Meeting:
    """Add a meeting of a body."""
    check_clerk(actor)
    meeting: Meeting = Meeting.objects.create(**values)
    record("council.meeting.created", actor=actor, on=meeting)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, actor: Any, **values: Any) -> Meeting:
    """Change when, where or what a meeting is."""
    check_clerk(actor)
    meeting = _locked(meeting)
    before = standing_of(meeting)
    if changed := set_fields(meeting, values):
        tell_meeting_moved(meeting, before=before)
        record("council.meeting.changed", actor=actor, on=meeting, fields=changed)
    return meeting


@transaction.atomic
def set_meeting_status(meeting: Meeting, *, actor: Any, status: str) -> Meeting:
    """Cancel, begin, end or plan a meeting again. Raises `MeetingOver` for a step that does not fit."""
    check_clerk(actor)
    meeting = _locked(meeting)
    if status == meeting.status:
        return meeting
    if status not in STEPS[meeting.status]:
        raise MeetingOver
    values: dict[str, Any] = {"status": status}
    if status == MeetingStatus.CLOSED and meeting.ends_at is None:
        values["ends_at"] = timezone.now()
    before = standing_of(meeting)
    set_fields(meeting, values)
    tell_meeting_moved(meeting, before=before)
    record("council.meeting.status_set", actor=actor, on=meeting, status=status)
    return meeting


def _locked(meeting: Meeting) -> Meeting:
    found: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    return found
