"""Rooms: finding one, and whether people can talk in it now."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from deliberation.enums import Activity as Doing
from deliberation.enums import Closing, ConsultationState
from deliberation.models import Consultation, ConsultationLink, Phase, Room
from samenspel.council.enums import ItemKind, MeetingStatus
from samenspel.council.models import AgendaItem, Meeting
from samenspel.subjects.registry import Activity

Topic = AgendaItem | Consultation  # what a talk can be about
TOPICS = ("about__agenda_item__meeting", "about__consultation")
PHASES = "about__consultation__phases"


@dataclass(frozen=True)
class TalkState:
    """Whether a talk takes contributions, until when as far as that is known, and else why not and from when."""

    is_open: bool
    until: datetime | None = None
    closing: Closing | None = None
    opens_at: datetime | None = None
    slow_seconds: int = 0

    @property
    def days_left(self) -> int | None:
        """How many days there are after today until it closes; 0 on the last day, None without an end."""
        if self.until is None:
            return None
        last_day = timezone.localtime(self.until - timedelta(microseconds=1)).date()
        return max(0, (last_day - timezone.localdate()).days)


def access_room(pk: int) -> Room:
    """Return a room with its stream and what it is about, or raise `Http404`."""
    rooms = Room.objects.select_related("stream", *TOPICS).prefetch_related(PHASES)
    room: Room | None = rooms.filter(pk=pk).first()
    if room is None or not has_page(room):
        raise Http404
    return room


def readable_streams(stream_ids: Collection[int]) -> set[int]:
    """Return the streams of rooms that readers can open, in one query."""
    rooms = Room.objects.select_related(*TOPICS).filter(stream_id__in=stream_ids)
    return {room.stream_id for room in rooms if has_page(room)}


def has_page(room: Room) -> bool:
    """Return whether readers can open what the room is about: no line of order on an agenda, no draft."""
    topic = find_topic(room)
    if isinstance(topic, Consultation):
        return topic.is_public
    return topic is not None and topic.kind in {ItemKind.ITEM, ItemKind.CLOSED}


def in_draft(room: Room) -> bool:
    """Return whether a room is about a consultation that is not published: nobody can open what is said there."""
    topic = find_topic(room)
    return isinstance(topic, Consultation) and not topic.is_public


def topic_of(room: Room) -> Topic:
    """Return what a room is about, which is one of the things that have a page."""
    topic = find_topic(room)
    if topic is None:
        raise Http404
    return topic


def find_topic(room: Room) -> Topic | None:
    """Return the agenda item or the consultation a room is about, without a query when it was fetched with `TOPICS`."""
    topic: Topic | None = getattr(room.about, "agenda_item", None) or getattr(room.about, "consultation", None)
    return topic


def room_of(topic: Topic) -> Room | None:
    """Return the room about an agenda item or consultation; what was never discussable has none.

    About an agenda item it carries `serving`, the consultations that serve the item, latest first: key, title and question.
    """
    rooms = Room.objects.select_related("stream").filter(about_id=topic.subject_id)
    if isinstance(topic, AgendaItem):
        rooms = rooms.annotate(serving=ArraySubquery(_serving(topic)))
    room: Room | None = rooms.first()
    return room


def _serving(item: AgendaItem) -> QuerySet[Any, Any]:
    """Part of the query for the room: the page of an item has a budget of statements."""
    links = ConsultationLink.objects.filter(agenda_item=item).exclude(consultation__state=ConsultationState.DRAFT)
    shown = JSONObject(pk="consultation__pk", title="consultation__title", question="consultation__question")
    latest_first: QuerySet[Any, Any] = links.order_by("-consultation__published_at", "-id").values(shown=shown)
    return latest_first


def talk_state(room: Room | None, topic: Topic) -> TalkState:
    """Return whether people can talk now: until the meeting ends or the phase does, unless staff decide otherwise."""
    state = _state_by_phases(room, topic) if isinstance(topic, Consultation) else _state_by_agenda(room, topic)
    if room is None or not state.is_open:
        return state
    if room.paused_until is not None and room.paused_until > timezone.now():
        return TalkState(is_open=False, closing=Closing.PAUSED, opens_at=room.paused_until)
    return replace(state, slow_seconds=room.slow_seconds)


def _state_by_agenda(room: Room | None, item: AgendaItem) -> TalkState:
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


def _state_by_phases(room: Room | None, consultation: Consultation) -> TalkState:
    talks = [phase for phase in consultation.phases.all() if phase.activity == Doing.DISCUSSION]
    if room is None or not talks:
        return TalkState(is_open=False, closing=Closing.NOT_DISCUSSABLE)
    if consultation.state != ConsultationState.PUBLISHED:
        return TalkState(is_open=False, closing=Closing.CONSULTATION_CLOSED)
    if room.closed_at is not None:
        return TalkState(is_open=False, closing=Closing.BY_STAFF)
    if room.kept_open_at is not None:
        return TalkState(is_open=True)
    return _state_at(talks, timezone.now())


def _state_at(talks: list[Phase], now: datetime) -> TalkState:
    running = [phase.ends_at for phase in talks if phase.is_open_at(now)]
    if running:
        return TalkState(is_open=True, until=max(running))
    coming = [phase.starts_at for phase in talks if phase.starts_at > now]
    if coming:
        return TalkState(is_open=False, closing=Closing.NOT_YET, opens_at=min(coming))
    return TalkState(is_open=False, closing=Closing.PHASE_OVER)


def rooms_at_a_turn(since: datetime, now: datetime) -> QuerySet[Room]:
    """Return the rooms of open consultations in which a talk began or ended by the clock after `since`."""
    inside = Q(starts_at__gt=since, starts_at__lte=now) | Q(ends_at__gt=since, ends_at__lte=now)
    phases = Phase.objects.filter(inside, activity=Doing.DISCUSSION, consultation__state=ConsultationState.PUBLISHED)
    found: QuerySet[Room] = Room.objects.filter(about__in=phases.values("consultation__subject"))
    return found.order_by("pk")


def turned_at(room: Room, since: datetime, now: datetime) -> datetime | None:
    """Return when, after `since`, the clock last opened or closed a talk in a consultation; None when it did not."""
    topic = find_topic(room)
    if not isinstance(topic, Consultation) or topic.state != ConsultationState.PUBLISHED:
        return None
    if room.closed_at is not None or room.kept_open_at is not None:  # staff decide
        return None
    talks = [phase for phase in topic.phases.all() if phase.activity == Doing.DISCUSSION]
    moments = {moment for phase in talks for moment in (phase.starts_at, phase.ends_at) if since < moment <= now}
    for moment in sorted(moments, reverse=True):
        if _state_at(talks, moment).is_open != _state_at(talks, moment - timedelta.resolution).is_open:
            return moment
    return None


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
