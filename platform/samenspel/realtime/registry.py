"""How the event log learns what readers see of an object: the app that owns the noun registers a builder at start-up."""

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
