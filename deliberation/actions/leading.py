"""Leading a talk while it goes on: a pause, slow mode, and a sentence of the clerk on top of it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from deliberation.actions.rooms import lock_room
from deliberation.enums import Closing
from deliberation.exceptions import NothingToPause
from deliberation.models import Room
from deliberation.permissions import can_close_room, can_pin
from deliberation.queries import talk_state, topic_of
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.realtime.actions import append_event


@transaction.atomic
def pause_room(room: Room, *, actor: Any, minutes: int) -> Room:
    """Let nobody add to an open talk for some minutes; after them it goes on by itself.

    A second pause replaces the first. Raises `NotAllowed` or `NothingToPause`.
    """
    room = _lock_for(can_close_room, room, actor)
    state = talk_state(room, topic_of(room))
    if not state.is_open and state.closing != Closing.PAUSED:
        raise NothingToPause
    room.paused_until = timezone.now() + timedelta(minutes=minutes)
    return _save(room, "paused", ["paused_until"], actor=actor, minutes=minutes)


@transaction.atomic
def resume_room(room: Room, *, actor: Any) -> Room:
    """End a pause; does nothing when there is none. Raises `NotAllowed`."""
    room = _lock_for(can_close_room, room, actor)
    if room.paused_until is None or room.paused_until <= timezone.now():
        return room
    room.paused_until = None
    return _save(room, "resumed", ["paused_until"], actor=actor)


@transaction.atomic
def set_pace(room: Room, *, actor: Any, seconds: int) -> Room:
    """Let each person place one contribution every so many seconds; 0 ends it. Raises `NotAllowed`."""
    room = _lock_for(can_close_room, room, actor)
    if room.slow_seconds == seconds:
        return room
    room.slow_seconds = seconds
    return _save(room, "pace_set", ["slow_seconds"], actor=actor, seconds=seconds)


@transaction.atomic
def pin_sentence(room: Room, *, actor: Any, text: str) -> Room:
    """Put a sentence of the clerk on top of a talk, in the place of the one before. Raises `NotAllowed`."""
    room = _lock_for(can_pin, room, actor)
    if room.pinned_text == text:
        return room
    room.pinned_text, room.pinned_at = text, timezone.now()
    return _save(room, "pinned", ["pinned_text", "pinned_at"], actor=actor, text=text)


@transaction.atomic
def unpin_sentence(room: Room, *, actor: Any) -> Room:
    """Take the sentence on top of a talk away; does nothing when there is none. Raises `NotAllowed`."""
    room = _lock_for(can_pin, room, actor)
    if not room.pinned_text:
        return room
    room.pinned_text, room.pinned_at = "", None
    return _save(room, "unpinned", ["pinned_text", "pinned_at"], actor=actor)


def _lock_for(allows: Any, room: Room, actor: Any) -> Room:
    if not allows(actor):
        raise NotAllowed
    return lock_room(room)


def _save(room: Room, done: str, fields: list[str], *, actor: Any, **details: Any) -> Room:
    room.save(update_fields=fields)
    record(f"deliberation.room.{done}", actor=actor, on=room, **details)
    append_event(room.stream_id, f"room.{done}", room.pk)
    return room
