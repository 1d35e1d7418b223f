"""How many sockets one address and one account hold, over all processes, and how often an address comes.

Each process tells Redis what it holds; a process that tells nothing any more counts no longer. Requests that come together
are asked together. While Redis is away each process counts for itself.
"""

import asyncio
import contextlib
import logging
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

from samenspel.common import redis_clients

logger = logging.getLogger(__name__)

BEAT_SECONDS = 15.0  # how often a process tells again what it holds
KEPT_SECONDS = 45  # how long what a process told counts
RATE_SECONDS = 60
AT_ONCE = 500  # of what changed that is told between two turns of others
ALONE_SECONDS = 5.0  # how long nobody asks Redis after it did not answer

# What this process holds of one address or account, and how many more it may: atomic, so two processes never share a place.
GRANT = """
local now = tonumber(redis.call('TIME')[1])
local others = 0
local told = redis.call('HGETALL', KEYS[1])
for i = 1, #told, 2 do
    if told[i] ~= ARGV[1] then
        local held, ends = string.match(told[i + 1], '(%d+) (%d+)')
        if tonumber(ends) < now then
            redis.call('HDEL', KEYS[1], told[i])
        else
            others = others + tonumber(held)
        end
    end
end
local held = tonumber(ARGV[2])
local granted = math.max(0, math.min(tonumber(ARGV[3]), tonumber(ARGV[4]) - others - held))
if held + granted == 0 then
    redis.call('HDEL', KEYS[1], ARGV[1])
else
    redis.call('HSET', KEYS[1], ARGV[1], (held + granted) .. ' ' .. (now + tonumber(ARGV[5])))
    redis.call('EXPIRE', KEYS[1], ARGV[5])
end
return granted
"""
ARRIVE = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if count == tonumber(ARGV[1]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return count
"""


@dataclass(eq=False, slots=True)
class Visit:
    """A socket that asks to come in: whose address and account it counts for, each empty when unknown."""

    address: str
    account: str = ""
    is_in: bool = False
    keys: tuple[str, ...] = ()  # what it counts for, as far as there is a limit
    answer: "asyncio.Future[bool]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def __post_init__(self) -> None:
        address = [f"address:{self.address}"] if self.address and settings.SOCKETS_PER_ADDRESS else []
        account = [f"account:{self.account}"] if self.account and settings.SOCKETS_PER_ACCOUNT else []
        self.keys = (*address, *account)


class Doors:
    """The sockets that this process (this event loop) let in."""

    def __init__(self) -> None:
        self._process = uuid.uuid4().hex
        self._held: Counter[str] = Counter()
        self._visits: list[Visit] = []
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        self._alone_until = 0.0
        self._beat_at = 0.0
        self._task: asyncio.Task[None] | None = None

    async def enter(self, address: str, account: str = "") -> Visit | None:
        """Count one more socket, or return None when its address or account has too many or comes too often."""
        visit = Visit(address, account)
        if not visit.keys and not (address and settings.SOCKETS_PER_MINUTE):
            return visit
        self._visits.append(visit)
        self._start()
        try:
            is_welcome = await visit.answer
        except asyncio.CancelledError:
            self._let_go(visit)
            raise
        return visit if is_welcome else None

    async def leave(self, visit: Visit) -> None:
        """Count a socket no more; the last one of this process waits until that was told."""
        self._let_go(visit)
        if not self._held and self._task is not None:
            await asyncio.wait([self._task])

    def _let_go(self, visit: Visit) -> None:
        if not visit.is_in:
            return
        visit.is_in = False
        for key in visit.keys:
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]
            self._changed.add(key)
        self._start()

    def _start(self) -> None:
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        client = redis_clients.async_client(timeout=1)
        try:
            while self._visits or self._changed or self._held:
                self._wake.clear()
                self._beat()
                await self._turn(client)
                if self._held and not (self._visits or self._changed):
                    await self._rest()
        finally:
            self._task = None
            await redis_clients.close(client)

    def _beat(self) -> None:
        """See that all is told again now and then, however busy it is."""
        now = asyncio.get_running_loop().time()
        if now >= self._beat_at:
            self._beat_at = now + BEAT_SECONDS
            self._changed.update(self._held)

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(self._beat_at):
                await self._wake.wait()

    async def _turn(self, client: Any) -> None:
        """Answer all who wait now, with one round trip."""
        visits, self._visits = self._visits, []
        changed = {self._changed.pop() for _ in range(min(len(self._changed), AT_ONCE))}
        wanted = Counter(key for visit in visits for key in visit.keys)
        coming = Counter(visit.address for visit in visits if visit.address and settings.SOCKETS_PER_MINUTE)
        granted = {key: max(0, min(number, _limit(key) - self._held[key])) for key, number in wanted.items()}
        welcome = dict(coming)
        if asyncio.get_running_loop().time() >= self._alone_until:
            try:
                granted, welcome = await self._ask(client, wanted, coming, changed)
            except redis_clients.AWAY as error:
                logger.warning("realtime.doors.alone", extra={"reason": type(error).__name__})
                self._alone_until = asyncio.get_running_loop().time() + ALONE_SECONDS
            except Exception:
                logger.exception("realtime.doors.failed")  # and nobody stays outside for it
        self._answer(visits, granted, welcome)

    async def _ask(
        self, client: Any, wanted: "Counter[str]", coming: "Counter[str]", changed: set[str]
    ) -> tuple[dict[str, int], dict[str, int]]:
        keys = [*wanted, *(changed - set(wanted))]
        told = [(_name(k), [self._process, self._held[k], wanted[k], _limit(k), KEPT_SECONDS]) for k in keys]
        rates = [(_name(f"rate:{address}"), [number, RATE_SECONDS]) for address, number in coming.items()]
        granted = dict(zip(keys, await redis_clients.run_script(client, GRANT, told), strict=True)) if told else {}
        counts = zip(
            coming.items(), await redis_clients.run_script(client, ARRIVE, rates) if rates else [], strict=True
        )
        most = settings.SOCKETS_PER_MINUTE
        return granted, {address: number - max(0, count - most) for (address, number), count in counts}

    def _answer(self, visits: list[Visit], granted: dict[str, int], welcome: dict[str, int]) -> None:
        for visit in visits:
            keys = visit.keys
            visit.is_in = not visit.answer.cancelled() and all(granted.get(key, 0) > 0 for key in keys)
            if visit.address in welcome:
                welcome[visit.address] -= 1
                visit.is_in = visit.is_in and welcome[visit.address] >= 0
            if visit.is_in:
                for key in keys:
                    granted[key] -= 1
                    self._held[key] += 1
            if not visit.answer.done():
                visit.answer.set_result(visit.is_in)
        self._changed.update(key for key, left in granted.items() if left > 0)  # granted, but not taken


def _limit(key: str) -> int:
    return settings.SOCKETS_PER_ADDRESS if key.startswith("address:") else settings.SOCKETS_PER_ACCOUNT


def _name(key: str) -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:sockets:{key}"


_doors: "WeakKeyDictionary[asyncio.AbstractEventLoop, Doors]" = WeakKeyDictionary()


def current_doors() -> Doors:
    """Return the doors of the running event loop: a server process has one."""
    return _doors.setdefault(asyncio.get_running_loop(), Doors())
