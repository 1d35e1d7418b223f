"""Rooms: finding one, and whether people can talk in it now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404
from django.utils import timezone

from deliberation.enums import Closing
from deliberation.models import Room
from samenspel.council.enums import ItemKind, MeetingStatus
from samenspel.council.models import AgendaItem, Meeting
from samenspel.subjects.registry import Activity


@dataclass(frozen=True)
class TalkState:
    """Whether a talk takes contributions, until when as far as that is known, and else why not."""

    is_open: bool
    until: datetime | None = None
    closing: Closing | None = None

    @property
    def days_left(self) -> int | None:
        """How many days there are after today until it closes; 0 on the last day, None without an end."""
        if self.until is None:
            return None
        last_day = timezone.localtime(self.until - timedelta(microseconds=1)).date()
        return max(0, (last_day - timezone.localdate()).days)


def access_room(pk: int) -> Room:
    """Return a room with its stream and the agenda item it is about, or raise `Http404`."""
    room: Room | None = Room.objects.select_related("stream", "about__agenda_item__meeting").filter(pk=pk).first()
    item = None if room is None else getattr(room.about, "agenda_item", None)
    if room is None or item is None or item.kind not in {ItemKind.ITEM, ItemKind.CLOSED}:
        raise Http404
    return room


def room_of(item: AgendaItem) -> Room | None:
    """Return the room about an agenda item; a line that was never discussable has none."""
    room: Room | None = Room.objects.select_related("stream").filter(about_id=item.subject_id).first()
    return room


def talk_state(room: Room | None, item: AgendaItem) -> TalkState:
    """Return whether people can talk about an item now: until the end of its meeting, unless a clerk decides otherwise."""
    if room is None or not item.is_discussable:
        return TalkState(is_open=False, closing=Closing.NOT_DISCUSSABLE)
    if room.closed_at is not None:
        return TalkState(is_open=False, closing=Closing.BY_STAFF)
    if room.kept_open_at is not None:
        return TalkState(is_open=True)
    closing = closed_by_agenda(item)
    if closing is not None:
        return TalkState(is_open=False, closing=closing)
    return TalkState(is_open=True, until=meeting_end(item.meeting))


def closed_by_agenda(item: AgendaItem) -> Closing | None:
    """Return why the agenda itself ends the talk about an item, or None while it goes on."""
    meeting = item.meeting
    if item.decided_at is not None or item.outcome:
        return Closing.DECIDED
    if meeting.status == MeetingStatus.CANCELLED:
        return Closing.CANCELLED
    end = meeting_end(meeting)
    is_past = end is not None and end <= timezone.now() and meeting.status != MeetingStatus.IN_SESSION
    return Closing.MEETING_OVER if is_past or meeting.status == MeetingStatus.CLOSED else None


def meeting_end(meeting: Meeting) -> datetime | None:
    """Return when a meeting ends: as announced, else at the end of its day; None without a date."""
    if meeting.ends_at is not None:
        return meeting.ends_at
    if meeting.starts_at is None:
        return None
    local = timezone.localtime(meeting.starts_at)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def count_activity(subject_ids: Collection[int]) -> dict[int, Activity]:
    """Return how much people talk about subjects, by subject id, in one query."""
    rows = Room.objects.filter(about_id__in=subject_ids, last_contribution_at__isnull=False)
    return {
        row["about_id"]: Activity(row["contribution_count"], row["open_question_count"], row["last_contribution_at"])
        for row in rows.values("about_id", "contribution_count", "open_question_count", "last_contribution_at")
    }
