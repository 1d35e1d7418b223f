"""Reading the event log: finished frames, and how far streams are."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from samenspel.common.shared import SharedAnswers
from samenspel.realtime import registry
from samenspel.realtime.models import Event, Stream

PAGE_SIZE = 100
recent = SharedAnswers(1.0)  # what readers who poll share; forgotten when something is written in this process


@dataclass(frozen=True)
class Frame:
    """An event as a reader gets it: JSON text with sequence, kind, id, version, html and parent."""

    sequence: int
    text: str
    message: dict[str, str] = field(init=False, repr=False, compare=False)  # what a server sends; made once for all

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", {"type": "websocket.send", "text": self.text})

    @property
    def kind(self) -> str:
        """What happened, such as `contribution.posted`."""
        kind: str = json.loads(self.text)["kind"]
        return kind


def frames_after(
    stream_id: int, after: int, *, language: str, until: int | None = None, limit: int = PAGE_SIZE
) -> list[Frame]:
    """Return up to `limit` frames that follow sequence number `after`, built from how things are now."""
    events = Event.objects.filter(stream_id=stream_id, sequence__gt=after).order_by("sequence")
    if until is not None:
        events = events.filter(sequence__lte=until)
    return build_frames(list(events[:limit]), language=language)


def build_frames(events: list[Event], *, language: str, known: Mapping[int, Any] | None = None) -> list[Frame]:
    """Return one frame per event, in one language; `known` saves reading objects that the caller holds."""
    by_noun: dict[str, set[int]] = {}
    for event in events:
        by_noun.setdefault(_noun(event), set()).add(event.object_id)
    with translation.override(language):
        bodies = {noun: registry.bodies(noun, ids, known or {}) for noun, ids in by_noun.items()}
    return [_frame(event, bodies[_noun(event)].get(event.object_id)) for event in events]


def last_sequences(stream_ids: Collection[int]) -> dict[int, int]:
    """Return the last sequence number by stream id, in one query."""
    rows: Iterable[tuple[int, int]] = Stream.objects.filter(pk__in=stream_ids).values_list("pk", "last_sequence")
    return dict(rows)


def _noun(event: Event) -> str:
    return event.kind.partition(".")[0]


def _frame(event: Event, body: registry.Body | None) -> Frame:
    content = {
        "sequence": event.sequence,
        "kind": event.kind,
        "id": event.object_id,
        "version": event.version if body is None else body.version,
        "html": "" if body is None else body.html,
        "parent": None if body is None else body.parent,
    }
    return Frame(event.sequence, json.dumps(content, ensure_ascii=False, separators=(",", ":")))
