"""What every importer hands over, whatever its source: plain values, already public and cleaned."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Noun = Literal["body", "meeting", "item", "document"]


@dataclass(frozen=True)
class NormalBody:
    """A body; an empty name means that the source only gave a reference."""

    external_id: str
    name: str = ""
    short_name: str = ""


@dataclass(frozen=True)
class NormalDocument:
    """A public document, by address; the file stays at the source."""

    external_id: str
    title: str
    url: str
    mime_type: str = ""
    size: int | None = None
    published_on: date | None = None


@dataclass(frozen=True)
class Reference:
    """Something that an object points at and that could not be read: `needed_by` is the agenda item's external id."""

    kind: Literal["body", "consultation"]
    external_id: str
    needed_by: str


@dataclass(frozen=True)
class NormalItem:
    """A line of an agenda, in reading order; `parent_id` is the external id of a line before it, or empty."""

    external_id: str
    title: str
    number: str = ""
    order: int = 0
    depth: int = 0
    parent_id: str = ""
    kind: str = "item"
    stage: str = ""
    explanation: str = ""
    result: str = ""
    outcome: str = ""
    external_url: str = ""
    source_modified: datetime | None = None
    documents: tuple[NormalDocument, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NormalMeeting:
    """A meeting with its whole agenda. `is_complete`: a line that is absent here is absent at the source."""

    external_id: str
    title: str
    body: NormalBody
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    location: str = ""
    status: str = ""  # empty: the source does not say
    stage: str = ""
    external_url: str = ""
    source_modified: datetime | None = None
    items: tuple[NormalItem, ...] = ()
    documents: tuple[NormalDocument, ...] = ()
    missing: tuple[Reference, ...] = ()
    is_complete: bool = True
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Withheld:
    """Something that must not be shown: deleted at the source, or not public. It carries no text at all."""

    noun: Noun
    external_id: str
    reason: Literal["deleted", "confidential"]
    source_modified: datetime | None = None


@dataclass(frozen=True)
class Flag:
    """Something that the clerk should look at: a code of `problems`, with what fills its sentence."""

    code: str
    about: str = ""


@dataclass(frozen=True)
class Listed:
    """The end of a complete list: meetings between the two moments whose id begins so, and that were not in it, are missing."""

    prefix: str
    since: datetime | None
    until: datetime | None


Record = NormalMeeting | Withheld | Flag | Listed
Records = Iterator[Record]


def content_hash(value: Any) -> str:
    """Return SHA-256 over the canonical JSON of a value without its parts (items, documents, references)."""
    fields = {
        name: part
        for name, part in asdict(value).items()
        if name not in {"items", "documents", "missing", "source_modified", "is_complete"}
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
