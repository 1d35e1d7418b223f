"""How many people read along and write now: each process tells Redis its own numbers, and adds up what all of them told.

No person, account or address is in it and nothing is kept: a number that is not told again is gone within seconds.
"""

import asyncio
import contextlib
import json
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

from samenspel.common import redis_clients

logger = logging.getLogger(__name__)

BEAT_SECONDS = 3.0  # how often numbers are told, added up, and pushed when they changed
KEPT_SECONDS = 12  # how long the numbers of a process count that tells nothing any more
WRITING_SECONDS = 8.0  # how long somebody counts as writing after their browser said so
BATCH = 200  # readers that are told between two turns of others

# One round trip for each room: tell one's own numbers, forget processes that are silent, return the sums.
TELL = """
local now = tonumber(redis.call('TIME')[1])
if ARGV[2] == '0' then
    redis.call('HDEL', KEYS[1], ARGV[1])
else
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. (now + tonumber(ARGV[4])))
    redis.call('EXPIRE', KEYS[1], ARGV[4])
end
local here, writing = 0, 0
local told = redis.call('HGETALL', KEYS[1])
for i = 1, #told, 2 do
    local reads, writes, ends = string.match(told[i + 1], '(%d+) (%d+) (%d+)')
    if tonumber(ends) < now then
        redis.call('HDEL', KEYS[1], told[i])
    else
        here = here + tonumber(reads)
        writing = writing + tonumber(writes)
    end
end
return {here, writing}
"""

# The same sum, for a page: how many read along now.
READ = """
local now = tonumber(redis.call('TIME')[1])
local here = 0
local told = redis.call('HVALS', KEYS[1])
for i = 1, #told do
    local reads, ends = string.match(told[i], '(%d+) %d+ (%d+)')
    if tonumber(ends) >= now then here = here + tonumber(reads) end
end
return here
"""
UNKNOWN_SECONDS = 10.0  # how long nobody asks again after Redis did not answer
MOST_ROOMS = 1000  # of which one process remembers the number

Tell = Callable[[str], Awaitable[None]]


class Reader:
    """Somebody with the page of a room open; `tell` sends them a text."""

    __slots__ = ("_sending", "_tell", "_told", "room", "wrote_at")

    def __init__(self, room: str, tell: Tell) -> None:
        self.room = room
        self.wrote_at = float("-inf")
        self._tell = tell
        self._told = ""
        self._sending: asyncio.Future[None] | None = None

    def write(self) -> None:
        """Note that this reader types now."""
        self.wrote_at = asyncio.get_running_loop().time()

    def hear(self, text: str) -> None:
        """Send a text that is news; a reader whose last one is still under way hears the next."""
        if text == self._told or (self._sending is not None and not self._sending.done()):
            return
        self._told = text
        self._sending = asyncio.ensure_future(self._send(text))

    def stop(self) -> None:
        """Send nothing any more."""
        if self._sending is not None:
            self._sending.cancel()

    async def _send(self, text: str) -> None:
        try:
            await self._tell(text)
        except (RuntimeError, OSError) as error:  # the socket closed meanwhile, which its consumer hears by itself
            logger.info("realtime.presence.unsent", extra={"reason": type(error).__name__})


class Presence:
    """All readers of this process (of this event loop), by room."""

    def __init__(self) -> None:
        self._process = uuid.uuid4().hex
        self._rooms: dict[str, set[Reader]] = {}
        self._left: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def enter(self, municipality_id: int, stream_id: int, tell: Tell) -> Reader:
        """Count a reader of a stream until `leave`; from now on they hear the numbers when these change."""
        room = _room_key(municipality_id, stream_id)
        reader = Reader(room, tell)
        self._rooms.setdefault(room, set()).add(reader)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return reader

    async def leave(self, reader: Reader) -> None:
        """Count a reader no more; the last one of this process ends the beat."""
        reader.stop()
        readers = self._rooms.get(reader.room, set())
        readers.discard(reader)
        if not readers:
            self._rooms.pop(reader.room, None)
            self._left.add(reader.room)
        if not self._rooms and self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        client = redis_clients.async_client()
        try:
            while True:
                await self._beat(client)
                await asyncio.sleep(BEAT_SECONDS)
        finally:
            with contextlib.suppress(*redis_clients.AWAY):
                await self._sums(client)  # so that others see at once that the last ones left
            await redis_clients.close(client)

    async def _beat(self, client: Any) -> None:
        try:
            sums = await self._sums(client)
        except redis_clients.AWAY as error:
            logger.warning("realtime.presence.unknown", extra={"reason": type(error).__name__})
            sums = {}
        writes_since = asyncio.get_running_loop().time() - WRITING_SECONDS
        for room, readers in list(self._rooms.items()):
            here, writing = sums.get(room, (0, 0))
            for number, reader in enumerate(list(readers)):
                others = writing - (reader.wrote_at > writes_since)
                reader.hear(message(here, max(others, 0)))
                if number % BATCH == BATCH - 1:
                    await asyncio.sleep(0)

    async def _sums(self, client: Any) -> dict[str, tuple[int, int]]:
        writes_since = asyncio.get_running_loop().time() - WRITING_SECONDS
        rooms, self._left = [*self._rooms, *(self._left - set(self._rooms))], set()
        calls = []
        for room in rooms:
            readers = self._rooms.get(room, set())
            writing = sum(reader.wrote_at > writes_since for reader in readers)
            calls.append((room, [self._process, len(readers), writing, KEPT_SECONDS]))
        found = await redis_clients.run_script(client, TELL, calls) if calls else []
        return {room: (here, writing) for room, (here, writing) in zip(rooms, found, strict=True)}


_known: dict[str, tuple[float, int]] = {}


def people_here(municipality_id: int | None, stream_id: int) -> int:
    """Return how many people have a room open now, as readers hear it; some seconds old, and 0 when nobody knows."""
    room, now = _room_key(municipality_id, stream_id), time.monotonic()
    until, here = _known.get(room, (0.0, 0))
    if until > now:
        return here
    try:
        number = int(redis_clients.client(timeout=1).register_script(READ)(keys=[room]))
        until, here = now + BEAT_SECONDS, _about(number)
    except redis_clients.AWAY as error:
        logger.warning("realtime.presence.unknown", extra={"reason": type(error).__name__})
        until, here = now + UNKNOWN_SECONDS, 0
    if len(_known) >= MOST_ROOMS:
        _known.clear()
    _known[room] = (until, here)
    return here


def _room_key(municipality_id: int | None, stream_id: int) -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:here:{municipality_id}:{stream_id}"


def message(here: int, writing: int) -> str:
    """Return what a reader hears: large numbers are rounded down, so that they change seldom."""
    return json.dumps({"kind": "here", "here": _about(here), "writing": _about(writing)}, separators=(",", ":"))


def _about(number: int) -> int:
    step = 1 if number < 50 else 10 if number < 1000 else 100
    return number - number % step


_presences: "WeakKeyDictionary[asyncio.AbstractEventLoop, Presence]" = WeakKeyDictionary()


def current_presence() -> Presence:
    """Return the presence of the running event loop: a server process has one."""
    return _presences.setdefault(asyncio.get_running_loop(), Presence())
