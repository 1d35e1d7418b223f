"""Bodies and their meetings."""

from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from samenspel.council.enums import MeetingStatus
from samenspel.council.models import CouncilBody, Meeting


def access_meeting(pk: int) -> Meeting:
    """Return a meeting with its body, or raise `Http404`."""
    meeting: Meeting | None = Meeting.objects.select_related("body").filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


def access_body(pk: int) -> CouncilBody:
    """Return a council body, or raise `Http404`."""
    body: CouncilBody | None = CouncilBody.objects.filter(pk=pk).first()
    if body is None:
        raise Http404
    return body


def bodies() -> QuerySet[CouncilBody]:
    """Return the council and its committees, by name."""
    found: QuerySet[CouncilBody] = CouncilBody.objects.filter(missing_since=None)
    return found


def upcoming_meetings(body: CouncilBody | None = None) -> QuerySet[Meeting]:
    """Return meetings that are in session, still to come, or without a time yet, soonest first."""
    return (
        _meetings(body)
        .exclude(status=MeetingStatus.CLOSED)
        .filter(Q(status=MeetingStatus.IN_SESSION) | Q(starts_at=None) | Q(starts_at__gte=_over_since()))
        .order_by(F("starts_at").asc(nulls_last=True), "id")
    )


def recent_meetings(body: CouncilBody | None = None) -> QuerySet[Meeting]:
    """Return meetings that are over, latest first."""
    return (
        _meetings(body)
        .exclude(status=MeetingStatus.IN_SESSION)
        .filter(Q(status=MeetingStatus.CLOSED) | Q(starts_at__lt=_over_since()))
        .order_by(F("starts_at").desc(nulls_last=True), "-id")
    )


def _meetings(body: CouncilBody | None) -> QuerySet[Meeting]:
    found: QuerySet[Meeting] = Meeting.objects.select_related("body").filter(missing_since=None)
    if body is not None:
        found = found.filter(body=body)
    discussable = Q(agenda_items__kind="item", agenda_items__missing_since=None)
    return found.annotate(item_count=Count("agenda_items", filter=discussable))


def _over_since() -> datetime:
    """A meeting stays in the upcoming list for some hours after its start: sources rarely say when it ended."""
    return timezone.now() - timedelta(hours=8)
