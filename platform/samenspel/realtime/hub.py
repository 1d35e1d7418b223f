"""The hub of one process: one Redis subscription per stream and language that has readers here, fanned out to them.

Redis only makes it quick. The event log is the truth: a frame that does not follow on the last one makes the hub read what
lies between, and every twenty seconds the hub compares its streams with the log.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import redis
from channels.db import database_sync_to_async
from django.db import connection

from samenspel.common import redis_clients
from samenspel.common.batches import Shared
from samenspel.realtime import registry
from samenspel.realtime.actions import channel_name, control_channel
from samenspel.realtime.queries import Frame, frames_after, last_sequences, recent
from samenspel.realtime.sockets import Push, current_sockets
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Municipality

logger = logging.getLogger(__name__)

QUEUE_SIZE = 256  # frames that wait for one reader; one more and the reader is cut off, to resume by itself
HEARTBEAT_SECONDS = 20.0
HEARTBEAT_WITHOUT_REDIS = 2.0
SILENCE_SECONDS, ANSWER_SECONDS = 5.0, 2.0  # after how long Redis is asked, and may take to answer
START_SECONDS = 2.0  # how long a first reader waits for Redis to confirm
SHARED_SECONDS = 2.0  # how long readers who come together share one answer
SHARED_PAGE = 25  # frames that resuming readers get at once; pages begin at fixed places, so that they can be shared


class Subscription:
    """What waits for one reader: a bounded queue of frames in order. A reader who is too slow is cut off.

    `sent` is the sequence number the reader got last. A server that offers `push` (see `sockets.push_of`) is handed a frame at
    once when the reader waits for it: no task has to wake for that.
    """

    __slots__ = ("_on_cut", "_push", "_queue", "_wake", "channel", "is_cut", "sent")

    def __init__(self, channel: "Channel", on_cut: Callable[[], object], push: Push | None = None) -> None:
        self.channel = channel
        self.is_cut = False
        self.sent = 0
        self._on_cut = on_cut
        self._push = push
        self._queue: deque[Frame] = deque()
        self._wake: asyncio.Future[None] | None = None  # set while the reader waits; lighter than `asyncio.Queue`

    def offer(self, frame: Frame) -> None:
        """Hand a frame on or add it; when the queue is full the reader is told to go, once."""
        wake = self._wake
        if wake is not None and not wake.done():  # the reader got everything so far and waits
            if self._push is not None and frame.sequence == self.sent + 1 and self._push(frame.message):
                self.sent += 1
                return
            wake.set_result(None)
        if self.is_cut:
            return
        if len(self._queue) >= QUEUE_SIZE:
            self.is_cut = True
            self._on_cut()
            return
        self._queue.append(frame)

    async def next(self) -> Frame:
        """Return the next frame that has to be sent."""
        while not self._queue:
            self._wake = asyncio.get_running_loop().create_future()
            try:
                await self._wake
            finally:
                self._wake = None
        return self._queue.popleft()


class Channel:
    """One stream in one language, with its readers in this process. `last` is the sequence number they all got."""

    def __init__(self, municipality: Municipality, stream_id: int, language: str) -> None:
        self.municipality = municipality
        self.stream_id = stream_id
        self.language = language
        self.name = channel_name(municipality.pk, stream_id, language)
        self.subscriptions: set[Subscription] = set()
        self.confirmed = asyncio.Event()  # Redis said that it will send
        self.is_begun = False  # the log is being read, or was
        self.last: int | None = None  # None until the log was read
        self.starting: asyncio.Task[None] | None = None
        self._wanted = 0
        self._filling: asyncio.Task[None] | None = None
        self._pages = Shared(SHARED_SECONDS)

    def take(self, frame: Frame) -> None:
        """Hand a frame from Redis on when it is the next one; otherwise see that the log is read up to it."""
        if self.last is not None and self._filling is None and frame.sequence == self.last + 1:
            self._deliver(frame)
        else:
            self.want(frame.sequence)

    def want(self, sequence: int) -> None:
        """Read the log up to a sequence number, unless the readers got it already."""
        self._wanted = max(self._wanted, sequence)
        if self.last is not None and self._filling is None and self._wanted > self.last:
            self._filling = asyncio.create_task(self._fill())

    async def start(self) -> None:
        """Begin at the end of the log; readers read what came before by themselves."""
        self.is_begun = True
        self.last = await database_sync_to_async(self._last_in_log)()
        self.want(self._wanted)

    async def read(self, after: int, until: int) -> list[Frame]:
        """Return some of the frames that follow `after` up to `until`; readers who resume together share the reading."""
        start = after - after % SHARED_PAGE
        end = min(start + SHARED_PAGE, until)
        page: list[Frame] = await self._pages.get((start, end), partial(self._read_page, start, end))
        return [frame for frame in page if frame.sequence > after]

    def stop(self) -> None:
        """Stop what runs for this channel."""
        for task in (self.starting, self._filling):
            if task is not None:
                task.cancel()

    async def _fill(self) -> None:
        try:
            while self.last is not None and self.last < self._wanted:
                frames = await database_sync_to_async(self._read)(self.last, self._wanted)
                for frame in frames:
                    self._deliver(frame)
                if not frames:  # told of something that the log does not hold
                    self._wanted = self.last
        except Exception:
            logger.exception("realtime.fill.failed", extra={"stream": self.stream_id})
        finally:
            self._filling = None

    def _deliver(self, frame: Frame) -> None:
        self.last = frame.sequence
        self._pages.forget()  # what happened may change how earlier frames read
        for subscription in self.subscriptions:
            subscription.offer(frame)
        if registry.is_ending(frame.kind):
            current_sockets().readmit(self.municipality, self.stream_id)

    async def _read_page(self, after: int, until: int) -> list[Frame]:
        frames: list[Frame] = await database_sync_to_async(self._read)(after, until)
        return frames

    def _read(self, after: int, until: int) -> list[Frame]:
        with _database_for(self.municipality):
            return frames_after(self.stream_id, after, until=until, language=self.language)

    def _last_in_log(self) -> int:
        with _database_for(self.municipality):
            return last_sequences([self.stream_id]).get(self.stream_id, 0)


class Feed:
    """The connection to Redis: subscribes, listens, and starts again when the connection breaks."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._away = asyncio.Event()  # set while Redis does not speak to us
        self._away.set()
        self._client: Any = None
        self._pubsub: Any = None
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._beat())]

    @property
    def is_up(self) -> bool:
        """Whether Redis was asked for all channels and listens to us."""
        return not self._away.is_set()

    async def subscribe(self, name: str) -> None:
        """Ask for a channel; when Redis is away, `_run` asks for all channels once it is back."""
        if self.is_up:
            with contextlib.suppress(*redis_clients.AWAY):
                await self._pubsub.subscribe(name)

    async def unsubscribe(self, name: str) -> None:
        """Stop a channel that has no readers here any more."""
        if self.is_up:
            with contextlib.suppress(*redis_clients.AWAY):
                await self._pubsub.unsubscribe(name)

    async def close(self) -> None:
        """End both tasks and the connection."""
        ending = set(self._tasks)
        while ending:  # a library may swallow one request to stop
            for task in ending:
                task.cancel()
            _, ending = await asyncio.wait(ending, timeout=1)

    async def _run(self) -> None:
        wait = 0.1
        while True:
            self._client = redis_clients.subscriber()
            self._pubsub = self._client.pubsub()
            try:
                await self._subscribe_to_all()
                self._away.clear()
                wait = 0.1
                while True:
                    await self._pass_on(await self._listen())
            except redis_clients.AWAY as error:
                logger.warning("realtime.redis.lost", extra={"reason": type(error).__name__})
            except Exception:
                logger.exception("realtime.feed.failed")  # whatever was said: other rooms still want to hear
            finally:
                self._away.set()
                with contextlib.suppress(*redis_clients.AWAY):
                    await self._pubsub.aclose()
                await redis_clients.close(self._client)
            await asyncio.sleep(wait)
            wait = min(wait * 2, 5)

    async def _subscribe_to_all(self) -> None:
        asked: set[str] = set()
        while wanted := {control_channel(), *self._hub.names()} - asked:  # more may be wanted while we ask
            await self._pubsub.subscribe(*wanted)
            asked |= wanted

    async def _pass_on(self, message: dict[str, Any]) -> None:
        self._hub.hear(message)
        if message["type"] == "subscribe" and not self._hub.wants(name := message["channel"].decode()):
            await self.unsubscribe(name)  # its readers left while we asked

    async def _listen(self) -> Any:
        """Return what Redis says next. A server that is silent even when asked is away, whatever its connection looks like."""
        message = await self._pubsub.get_message(timeout=SILENCE_SECONDS)
        if message is None:
            await self._pubsub.ping()
            message = await self._pubsub.get_message(timeout=ANSWER_SECONDS)
            if message is None:
                raise redis.TimeoutError
        return message

    async def _beat(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await self._away.wait()  # soon, also when Redis goes away while we wait
                    await asyncio.sleep(HEARTBEAT_WITHOUT_REDIS)
            try:
                await self._hub.look_for_gaps()
                await current_sockets().check_all()
            except Exception:
                logger.exception("realtime.beat.failed")  # and the next one comes


class Hub:
    """All channels of this process (of this event loop) that have readers."""

    def __init__(self) -> None:
        self.streams = Shared(SHARED_SECONDS)  # which stream an address leads to, for readers who come together
        self._channels: dict[str, Channel] = {}
        self._feed: Feed | None = None
        self._looking: asyncio.Task[None] | None = None
        self._looks_again = False

    async def subscribe(
        self,
        municipality: Municipality,
        stream_id: int,
        language: str,
        *,
        on_cut: Callable[[], object],
        push: Push | None = None,
    ) -> Subscription:
        """Return a subscription that gets every frame from now on; give it back with `release`.

        `on_cut` is called once when the reader lets `QUEUE_SIZE` frames wait; `push` sends without waiting.
        """
        channel = self._channels.get(channel_name(municipality.pk, stream_id, language))
        if channel is None:
            channel = Channel(municipality, stream_id, language)
            self._channels[channel.name] = channel
            channel.starting = asyncio.create_task(self._start(channel))
        subscription = Subscription(channel, on_cut, push)
        channel.subscriptions.add(subscription)
        try:
            await asyncio.shield(channel.starting)  # type: ignore[arg-type]  # set where the channel is made
        except BaseException:
            await self.release(subscription)
            raise
        return subscription

    async def release(self, subscription: Subscription) -> None:
        """Forget a reader; a channel without readers ends, and without channels the connection to Redis too."""
        channel = subscription.channel
        channel.subscriptions.discard(subscription)
        if channel.subscriptions or self._channels.get(channel.name) is not channel:
            return
        del self._channels[channel.name]
        channel.stop()
        if self._channels:
            if self._feed is not None:
                await self._feed.unsubscribe(channel.name)
        elif self._feed is not None:
            feed, self._feed = self._feed, None
            await feed.close()

    def names(self) -> Iterable[str]:
        """Return the Redis channels that this process wants."""
        return list(self._channels)

    def wants(self, name: str) -> bool:
        """Return whether somebody here reads a Redis channel; all hubs listen to the one for themselves."""
        return name in self._channels or name == control_channel()

    def hear(self, message: dict[str, Any]) -> None:
        """Take what Redis says: a frame, that a subscription holds, or that somebody may no longer read."""
        name = (message["channel"] or b"").decode()
        if name == control_channel() and message["type"] == "message":
            self.streams.forget()  # who may follow what may be another answer now
            recent.forget()
            current_sockets().hear(message["data"].decode())
        channel = self._channels.get(name)
        if channel is None:  # the answer to a ping, or a channel that was left meanwhile
            return
        if message["type"] == "subscribe":
            channel.confirmed.set()
            if channel.is_begun:  # the log was read before Redis listened: who said something in between was not heard
                self._look_soon()
        elif message["type"] == "message":
            sequence, _, text = message["data"].partition(b" ")
            channel.take(Frame(int(sequence), text.decode()))

    async def look_for_gaps(self) -> None:
        """Compare all channels with the event log, with one query per municipality, and fill what is missing."""
        by_municipality: dict[Municipality, list[Channel]] = {}
        for channel in self._channels.values():
            by_municipality.setdefault(channel.municipality, []).append(channel)
        for municipality, channels in by_municipality.items():
            try:
                found = await database_sync_to_async(_last_sequences)(municipality, {c.stream_id for c in channels})
            except Exception:
                logger.exception("realtime.gaps.unknown")
                continue
            for channel in channels:
                channel.want(found.get(channel.stream_id, 0))

    def _look_soon(self) -> None:
        """Look for gaps, once for all who ask while a look is under way."""
        self._looks_again = True
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        try:
            while self._looks_again:
                self._looks_again = False
                await self.look_for_gaps()
        finally:
            self._looking = None

    async def _start(self, channel: Channel) -> None:
        if self._feed is None:
            self._feed = Feed(self)  # subscribes to every channel by itself
        else:
            await self._feed.subscribe(channel.name)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(channel.confirmed.wait(), START_SECONDS)
        await channel.start()


def _last_sequences(municipality: Municipality, stream_ids: set[int]) -> dict[int, int]:
    with _database_for(municipality):
        return last_sequences(stream_ids)


@contextlib.contextmanager
def _database_for(municipality: Municipality) -> Iterator[None]:
    """Read for a municipality, and give the connection back at once: nobody may ask in this thread again for long."""
    with municipality_context(municipality):
        try:
            yield
        finally:
            connection.close()


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def current_hub() -> Hub:
    """Return the hub of the running event loop: a server process has one."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
