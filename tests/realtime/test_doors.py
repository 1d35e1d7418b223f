"""How many sockets an address and an account may open, over all processes, and how often."""

import asyncio
from contextlib import AsyncExitStack

import pytest
import redis
from django.conf import settings as project

from samenspel.realtime import doors as doors_module
from samenspel.realtime.doors import Doors
from tests.realtime.conftest import followed, session_of

HALL = "203.0.113.7"


async def opened(stack, stage, number, **visitor):
    """Open sockets one by one; return with which code each was closed, None when it stays open."""
    codes = []
    for _ in range(number):
        reader = await stack.enter_async_context(stage.reader(**visitor))
        codes.append(None if await followed(reader) else await reader.close_code())
    return codes


async def test_address_may_open_so_many_sockets_and_may_again_when_one_closed(stage, settings):
    settings.SOCKETS_PER_ADDRESS = 2

    async with AsyncExitStack() as stack:
        first = await opened(stack, stage, 3, address=HALL)
        elsewhere = await opened(stack, stage, 1, address="203.0.113.8")
        unknown = await opened(stack, stage, 3)
    async with AsyncExitStack() as stack:
        later = await opened(stack, stage, 3, address=HALL)

    assert (first, elsewhere, unknown, later) == ([None, None, 4429], [None], [None] * 3, [None, None, 4429])


async def test_ipv6_connection_counts_as_one_address(stage, settings):
    settings.SOCKETS_PER_ADDRESS = 1

    async with AsyncExitStack() as stack:
        codes = [
            *await opened(stack, stage, 1, address="2001:db8::1"),
            *await opened(stack, stage, 1, address="2001:db8::2"),
            *await opened(stack, stage, 1, address="2001:db8:0:1::1"),
        ]

    assert codes == [None, 4429, None]


async def test_client_behind_a_trusted_proxy_is_counted_by_its_own_address(stage, settings):
    settings.SOCKETS_PER_ADDRESS, settings.TRUSTED_PROXIES = 1, ("10.0.0.0/8",)

    async with AsyncExitStack() as stack:
        codes = [
            *await opened(stack, stage, 2, address="10.0.0.1", forwarded=f"198.51.100.1, {HALL}"),
            *await opened(stack, stage, 1, address="10.0.0.1", forwarded=f"{HALL}, 203.0.113.8"),
            *await opened(stack, stage, 1, address="203.0.113.9", forwarded="203.0.113.8"),  # no proxy of ours
        ]

    assert codes == [None, 4429, None, None]


async def test_account_may_open_so_many_sockets_wherever_it_is(stage, settings):
    settings.SOCKETS_PER_ACCOUNT = 2
    sessions = [await stage.run(session_of, stage.author) for _ in range(2)]

    async with AsyncExitStack() as stack:
        own = await opened(stack, stage, 2, session=sessions[0], address=HALL)
        other_browser = await opened(stack, stage, 1, session=sessions[1], address="203.0.113.8")
        guest = await opened(stack, stage, 1, address=HALL)

    assert (own, other_browser, guest) == ([None, None], [4429], [None])


async def test_places_are_shared_by_all_processes(settings):
    settings.SOCKETS_PER_ADDRESS = 5
    one, other = Doors(), Doors()

    answers = await asyncio.gather(*(doors.enter(HALL) for doors in (one, other) for _ in range(5)))
    inside = [(doors, visit) for doors, visit in zip([one] * 5 + [other] * 5, answers, strict=True) if visit]
    crowded = await other.enter(HALL)
    for doors, visit in inside:
        await doors.leave(visit)
    again = await other.enter(HALL)
    await other.leave(again)

    assert (len(inside), crowded, again is None) == (5, None, False)


async def test_process_that_was_killed_holds_no_places(settings):
    settings.SOCKETS_PER_ADDRESS = 3
    key = f"{project.CACHES['default']['KEY_PREFIX']}:sockets:address:{HALL}"
    redis.Redis.from_url(project.REDIS_URL).hset(key, "killed-long-ago", "3 1000")
    doors = Doors()

    visit = await doors.enter(HALL)
    await doors.leave(visit)

    assert visit is not None
    assert redis.Redis.from_url(project.REDIS_URL).exists(key) == 0


async def test_what_a_process_holds_is_told_again_however_busy_it_is(settings, monkeypatch):
    monkeypatch.setattr(doors_module, "BEAT_SECONDS", 0.01)
    client = redis.Redis.from_url(project.REDIS_URL)
    key = f"{project.CACHES['default']['KEY_PREFIX']}:sockets:address:{HALL}"
    doors = Doors()
    visit = await doors.enter(HALL)
    client.delete(key)

    async with asyncio.timeout(10):
        while not client.exists(key):
            await doors.leave(await doors.enter("203.0.113.8"))
    await doors.leave(visit)

    assert client.exists(key) == 0


async def test_each_process_counts_for_itself_while_redis_is_away(settings):
    settings.REDIS_URL, settings.SOCKETS_PER_ADDRESS = "redis://127.0.0.1:1/0", 2
    doors = Doors()

    answers = await asyncio.gather(*(doors.enter(HALL) for _ in range(3)))
    for visit in answers:
        if visit is not None:
            await doors.leave(visit)

    assert [visit is not None for visit in answers] == [True, True, False]


async def test_address_that_comes_too_often_waits(settings):
    settings.SOCKETS_PER_MINUTE = 3
    doors = Doors()

    answers = []
    for _ in range(4):
        visit = await doors.enter(HALL)
        answers.append(visit is not None)
        if visit is not None:
            await doors.leave(visit)

    assert answers == [True, True, True, False]


async def test_who_goes_away_while_waiting_takes_no_place(settings):
    settings.SOCKETS_PER_ADDRESS = 1
    doors = Doors()

    waiting = asyncio.create_task(doors.enter(HALL))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    visit = await doors.enter(HALL)
    await doors.leave(visit)

    assert visit is not None


async def test_zero_means_no_limit(settings):
    settings.SOCKETS_PER_ADDRESS = settings.SOCKETS_PER_ACCOUNT = settings.SOCKETS_PER_MINUTE = 0
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # and nobody is asked
    doors = Doors()

    answers = [await doors.enter(HALL, "1:1") for _ in range(300)]

    assert None not in answers
