"""Writing events in order, and handing the finished frames to every process that has readers."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from samenspel.common import redis_clients
from samenspel.realtime.models import Event
from samenspel.realtime.queries import build_frames, recent
from samenspel.tenancy.context import current_municipality, municipality_context
from samenspel.tenancy.models import Municipality

logger = logging.getLogger(__name__)

TOGETHER = 5  # frames that are made before they are sent: the first readers get them while the next are made
_batches: "WeakKeyDictionary[BaseDatabaseWrapper, list[Written]]" = WeakKeyDictionary()

APPEND = """
    WITH stream AS (
        UPDATE realtime_stream SET last_sequence = last_sequence + 1
        WHERE municipality_id = %(municipality)s AND id = %(stream)s
        RETURNING municipality_id, id, last_sequence
    )
    INSERT INTO realtime_event (municipality_id, stream_id, sequence, kind, object_id, version, created_at)
    SELECT municipality_id, id, last_sequence, %(kind)s, %(object_id)s, %(version)s, %(now)s FROM stream
    RETURNING id, sequence
"""


def append_event(
    stream_id: int, kind: str, object_id: int, version: int = 1, *, known: Mapping[int, Any] | None = None
) -> Event:
    """Append an event to a stream and publish it once the transaction commits.

    One statement takes the stream's row lock, counts on and inserts, so sequence numbers have no gaps and follow the
    order of commits. `known`: objects as this transaction leaves them, which saves reading them for the frame.
    """
    municipality = current_municipality()
    assert municipality is not None  # noqa: S101  # a stream belongs to a municipality
    event = Event(stream_id=stream_id, kind=kind, object_id=object_id, version=version, created_at=timezone.now())
    values: dict[str, Any] = {
        "municipality": municipality.pk, "stream": stream_id, "kind": kind, "object_id": object_id,
        "version": version, "now": event.created_at,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(APPEND, values)
        event.pk, event.sequence = cursor.fetchone()

    recent.forget()
    batch = _batch()
    batch.append(Written(municipality, event, known))
    transaction.on_commit(partial(_publish_all, batch), robust=True)
    return event


@dataclass(frozen=True)
class Written:
    """An event that becomes true when its transaction commits, and what its frame is built from."""

    municipality: Municipality
    event: Event
    known: Mapping[int, Any] | None


def publish(events: list[Event], *, known: Mapping[int, Any] | None = None) -> None:
    """Send the finished frames of events to all processes that have readers; a failure costs nothing but seconds.

    One frame for each language that somebody reads. Readers get what Redis lost from the event log: hubs look there for
    gaps, and who subscribes later than we ask reads the log after this commit.
    """
    names = {_channel_of(event, language) for event in events for language, _name in settings.LANGUAGES}
    try:
        heard = redis_clients.channels_heard(names)
        for language, _name in settings.LANGUAGES:
            read = [event for event in events if _channel_of(event, language) in heard]
            for start in range(0, len(read), TOGETHER):
                _send(read[start : start + TOGETHER], language, known)
    except redis_clients.AWAY:
        logger.warning("realtime.publish.failed", extra={"streams": sorted({event.stream_id for event in events})})


def recheck_stream(stream_id: int) -> None:
    """Have every process look, once this transaction commits, whether its readers of a stream may still follow it."""
    _tell_hubs("stream", stream_id)


def recheck_person(user_id: int) -> None:
    """Have every process send away, once this transaction commits, the sockets of a person, to connect as who they now are."""
    _tell_hubs("person", user_id)


def _tell_hubs(kind: str, key: int) -> None:
    municipality = current_municipality()
    assert municipality is not None  # noqa: S101  # rooms and people belong to one

    def tell() -> None:
        try:
            redis_clients.publish([(control_channel(), f"{kind} {municipality.pk} {key}")])
        except redis_clients.AWAY:  # hubs look for themselves now and then
            logger.warning("realtime.control.failed", extra={"kind": kind})

    transaction.on_commit(tell, robust=True)


def control_channel() -> str:
    """Return the Redis channel that every hub listens to."""
    return f"{settings.CACHES['default']['KEY_PREFIX']}:hub"


def channel_name(municipality_id: int | None, stream_id: int, language: str) -> str:
    """Return the Redis channel of one stream in one language."""
    return f"{settings.CACHES['default']['KEY_PREFIX']}:stream:{municipality_id}:{stream_id}:{language}"


def _batch() -> list[Written]:
    """Return the list of what the running transaction writes; a new one for each."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    is_running = any(getattr(hook[1], "func", None) is _publish_all for hook in wrapper.run_on_commit)
    if not is_running or wrapper not in _batches:
        _batches[wrapper] = []
    return _batches[wrapper]


def _publish_all(batch: list[Written]) -> None:
    """Publish what a transaction wrote, at the first call; what a savepoint took back is left out."""
    written, batch[:] = list(batch), []
    recent.forget()
    for municipality, group in groupby(written, key=lambda one: one.municipality):
        each = list(group)
        with municipality_context(municipality):
            if len(written) == 1:  # called, so it was committed
                publish([each[0].event], known=each[0].known)
            else:
                kept = set(Event.objects.filter(pk__in=[one.event.pk for one in each]).values_list("pk", flat=True))
                publish([one.event for one in each if one.event.pk in kept])


def _send(events: list[Event], language: str, known: Mapping[int, Any] | None) -> None:
    frames = build_frames(events, language=language, known=known)
    redis_clients.publish(
        [
            (_channel_of(event, language), f"{frame.sequence} {frame.text}")
            for event, frame in zip(events, frames, strict=True)
        ]
    )


def _channel_of(event: Event, language: str) -> str:
    return channel_name(event.municipality_id, event.stream_id, language)
