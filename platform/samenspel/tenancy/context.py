"""Which municipality the running code works for: one context variable, followed by the database session."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samenspel.tenancy.models import Municipality

_current: ContextVar["Municipality | None"] = ContextVar("municipality", default=None)
_actor: ContextVar[int | None] = ContextVar("actor", default=None)


def current_municipality() -> "Municipality | None":
    """Return the municipality the running code works for, or None outside every municipality."""
    return _current.get()


def current_municipality_id() -> int | None:
    """Return the primary key of the current municipality, or None."""
    municipality = _current.get()
    return None if municipality is None else municipality.pk


@contextmanager
def municipality_context(municipality: "Municipality | None") -> Iterator[None]:
    """Work for this municipality inside the block; None means for none, so that no tenant row is visible."""
    token = _current.set(municipality)
    try:
        yield
    finally:
        _current.reset(token)


def current_actor_id() -> int | None:
    """Return the person for whom private rows are visible now, or None: then none are."""
    return _actor.get()


@contextmanager
def actor_context(user_id: int | None) -> Iterator[None]:
    """Show and write the private rows of this person inside the block; only ever the person who acts."""
    token = _actor.set(user_id)
    try:
        yield
    finally:
        _actor.reset(token)


def enter_municipality(municipality: "Municipality | None") -> None:
    """Work for this municipality until the running task ends; for websocket consumers, which are a task each."""
    _current.set(municipality)


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Build a cache key that carries the municipality, so that no cached value crosses to another."""
    return f"{key_prefix}:{version}:{current_municipality_id() or 0}:{key}"


def municipality(request: "HttpRequest") -> dict[str, Any]:
    """Template context: the municipality of the request's host."""
    return {"municipality": getattr(request, "municipality", None)}
