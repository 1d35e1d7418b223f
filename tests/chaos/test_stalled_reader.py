"""A reader whose network takes nothing, on a town's real servers, while people post."""

import asyncio
import select
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.live_client import handshake
from tests.chaos.conftest import PATIENCE, Crowd, Town

BACKLOG = 90  # contributions: more than the operating system holds for one socket


@pytest.fixture
def town(quiet_town: Town) -> Iterator[Town]:
    """Serve readers who may take nothing for a second."""
    quiet_town.serve(SAMENSPEL_STALLED_SECONDS="1")
    yield quiet_town
    quiet_town.stop_serving()


async def test_stalled_reader_is_dropped_and_resumes(town: Town) -> None:
    async with Crowd(town, 4) as crowd:
        await asyncio.gather(*(town.post(BACKLOG // 3) for _ in range(3)))
        await crowd.has_everything()
        before = _megabytes(town)
        with await asyncio.to_thread(_stalled, town) as stalled:
            posting = asyncio.create_task(town.post(10))
            is_dropped = await asyncio.to_thread(_waits_for_the_end, stalled)
            await posting
        after = _megabytes(town)

        await crowd.has_everything()
        async with Crowd(town, 1) as resumed:
            await resumed.has_everything()

    assert is_dropped
    assert after - before < 20, (before, after)


def _stalled(town: Town) -> socket.socket:
    """Ask for everything, and read nothing."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(("127.0.0.1", town.port))
    reader.sendall(handshake(f"/ws/rooms/{town.room}/?after=0&language=nl", town.host, town.cookies[0]))
    return reader


def _waits_for_the_end(reader: socket.socket) -> bool:
    """Return whether the server ends the connection, without reading from it."""
    poll = select.poll()
    poll.register(reader, 0)  # ends and errors are always told
    return bool(poll.poll(PATIENCE * 1000))


def _megabytes(town: Town) -> float:
    pages = [int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) for pid in town.servers()]
    return sum(pages) * 4096 / 2**20
