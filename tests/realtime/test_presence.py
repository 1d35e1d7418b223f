"""How many read along and write: summed over processes, never who, and gone when nobody tells it again."""

import asyncio
import json

import pytest
import redis
from django.conf import settings

from samenspel.realtime import presence
from samenspel.realtime.presence import Presence, message


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.02)


class Elsewhere:
    """A reader at another process."""

    def __init__(self, municipality, room):
        self.presence, self.heard = Presence(), asyncio.Queue()
        self.reader = self.presence.enter(municipality.pk, room.stream_id, self._tell)

    async def hears(self, here):
        while (await asyncio.wait_for(self.heard.get(), 10))["here"] != here:
            pass

    async def leave(self):
        await self.presence.leave(self.reader)

    async def _tell(self, text):
        await self.heard.put(json.loads(text))


async def hears(reader, here, writing=0):
    """Read on until a reader hears these numbers; anything but numbers fails."""
    while True:
        frame = await reader.frame()
        assert set(frame) == {"kind", "here", "writing"}, frame
        if (frame["here"], frame["writing"]) == (here, writing):
            return


async def test_readers_hear_how_many_there_are_when_that_changes(stage):
    async with stage.reader(here=True) as one:
        await hears(one, 1)
        async with stage.reader(here=True, language="en") as other:
            await hears(one, 2)
            await hears(other, 2)
        await hears(one, 1)
        nothing_more = await one.socket.receive_nothing(timeout=0.2)

    assert nothing_more is True


async def test_who_does_not_ask_is_not_counted_and_hears_only_events(stage):
    async with stage.reader() as program, stage.reader(here=True) as person:
        await hears(person, 1)
        await stage.post("tekst")
        frame = await program.frame()

    assert frame["kind"] == "contribution.posted"


async def test_numbers_of_other_processes_are_added_until_they_leave(stage):
    other = Elsewhere(stage.municipality, stage.room)
    async with stage.reader(here=True) as reader:
        await hears(reader, 2)
        await other.hears(2)
        await other.leave()
        await hears(reader, 1)


async def test_process_that_was_killed_counts_no_more(stage):
    client = redis.Redis.from_url(settings.REDIS_URL)
    key = f"{settings.CACHES['default']['KEY_PREFIX']}:here:{stage.municipality.pk}:{stage.room.stream_id}"
    client.hset(key, "killed-long-ago", "40 3 1000")

    async with stage.reader(here=True) as reader:
        await hears(reader, 1)

    assert client.hgetall(key) == {}


async def test_rooms_and_municipalities_are_counted_apart(stage, mistbergen):
    other = Elsewhere(mistbergen, stage.room)
    async with stage.reader(here=True) as reader:
        await hears(reader, 1)
        await other.hears(1)
        nothing_more = await reader.socket.receive_nothing(timeout=0.2)
    await other.leave()

    assert nothing_more is True


async def test_others_hear_that_somebody_writes_and_the_writer_does_not(stage, monkeypatch):
    async with stage.reader(here=True) as writer, stage.reader(here=True) as other:
        await hears(writer, 2)
        await writer.socket.send_to(text_data="writing")
        await hears(other, 2, writing=1)
        unheard = await writer.socket.receive_nothing(timeout=0.2)
        monkeypatch.setattr(presence, "WRITING_SECONDS", 0.0)
        await hears(other, 2, writing=0)

    assert unheard is True


@pytest.mark.parametrize(
    ("said", "code"),
    [([{"text_data": "x" * 33}], 1009), ([{"bytes_data": b"x"}], 1009), ([{"text_data": "writing"}] * 11, 1008)],
)
async def test_client_that_says_too_much_is_sent_away(stage, said, code):
    async with stage.reader() as reader:
        for one in said:
            await reader.socket.send_to(**one)
        closed_with = await reader.close_code()

    assert closed_with == code


async def test_other_words_of_a_client_mean_nothing(stage):
    async with stage.reader(here=True) as reader:
        await hears(reader, 1)
        await reader.socket.send_to(text_data='{"here": 9000}')
        nothing = await reader.socket.receive_nothing(timeout=0.2)

    assert nothing is True


async def test_readers_hear_no_number_while_redis_is_away(stage, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    other = Elsewhere(stage.municipality, stage.room)

    heard = await asyncio.wait_for(other.heard.get(), 10)
    await other.leave()

    assert (heard["here"], heard["writing"]) == (0, 0)


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (49, 49), (50, 50), (57, 50), (999, 990), (1234, 1200)])
def test_large_numbers_are_rounded_down(number, shown):
    assert json.loads(message(number, 0))["here"] == shown
