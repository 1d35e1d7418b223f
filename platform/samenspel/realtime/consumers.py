"""The base of websocket consumers that follow a stream."""

import asyncio
import contextlib
import logging
import time
from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from samenspel.common.ratelimit import client_key
from samenspel.realtime.doors import Visit, current_doors
from samenspel.realtime.hub import Subscription, current_hub
from samenspel.realtime.presence import Reader, current_presence
from samenspel.realtime.sockets import NOT_FOUND, Socket, current_sockets, push_of

logger = logging.getLogger(__name__)

BAD_REQUEST, TOO_SLOW, TOO_MANY, TRY_LATER = 4400, 4410, 4429, 1013  # codes a socket is closed with
TOO_LARGE, TOO_OFTEN = 1009, 1008
MOST_CHARACTERS = 32  # in one message of a client
MOST_SAID, SAID_SECONDS = 10, 10.0  # messages of one client, within so many seconds
NOTED_SECONDS = 60.0  # between two lines in the log about sockets that are refused


class StreamConsumer(AsyncWebsocketConsumer):
    """Send every frame of a stream after sequence number `?after=`, in `?language=`: in order, each once, none missing.

    Subscribes first, then sends what the log holds, then what comes. Writing goes over HTTP: a client says nothing but
    that somebody types, and whoever sends more is sent away. With `?here=yes` the reader is counted, and hears how many
    read along and write. Closes with 4404 when there is no such stream here or it can no longer be read, with 4408 when the
    reader must connect again as who they now are, with 4410 when too slow, with 4429 when an address has too many.
    """

    _pump: asyncio.Task[None] | None = None
    _reader: Reader | None = None
    _visit: Visit | None = None
    _socket: Socket | None = None
    _ending: asyncio.Task[None] | None = None
    _said: tuple[float, int] = (0.0, 0)  # since when the client's messages are counted, and how many there were

    async def find_stream(self) -> int | None:
        """Return the stream to follow, or None when this municipality has none; the same for every reader of a path."""
        raise NotImplementedError

    async def connect(self) -> None:
        """Accept first: a browser learns why a socket was closed only from an open one."""
        await self.accept()
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        after, language = query.get("after", ["0"])[0], query.get("language", [settings.LANGUAGE_CODE])[0]
        if not after.isdecimal() or len(after) > 18 or language not in dict(settings.LANGUAGES):
            await self.close(BAD_REQUEST)
            return
        municipality, person_id = self.scope["municipality"], self.scope.get("person_id")
        account = "" if person_id is None else f"{municipality.pk}:{person_id}"
        self._visit = await current_doors().enter(client_key(self.scope.get("address", "")), account)
        if self._visit is None:
            _note_refusal(self.scope)
            await self.close(TOO_MANY)
            return
        stream_id = await self._look_up()
        if stream_id is None:
            return
        session_key = self.scope.get("session_key", "")
        self._socket = Socket(municipality, stream_id, self._end, person_id=person_id, session_key=session_key)
        current_sockets().enter(self._socket)
        self._pump = asyncio.create_task(self._follow(stream_id, int(after), language))
        if query.get("here") == ["yes"]:
            self._reader = current_presence().enter(municipality.pk, stream_id, self.send)

    async def disconnect(self, code: int) -> None:
        """Stop sending, and count no more."""
        if self._socket is not None:
            current_sockets().leave(self._socket)
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        if self._reader is not None:
            reader, self._reader = self._reader, None
            await current_presence().leave(reader)
        if self._visit is not None:
            visit, self._visit = self._visit, None
            await current_doors().leave(visit)

    async def _look_up(self) -> int | None:
        """Return the stream; None when there is none or nobody can tell, after saying so and closing."""
        where, sockets = (self.scope["municipality"].pk, self.scope["path"]), current_sockets()
        try:
            while True:
                news = sockets.news
                stream_id: int | None = await current_hub().streams.get(where, self.find_stream)
                if news == sockets.news:
                    break  # otherwise somebody changed something meanwhile: the answer may be from before
        except Exception:
            logger.exception("realtime.lookup.failed")
            await self.close(TRY_LATER)
            return None
        if stream_id is None:
            await self.close(NOT_FOUND)
        return stream_id

    def _end(self, code: int) -> None:
        """Close, once, from outside; a network that takes nothing does not hold up others."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._close(code))

    async def _close(self, code: int) -> None:
        if self._pump is not None:
            self._pump.cancel()
        with contextlib.suppress(RuntimeError, OSError):  # it closed meanwhile
            await self.close(code)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take that somebody types; close on what is too large, or comes too often."""
        if bytes_data is not None or len(text_data or "") > MOST_CHARACTERS:
            await self.close(TOO_LARGE)
            return
        now = asyncio.get_running_loop().time()
        since, number = self._said if now - self._said[0] < SAID_SECONDS else (now, 0)
        self._said = (since, number + 1)
        if number >= MOST_SAID:
            await self.close(TOO_OFTEN)
        elif text_data == "writing" and self._reader is not None:
            self._reader.write()

    async def _follow(self, stream_id: int, after: int, language: str) -> None:
        hub, task = current_hub(), asyncio.current_task()
        assert task is not None  # noqa: S101  # a coroutine runs in a task
        subscription = None
        try:
            subscription = await hub.subscribe(
                self.scope["municipality"], stream_id, language, on_cut=task.cancel, push=push_of(self.scope)
            )
            await self._send_all(subscription, after)
        except asyncio.CancelledError:
            if subscription is None or not subscription.is_cut:
                raise
            await self.close(TOO_SLOW)
        except Exception:
            logger.exception("realtime.follow.failed", extra={"stream": stream_id})
            await self.close(TRY_LATER)
        finally:
            if subscription is not None:
                await hub.release(subscription)

    async def _send_all(self, subscription: Subscription, after: int) -> None:
        end = subscription.channel.last or 0
        subscription.sent = min(after, end)
        await self._catch_up(subscription, end)
        while True:
            frame = await subscription.next()
            if frame.sequence > subscription.sent + 1:
                await self._catch_up(subscription, frame.sequence - 1)
            if frame.sequence == subscription.sent + 1:
                await self.base_send(frame.message)  # not `send`: this is what a thousand readers cost
                subscription.sent = frame.sequence

    async def _catch_up(self, subscription: Subscription, until: int) -> None:
        """Send what the log holds up to `until`, page by page."""
        while subscription.sent < until:
            frames = await subscription.channel.read(subscription.sent, until)
            if not frames:
                break
            for frame in frames:
                await self.base_send(frame.message)
                subscription.sent = frame.sequence


_noted_at = float("-inf")


def _note_refusal(scope: Any) -> None:
    """Log now and then that sockets are refused; `forwarded`: a proxy stands between, and may not be trusted."""
    global _noted_at  # noqa: PLW0603  # one moment for the whole process
    now = time.monotonic()
    if now - _noted_at > NOTED_SECONDS:
        _noted_at = now
        forwarded = any(name == b"x-forwarded-for" for name, _ in scope["headers"])
        logger.warning("realtime.socket.refused", extra={"forwarded": forwarded})
