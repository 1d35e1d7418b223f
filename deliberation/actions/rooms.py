"""Making rooms, and closing and opening them by hand."""

import math
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from deliberation.enums import Closing, ContributionState
from deliberation.exceptions import PhaseClosed, TalkClosed, TalkPaused, TooSoon
from deliberation.models import Consultation, Contribution, Room
from deliberation.permissions import can_close_room, keeps_pace
from deliberation.queries import PHASES, TOPICS, still_possible, talk_state, topic_of, turned_at
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.realtime.actions import append_event
from samenspel.realtime.models import Event, Stream

TURNS = {True: "room.opened", False: "room.closed"}


@transaction.atomic
def create_rooms(subject_ids: Collection[int]) -> list[Room]:
    """Make a room about each subject that has none yet, in a constant number of queries."""
    present = set(Room.objects.filter(about_id__in=subject_ids).values_list("about_id", flat=True))
    missing = [pk for pk in subject_ids if pk not in present]
    streams = Stream.objects.bulk_create(Stream() for _ in missing)
    rooms: list[Room] = Room.objects.bulk_create(
        Room(about_id=pk, stream=stream) for pk, stream in zip(missing, streams, strict=True)
    )
    return rooms


@transaction.atomic
def close_room(room: Room, *, actor: Any) -> Room:
    """Close a talk by hand; does nothing when that was done already. Raises `NotAllowed`."""
    return _set_closed(room, actor=actor, closed=True)


@transaction.atomic
def open_room(room: Room, *, actor: Any) -> Room:
    """Open a talk by hand, and keep it open whatever the agenda says. Raises `NotAllowed`."""
    return _set_closed(room, actor=actor, closed=False)


@transaction.atomic
def announce_phase(subject_ids: Collection[int], *, change: str) -> None:
    """Tell the readers of the rooms about subjects that the council moved on; streams are locked in one order."""
    rooms = Room.objects.filter(about_id__in=subject_ids).order_by("stream_id").values_list("stream_id", "pk")
    for stream_id, pk in list(rooms):
        append_event(stream_id, f"room.{change}", pk)


@transaction.atomic
def announce_turn(room: Room, *, since: datetime) -> bool:
    """Tell the readers of a talk in a consultation that the clock opened or closed it; once, however often this runs."""
    room = lock_room(room)
    now = timezone.now()
    moment, state = turned_at(room, since, now), talk_state(room, topic_of(room))
    if moment is None or state.closing == Closing.PAUSED:
        return False
    told = Event.objects.filter(stream_id=room.stream_id, kind__in=TURNS.values(), created_at__gte=moment)
    if told.exists():
        return False
    append_event(room.stream_id, TURNS[state.is_open], room.pk)
    return True


def lock_room(room: Room, *, author: Any = None, keeps_topic: bool = False) -> Room:
    """Lock a room until the transaction ends; every writer in a room begins with this.

    `author_is_known` on it says whether the author has a published contribution in this municipality. `keeps_topic`: what
    it is about was locked already, so that is not read again.
    """
    known = Contribution.objects.filter(author_id=getattr(author, "pk", None), state=ContributionState.PUBLISHED)
    rooms = Room.objects.select_for_update(of=("self",)).annotate(
        author_is_known=Exists(known.filter(municipality=OuterRef("municipality")))
    )
    if not keeps_topic:
        rooms = rooms.select_related(*TOPICS).prefetch_related(PHASES)
    locked: Room = rooms.get(pk=room.pk)
    if keeps_topic:
        locked.about = room.about
    return locked


def require_open(room: Room) -> None:
    """Raise `TalkClosed`, `TalkPaused`, or `PhaseClosed` in a consultation, unless people can talk in this room now."""
    topic = topic_of(room)
    state = talk_state(room, topic)
    if state.is_open:
        return
    if state.closing == Closing.PAUSED:
        raise TalkPaused(moment=date_format(timezone.localtime(state.opens_at), "H:i"))
    if isinstance(topic, Consultation):
        raise PhaseClosed(still=still_possible(topic))
    raise TalkClosed


def require_pace(room: Room, *, author: Any, form_token: UUID | None = None) -> None:
    """Raise `TooSoon` while the author must wait in slow mode; what was placed already may be sent again.

    Reads after the room is locked: the statement that waits for the lock would not see what came meanwhile.
    """
    if not room.slow_seconds or not keeps_pace(author):
        return
    latest = Contribution.objects.filter(room=room, author=author).order_by("-created_at")
    spoke_at: datetime | None = latest.values_list("created_at", flat=True).first()
    if spoke_at is None:
        return
    left = spoke_at + timedelta(seconds=room.slow_seconds) - timezone.now()
    if left <= timedelta(0):
        return
    if form_token is not None and Contribution.objects.filter(form_token=form_token).exists():
        return
    raise TooSoon(pace=room.slow_seconds, seconds=math.ceil(left.total_seconds()))


def _set_closed(room: Room, *, actor: Any, closed: bool) -> Room:
    if not can_close_room(actor):
        raise NotAllowed
    room = lock_room(room)
    if closed == (room.closed_at is not None) and (closed or room.kept_open_at is not None):
        return room
    room.closed_at, room.kept_open_at = (timezone.now(), None) if closed else (None, timezone.now())
    room.paused_until = None
    room.save(update_fields=["closed_at", "kept_open_at", "paused_until"])
    done = "closed" if closed else "opened"
    record(f"deliberation.room.{done}", actor=actor, on=room)
    append_event(room.stream_id, f"room.{done}", room.pk)
    return room
