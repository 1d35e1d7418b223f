"""The proxy in front is started again while people post: to readers that is a connection that broke."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.chaos.conftest import Crowd, Town, free_port

READERS = 12


@asynccontextmanager
async def proxy(port: int, server: int) -> AsyncIterator[None]:
    """Pass connections on inside the block, whatever they say; cut all of them at its end."""
    passing: set[asyncio.StreamWriter] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", server)
        passing.update((writer, back))
        await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
        for each in (writer, back):
            each.close()
            passing.discard(each)

    listening = await asyncio.start_server(take, "127.0.0.1", port)
    try:
        yield
    finally:
        listening.close()
        for each in passing:
            each.transport.abort()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()


async def test_restarted_proxy_loses_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    server, port = town.port, free_port()
    monkeypatch.setattr(town, "port", port)
    async with AsyncExitStack() as stack:
        async with proxy(port, server):
            crowd = await stack.enter_async_context(Crowd(town, READERS))
            posting = asyncio.create_task(town.post(10))
            await town.post(2)
        async with proxy(port, server):
            await posting
            await town.post(2)

            await crowd.has_everything()
            assert crowd.opened > READERS  # they came back
