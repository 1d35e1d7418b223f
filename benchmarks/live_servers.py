"""What `benchmarks.live` compares with: three small servers that send what they are told to all their sockets.

A program that opens `/publish/7` sends text; everybody at `/read/7` gets it. `bare` is the least an ASGI application can do,
`naive` is the tutorial of Channels with a group in Redis, and running this module serves `websockets.broadcast`.
"""

import asyncio
import json
import os
import sys
from collections import defaultdict
from typing import Any

_rooms: defaultdict[str, set[Any]] = defaultdict(set)


async def bare(scope: Any, receive: Any, send: Any) -> None:
    """Hand a text to every socket of this process, one after the other."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    _, what, room = scope["path"].split("/")
    if what == "read":
        _rooms[room].add(send)
    while (message := await receive())["type"] == "websocket.receive":
        for each in list(_rooms[room]):
            await each({"type": "websocket.send", "text": message["text"]})
    _rooms[room].discard(send)


def make_naive() -> Any:
    """Return the application of the Channels tutorial: every socket in a group, `group_send` to all."""
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.routing import ProtocolTypeRouter
    from django.conf import settings

    # Waiting is what its connection to Redis does most, so no timeout; and with room for 100 messages it would lose some.
    config = {
        "hosts": [{"address": os.environ["REDIS_URL"], "socket_timeout": None, "max_connections": 10_000}],
        "capacity": 100_000,
    }
    layer = {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": config}
    settings.configure(CHANNEL_LAYERS={"default": layer})

    class Chat(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            _, what, number = self.scope["path"].split("/")
            self.room = f"room{number}"
            if what == "read":
                await self.channel_layer.group_add(self.room, self.channel_name)
            await self.accept()

        async def disconnect(self, code: int) -> None:
            await self.channel_layer.group_discard(self.room, self.channel_name)

        async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
            await self.channel_layer.group_send(self.room, {"type": "chat.message", "message": text_data})

        async def chat_message(self, event: Any) -> None:
            await self.send(text_data=json.dumps({"message": event["message"]}))

    return ProtocolTypeRouter({"websocket": Chat.as_asgi()})


if os.environ.get("LIVE_SERVER") == "naive":
    naive = make_naive()


async def serve_broadcast(port: int) -> None:
    """Serve `websockets.broadcast` until the process is ended."""
    from websockets.asyncio.server import ServerConnection, broadcast, serve
    from websockets.exceptions import ConnectionClosedError

    async def handle(connection: ServerConnection) -> None:
        assert connection.request is not None
        _, what, room = connection.request.path.split("/")
        if what == "read":
            _rooms[room].add(connection)
        try:
            async for text in connection:
                broadcast(_rooms[room], text)
        except ConnectionClosedError:
            pass  # readers go without saying goodbye
        finally:
            _rooms[room].discard(connection)

    async with serve(handle, "127.0.0.1", port, compression=None, ping_timeout=None):
        await asyncio.Future()


if __name__ == "__main__":
    asyncio.run(serve_broadcast(int(sys.argv[1])))
