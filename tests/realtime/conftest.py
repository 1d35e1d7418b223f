"""Sockets against the whole application, with the real Redis and PostgreSQL."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item
from tests.people import sign_in


@pytest.fixture
def stage(transactional_db: None, zonnedael: Any, make_user: Callable[..., Any]) -> "Stage":
    """A room in Zonnedael in which Carol, a council member, can talk at once."""
    return Stage(zonnedael, make_item(zonnedael), make_user(zonnedael, "carol", roles=("council_member",)))


def session_of(user: Any) -> str:
    """Sign a person in and return the key of the session."""
    client = Client(headers={"host": f"{user.municipality.slug}.localhost"})
    sign_in(client, user)
    return client.cookies["sessionid"].value


async def followed(reader: "Reader") -> bool:
    """Wait until the server lets a socket follow a room and Redis would reach it, or answers otherwise; return which."""
    from samenspel.realtime.hub import current_hub
    from samenspel.realtime.sockets import current_sockets

    async with asyncio.timeout(20):
        while reader.socket.output_queue.empty():
            feed, channels = current_hub()._feed, current_hub()._channels.values()
            is_up = feed is not None and feed.is_up and all(channel.last is not None for channel in channels)
            if len(current_sockets()._open) > reader.others and channels and is_up:
                return True
            await asyncio.sleep(0)
    return False


class Stage:
    """A room, somebody who talks in it, and readers; for tests that run in an event loop."""

    def __init__(self, municipality: Any, item: Any, author: Any) -> None:
        from deliberation.queries import room_of

        self.municipality, self.author = municipality, author
        with municipality_context(municipality):
            self.room = room_of(item)

    def post_now(self, text: str, **fields: Any) -> Any:
        from deliberation.actions import post_contribution

        with municipality_context(self.municipality):
            return post_contribution(self.room, actor=self.author, text=text, **fields)

    async def post(self, text: str, **fields: Any) -> Any:
        return await self.run(self.post_now, text, **fields)

    async def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run synchronous code for this municipality in a thread."""

        def inside() -> Any:
            with municipality_context(self.municipality):
                return function(*args, **kwargs)

        return await database_sync_to_async(inside)()

    @asynccontextmanager
    async def reader(
        self, *, after: int = 0, language: str = "nl", pk: int | None = None, here: bool = False, **visitor: Any
    ) -> AsyncIterator["Reader"]:
        """Open a socket as a browser would, and close it at the end."""
        query = f"after={after}&language={language}{'&here=yes' if here else ''}"
        reader = Reader(self.municipality.slug, self.room.pk if pk is None else pk, query, **visitor)
        await reader.open()
        try:
            yield reader
        finally:
            await reader.socket.disconnect()


class Reader:
    """A socket of one reader."""

    def __init__(
        self,
        slug: str,
        room: int,
        query: str,
        *,
        origin: str | None = None,
        session: str = "",
        address: str = "",
        forwarded: str = "",
    ) -> None:
        from samenspel.config.asgi import application

        host = f"{slug}.localhost:8000"
        headers = [(b"host", host.encode()), (b"origin", (origin or f"http://{host}").encode())]
        headers += [(b"cookie", f"other=1; sessionid={session}".encode())] if session else []
        headers += [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
        self.socket = WebsocketCommunicator(application, f"/ws/rooms/{room}/?{query}", headers=headers)
        if address:
            self.socket.scope["client"] = [address, 40000]

    async def open(self) -> bool:
        """Connect; return whether the server accepted."""
        from samenspel.realtime.sockets import current_sockets

        self.others = len(current_sockets()._open)
        accepted, _ = await self.socket.connect(timeout=10)
        return bool(accepted)

    async def frame(self) -> dict[str, Any]:
        """Return the next frame."""
        output = await self.socket.receive_output(timeout=10)
        assert output["type"] == "websocket.send", output
        parsed: dict[str, Any] = json.loads(output["text"])
        return parsed

    async def frames(self, number: int) -> list[dict[str, Any]]:
        """Return the next frames."""
        return [await self.frame() for _ in range(number)]

    async def close_code(self) -> int:
        """Return the code the server closes with; numbers of who is here may come before."""
        output = await self.socket.receive_output(timeout=10)
        while output["type"] == "websocket.send" and json.loads(output["text"])["kind"] == "here":
            output = await self.socket.receive_output(timeout=10)
        assert output["type"] == "websocket.close", output
        code: int = output["code"]
        return code
