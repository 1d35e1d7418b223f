"""A small application for the tests of the server: `/push` and `/wait` read, what a text to `/say` tells is sent to them."""

import asyncio
from typing import Any

readers: dict[str, list[Any]] = {"/push": [], "/wait": []}
ended: list[str] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Send so many numbered texts of a size to all readers: `<number> <size>`; `ended` answers which readers are gone."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    path = scope["path"]
    if path == "/push":
        readers[path].append(scope["extensions"]["websocket.push"]["push"])
    elif path == "/wait":
        readers[path].append(send)
    while (message := await receive())["type"] == "websocket.receive":
        if message["text"] == "ended":
            await send({"type": "websocket.send", "text": " ".join(ended) or "none"})
        else:
            number, size = map(int, message["text"].split())
            taken = await asyncio.gather(_push(number, size), *(_send(each, number, size) for each in readers["/wait"]))
            await send({"type": "websocket.send", "text": str(taken[0])})
    ended.append(path)


async def _push(number: int, size: int) -> int:
    taken = 0
    for count in range(number):
        taken += sum([push({"type": "websocket.send", "text": _text(count, size)}) for push in readers["/push"]])
        await asyncio.sleep(0)
    return taken


async def _send(send: Any, number: int, size: int) -> None:
    for count in range(number):
        await send({"type": "websocket.send", "text": _text(count, size)})


def _text(count: int, size: int) -> str:
    return f"{count} ".ljust(size, "x")
