"""The open sockets of one process: closed when a room can no longer be read, when a person becomes another, or grown old."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, cast
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connection

from samenspel.realtime import registry
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Municipality

logger = logging.getLogger(__name__)

NOT_FOUND, COME_AGAIN = 4404, 4408  # codes a socket is closed with: for good, and to connect again as who one is now
SESSIONS_EVERY = 60.0  # seconds between two looks at the sessions, for what Redis did not bring
AT_ONCE = 1000  # sessions that one query asks for

Push = Callable[[dict[str, str]], bool]


def push_of(scope: Mapping[str, Any]) -> Push | None:
    """Return how the server sends to a socket without waiting: True when it did, False when the socket is full.

    An extension of our own server; under others `send` is awaited.
    """
    extension = (scope.get("extensions") or {}).get("websocket.push")
    return None if extension is None else cast("Push", extension["push"])


class Socket:
    """An open socket: whose it is, what it follows, and until when. `end` closes it with a code."""

    __slots__ = ("end", "municipality", "person_id", "session_key", "stream_id", "until")

    def __init__(
        self,
        municipality: Municipality,
        stream_id: int,
        end: Callable[[int], object],
        *,
        person_id: int | None = None,
        session_key: str = "",
    ) -> None:
        self.municipality, self.stream_id, self.end = municipality, stream_id, end
        self.person_id, self.session_key = person_id, session_key
        # Spread out, so that those who came together do not come again together.
        self.until = time.monotonic() + settings.SOCKET_HOURS * 3600 * random.uniform(1, 1.5)  # noqa: S311


class Sockets:
    """All sockets of this process (of this event loop) that follow something."""

    def __init__(self) -> None:
        self.news = 0  # counts what was heard, to notice that something changed while a lookup was under way
        self._open: set[Socket] = set()
        self._sessions_seen = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    def enter(self, socket: Socket) -> None:
        """Watch a socket until `leave`."""
        self._open.add(socket)

    def leave(self, socket: Socket) -> None:
        """Watch a socket no more."""
        self._open.discard(socket)

    def hear(self, text: str) -> None:
        """Take what a process says: `stream` or `person`, its municipality, and its primary key."""
        kind, municipality_id, key = text.split(" ")
        self.news += 1
        here = [socket for socket in self._open if socket.municipality.pk == int(municipality_id)]
        if kind == "person":
            self._end((socket for socket in here if socket.person_id == int(key)), COME_AGAIN)
        elif found := [socket for socket in here if socket.stream_id == int(key)]:
            task = asyncio.create_task(self._check(found[0].municipality, found, sessions=False))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def readmit(self, municipality: Municipality, stream_id: int) -> None:
        """Send all readers of a stream to the door again: what they were admitted to is over."""
        here = (socket for socket in self._open if socket.stream_id == stream_id)
        self._end([socket for socket in here if socket.municipality.pk == municipality.pk], COME_AGAIN)

    async def check_all(self) -> None:
        """Close the sockets that would not be opened now, and those that are old: what a lost message would have said."""
        now = time.monotonic()
        self._end([socket for socket in self._open if socket.until < now], COME_AGAIN)
        sessions = now - self._sessions_seen > SESSIONS_EVERY
        self._sessions_seen = now if sessions else self._sessions_seen
        by_municipality: dict[Municipality, list[Socket]] = {}
        for socket in self._open:
            by_municipality.setdefault(socket.municipality, []).append(socket)
        for municipality, sockets in by_municipality.items():
            await self._check(municipality, sockets, sessions=sessions)

    async def _check(self, municipality: Municipality, sockets: list[Socket], *, sessions: bool) -> None:
        streams = {socket.stream_id for socket in sockets}
        keys = {socket.session_key for socket in sockets if socket.session_key} if sessions else set()
        try:
            readable, people = await database_sync_to_async(_look)(municipality, streams, list(keys))
        except Exception:
            logger.exception("realtime.sockets.unchecked")  # the next look comes soon
            return
        self._end((socket for socket in sockets if socket.stream_id not in readable), NOT_FOUND)
        known = [socket for socket in sockets if socket.session_key in keys]
        self._end((socket for socket in known if people.get(socket.session_key) != socket.person_id), COME_AGAIN)

    def _end(self, sockets: Iterable[Socket], code: int) -> None:
        for socket in list(sockets):
            self._open.discard(socket)
            socket.end(code)


def _look(
    municipality: Municipality, streams: Collection[int], keys: list[str]
) -> tuple[Collection[int], dict[str, int]]:
    people: dict[str, int] = {}
    with municipality_context(municipality):
        try:
            for start in range(0, len(keys), AT_ONCE):
                people |= registry.signed_in(keys[start : start + AT_ONCE])
            return registry.readable(streams), people
        finally:
            connection.close()


_all: "WeakKeyDictionary[asyncio.AbstractEventLoop, Sockets]" = WeakKeyDictionary()


def current_sockets() -> Sockets:
    """Return the sockets of the running event loop: a server process has one."""
    return _all.setdefault(asyncio.get_running_loop(), Sockets())
