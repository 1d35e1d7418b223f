"""Writing events in order, and handing the finished frames to every process that has readers."""

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from samenspel.common import redis_clients
from samenspel.realtime.models import Event
from samenspel.realtime.queries import build_frames
from samenspel.tenancy.context import current_municipality, municipality_context

logger = logging.getLogger(__name__)

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

    def publish_it() -> None:
        with municipality_context(municipality):
            publish(event, known=known)

    transaction.on_commit(publish_it, robust=True)
    return event


def publish(event: Event, *, known: Mapping[int, Any] | None = None) -> None:
    """Send the finished frame of an event to all processes, one per language; a failure costs nothing but seconds.

    Readers get what Redis lost from the event log: hubs look there for gaps.
    """
    try:
        redis_clients.publish(
            [
                (channel_name(event.municipality_id, event.stream_id, language), f"{frame.sequence} {frame.text}")
                for language, _name in settings.LANGUAGES
                for frame in build_frames([event], language=language, known=known)
            ]
        )
    except redis_clients.AWAY:
        logger.warning("realtime.publish.failed", extra={"stream": event.stream_id, "sequence": event.sequence})


def channel_name(municipality_id: int | None, stream_id: int, language: str) -> str:
    """Return the Redis channel of one stream in one language."""
    return f"{settings.CACHES['default']['KEY_PREFIX']}:stream:{municipality_id}:{stream_id}:{language}"
