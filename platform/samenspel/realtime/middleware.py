"""Who may open a websocket: pages of the same host."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier

DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class SameOriginValidator:
    """Refuse a websocket that a page of another host opens; programs without an `Origin` header may connect.

    Hosts differ per municipality, so a list of hosts cannot say it: origin and `Host` must be the same.
    """

    def __init__(self, inner: Callable[..., Awaitable[Any]]) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        inner = self.inner if is_same_origin(origin, host) else WebsocketDenier()
        return await inner(scope, receive, send)


def is_same_origin(origin: str, host: str) -> bool:
    """Return whether an `Origin` header names the host (and port) of a `Host` header; no origin counts as the same."""
    if not origin:
        return True
    parts = urlsplit(origin)
    port = DEFAULT_PORTS.get(parts.scheme, "")
    return bool(parts.netloc) and parts.netloc.lower().removesuffix(port) == host.lower().removesuffix(port)
