"""What the event log and its sockets ask of the apps above, which register themselves at start-up.

How readers see an object, which events send them to the door, which streams anybody may follow now, and who a session
belongs to.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Body:
    """What every reader sees of an object now; `parent` is the object it stands under, or None."""

    html: str
    version: int
    parent: int | None = None


# From object ids to bodies, in the active language; `known` holds objects that the caller has just read or written.
Builder = Callable[[Collection[int], Mapping[int, Any]], dict[int, Body]]
_builders: dict[str, Builder] = {}


def register(noun: str, builder: Builder) -> None:
    """Register who builds the bodies for events whose kind begins with `<noun>.`, in a constant number of queries."""
    _builders[noun] = builder


def bodies(noun: str, ids: Collection[int], known: Mapping[int, Any]) -> dict[int, Body]:
    """Return bodies by object id; an object that is gone is absent."""
    return _builders[noun](ids, known) if noun in _builders else {}


_endings: set[str] = set()


def register_endings(*kinds: str) -> None:
    """Register kinds of events that end what readers of a stream were admitted to: they come to the door again."""
    _endings.update(kinds)


def is_ending(kind: str) -> bool:
    """Return whether an event of this kind sends the readers of its stream to the door again."""
    return kind in _endings


Readable = Callable[[Collection[int]], Collection[int]]  # from stream ids to those that anybody may follow now
SignedIn = Callable[[Collection[str]], Mapping[str, int]]  # from session keys to the user ids of who is signed in
_readable: list[Readable] = []
_signed_in: list[SignedIn] = []


def register_readable(readable: Readable) -> None:
    """Register who knows which streams can be read."""
    _readable.append(readable)


def readable(stream_ids: Collection[int]) -> set[int]:
    """Return the streams that may be followed now in the current municipality."""
    return {stream_id for ask in _readable for stream_id in ask(stream_ids)}


def register_signed_in(signed_in: SignedIn) -> None:
    """Register who knows whose session it is."""
    _signed_in.append(signed_in)


def signed_in(session_keys: Collection[str]) -> dict[str, int]:
    """Return who is signed in, by session key, in the current municipality; others are absent."""
    return {key: user_id for ask in _signed_in for key, user_id in ask(session_keys).items()}
