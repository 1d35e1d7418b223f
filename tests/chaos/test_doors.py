"""Who may follow a room, over two real server processes: counted together, sent away together, never in another's room."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.chaos.conftest import PATIENCE, Town
from tests.database import ROOT

MOST = 20  # sockets of one account


def outside(town: Town, *arguments: str) -> dict[str, Any]:
    """Change something in the town's database with a program of its own."""
    command = [sys.executable, "-m", "tests.chaos.neighbours", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=town.env, check=True, capture_output=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


async def open_socket(
    stack: AsyncExitStack, town: Town, *, host: str = "storm", room: int = 0, cookie: str = ""
) -> ClientConnection:
    """Open a socket as a page would; it asks how many people are here, so it hears something."""
    address = f"ws://{host}.localhost:{town.port}/ws/rooms/{room or town.room}/?after=0&language=nl&here=yes"
    headers = {"Cookie": f"sessionid={cookie}"} if cookie else {}
    return await stack.enter_async_context(
        connect(address, host="127.0.0.1", port=town.port, ping_interval=None, additional_headers=headers)
    )


async def hears(channel: ClientConnection) -> dict[str, Any] | int:
    """Return the next number of people that a socket hears, or the code it is closed with."""
    async with asyncio.timeout(PATIENCE):
        try:
            while True:
                frame: dict[str, Any] = json.loads(await channel.recv())
                if frame["kind"] == "here":
                    return frame
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006  # as browsers call a connection that broke


async def closed_with(channel: ClientConnection) -> int:
    """Return the code a socket is closed with."""
    while not isinstance(said := await hears(channel), int):
        pass
    return said


async def spread(stack: AsyncExitStack, town: Town, cookie: str) -> list[ClientConnection]:
    """Open as many sockets as one account may, half of them at each process."""
    opened = []
    first, second = town.servers()
    for other in (first, second):
        os.kill(other, signal.SIGSTOP)
        try:
            more = [await open_socket(stack, town, cookie=cookie) for _ in range(MOST // 2)]
            assert all(isinstance(said, dict) for said in await asyncio.gather(*map(hears, more)))
        finally:
            os.kill(other, signal.SIGCONT)
        opened += more
    return opened


async def test_account_is_counted_and_sent_away_over_both_processes(town: Town) -> None:
    cookie = town.cookies[0]
    async with AsyncExitStack() as stack:
        channels = await spread(stack, town, cookie)
        refused = [await closed_with(await open_socket(stack, town, cookie=cookie)) for _ in range(4)]
        guest = await hears(await open_socket(stack, town))
        numbers = await asyncio.gather(*(_hears(channel, MOST + 1) for channel in channels))
        await asyncio.to_thread(outside, town, "end-role", cookie)
        codes = await asyncio.gather(*map(closed_with, channels))
        again = await hears(await open_socket(stack, town, cookie=cookie))

    assert refused == [4429] * 4
    assert isinstance(guest, dict)
    assert numbers == [MOST + 1] * MOST
    assert codes == [4408] * MOST
    assert isinstance(again, dict)  # as a guest


@pytest.mark.parametrize("who", ["ours", "theirs"])
async def test_room_of_another_municipality_is_never_followed(town: Town, who: str) -> None:
    theirs = await asyncio.to_thread(_neighbours, town)
    cookie = town.cookies[1] if who == "ours" else theirs["cookie"]

    async with AsyncExitStack() as stack:
        their_room_here = await closed_with(await open_socket(stack, town, room=theirs["room"], cookie=cookie))
        our_room_there = await closed_with(await open_socket(stack, town, host="buren", cookie=cookie))
        there = await hears(await open_socket(stack, town, host="buren", room=theirs["room"], cookie=cookie))

    assert (their_room_here, our_room_there) == (4404, 4404)
    assert isinstance(there, dict)


async def test_page_of_another_municipality_opens_no_socket(town: Town) -> None:
    address = f"ws://{town.host}/ws/rooms/{town.room}/?after=0&language=nl"
    origin: Any = f"http://buren.localhost:{town.port}"

    with pytest.raises(InvalidStatus) as refused:
        await connect(address, host="127.0.0.1", port=town.port, origin=origin)

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("said", [b"x", ["x" * 20, "x" * 20], "x" * 33, "x" * 1_000_000, ["x" * 1000] * 10])
async def test_client_that_sends_too_much_in_one_or_more_parts_is_sent_away(town: Town, said: Any) -> None:
    async with AsyncExitStack() as stack:
        channel = await open_socket(stack, town)
        with contextlib.suppress(ConnectionClosed):
            await channel.send(said)
        code = await closed_with(channel)

    assert code in {1009, 1006}  # who is still sending when the server hangs up may not read why


async def _hears(channel: ClientConnection, number: int) -> int:
    while (said := await hears(channel)) != {"kind": "here", "here": number, "writing": 0}:
        assert isinstance(said, dict), said
    return number


_made: dict[str, dict[str, Any]] = {}


def _neighbours(town: Town) -> dict[str, Any]:
    if town.host not in _made:
        _made[town.host] = outside(town, "make")
    return _made[town.host]
