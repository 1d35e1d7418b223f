"""Whatever breaks: what was saved is there, and every reader ends up with exactly the committed sequence."""

import asyncio
import os
import signal
import subprocess
import time
from contextlib import AsyncExitStack
from pathlib import Path

import psycopg
import redis
from websockets.asyncio.client import connect

from tests.chaos.conftest import PATIENCE, Crowd

READERS = 12


async def test_two_processes_behind_one_port_serve_the_same_events(town):
    async with AsyncExitStack() as stack:
        crowds = []
        while not all(town.sockets_of(pid) for pid in town.servers()):  # which one takes a connection is chance
            crowds.append(await stack.enter_async_context(Crowd(town, 1)))
            assert len(crowds) < 200
        await town.post(3)

        for crowd in crowds:
            await crowd.has_everything()

    assert (len(town.servers()), len(crowds) >= 2) == (2, True)


async def test_killed_process_loses_nothing_and_comes_back(town):
    async with Crowd(town, READERS) as crowd:
        victim = town.servers()[0]
        posting = asyncio.create_task(town.post(10))
        await town.post(2)
        os.kill(victim, signal.SIGKILL)
        await posting
        await town.post(2)

        await crowd.has_everything()
    async with asyncio.timeout(PATIENCE):
        while len(town.servers()) < 2 or victim in town.servers():
            await asyncio.sleep(0.1)


async def test_frozen_process_catches_up(town):
    async with Crowd(town, READERS) as crowd:
        victim = town.servers()[-1]
        os.kill(victim, signal.SIGSTOP)
        try:
            await town.post(5)
        finally:
            os.kill(victim, signal.SIGCONT)
        await town.post(2)

        await crowd.has_everything()


async def test_restarted_redis_loses_nothing(town):
    async with Crowd(town, READERS) as crowd:
        await town.post(2)
        await asyncio.to_thread(_kill_redis, town)
        posting = asyncio.create_task(town.post(3))
        await asyncio.to_thread(town.start_services)
        await posting
        await town.post(2)

        await crowd.has_everything()


async def test_redis_without_memory_delays_nothing(town):
    async with Crowd(town, READERS) as crowd:
        with _redis(town) as client:
            client.config_set("maxmemory", 1)
            try:
                await town.post(5)
                await crowd.has_everything()
            finally:
                client.config_set("maxmemory", 0)
        await town.post(1)

        await crowd.has_everything()


async def test_restarted_postgres_loses_nothing_that_was_saved(town):
    async with Crowd(town, READERS) as crowd:
        await town.post(2)
        posting = asyncio.create_task(town.post(6))
        await asyncio.to_thread(_stop_postgres, town)
        await asyncio.to_thread(town.start_services)
        await posting
        await town.post(2)

        await crowd.has_everything()


def _redis(town):
    """Connect to the town's Redis."""
    return redis.Redis(unix_socket_path=str(town.folder / "redis.sock"))


def _kill_redis(town):
    """End Redis as a crash would."""
    with _redis(town) as client:
        pid = client.info("server")["process_id"]
    os.kill(pid, signal.SIGKILL)
    (town.folder / "redis.sock").unlink(missing_ok=True)


def _stop_postgres(town):
    """Stop PostgreSQL at once, cutting all connections."""
    marker = town.folder / "postgres" / "postmaster.pid"
    pid = int(marker.read_text("ascii").split()[0])
    os.kill(pid, signal.SIGINT)
    subprocess.run(["tail", f"--pid={pid}", "-f", "/dev/null"], check=True, timeout=PATIENCE)
    assert not Path(marker).exists()


async def test_stopping_answers_what_is_under_way_and_sends_readers_on(town):
    address = f"ws://{town.host}/ws/rooms/{town.room}/?after=0&language=nl"
    peer = {"host": "127.0.0.1", "port": town.port, "max_queue": None}
    async with Crowd(town, READERS) as crowd, connect(address, **peer) as reader:
        with psycopg.connect(town.owner_address()) as owner:
            owner.execute("LOCK TABLE realtime_stream IN EXCLUSIVE MODE")
            posting = asyncio.create_task(asyncio.to_thread(town.post_once, "Bijdrage " + "a" * 32))
            await asyncio.to_thread(_wait_until_somebody_waits, owner)
            for pid in town.servers():
                os.kill(pid, signal.SIGTERM)
            async with asyncio.timeout(PATIENCE):
                await reader.wait_closed()
            owner.rollback()
        is_saved = await posting
        await town.post(2)

        await crowd.has_everything()

    assert (reader.close_code, is_saved) == (1012, True)


def _wait_until_somebody_waits(owner):
    """Return when a statement waits for a lock."""
    deadline = time.monotonic() + PATIENCE
    while not owner.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
        assert time.monotonic() < deadline, "nobody waits"
