"""What a reader at a socket gets: every event in order, once, whatever happens to Redis or to the connection."""

import asyncio

import pytest

from samenspel.realtime import hub as hubs
from samenspel.realtime.hub import current_hub
from tests.deliberation.conftest import make_item
from tests.realtime.conftest import Reader, followed


async def test_reader_gets_what_was_said_before_and_what_is_said_now(stage):
    await stage.post("eerst")

    async with stage.reader() as reader:
        before = await reader.frame()
        await stage.post("daarna")
        live = await reader.frame()

    assert [(f["sequence"], f["kind"]) for f in (before, live)] == [
        (1, "contribution.posted"),
        (2, "contribution.posted"),
    ]
    assert set(live) == {"sequence", "kind", "id", "version", "html", "parent"}
    assert "daarna" in live["html"]


async def test_reader_resumes_after_the_last_frame_it_saw(stage):
    for number in range(3):
        await stage.post(f"bijdrage {number}")

    async with stage.reader(after=2) as reader:
        frame = await reader.frame()
        nothing_more = await reader.socket.receive_nothing(timeout=0.2)

    assert (frame["sequence"], nothing_more) == (3, True)


async def test_reader_gets_a_long_backlog_page_by_page_in_order(stage):
    await stage.run(lambda: [stage.post_now(f"bijdrage {number}") for number in range(205)])

    async with stage.reader() as reader:
        sequences = [frame["sequence"] for frame in await reader.frames(205)]

    assert sequences == list(range(1, 206))


async def test_each_language_has_its_own_frame(stage):
    async with stage.reader(language="nl") as dutch, stage.reader(language="en") as english:
        await stage.post("tekst", stance="question")
        frames = [await dutch.frame(), await english.frame()]

    assert [frame["sequence"] for frame in frames] == [1, 1]
    assert "Question" in frames[1]["html"]


async def test_frames_written_at_the_same_time_arrive_in_order_without_gaps(stage):
    async with stage.reader() as one, stage.reader() as other:
        await asyncio.gather(*(asyncio.to_thread(_post_and_close, stage, f"tegelijk {n}") for n in range(12)))
        seen = [[frame["sequence"] for frame in await reader.frames(12)] for reader in (one, other)]

    assert seen == [list(range(1, 13))] * 2


async def test_lost_redis_message_is_filled_from_the_log_by_the_next(stage, monkeypatch):
    async with stage.reader() as reader:
        await followed(reader)
        with monkeypatch.context() as patch:
            patch.setattr("samenspel.realtime.actions.channel_name", lambda *args: "into-the-void")
            await stage.post("verloren")
        await stage.post("aangekomen")
        frames = await reader.frames(2)

    assert [frame["sequence"] for frame in frames] == [1, 2]


async def test_lost_redis_message_is_found_by_the_heartbeat(stage, monkeypatch):
    async with stage.reader() as reader:
        await followed(reader)
        with monkeypatch.context() as patch:
            patch.setattr("samenspel.realtime.actions.channel_name", lambda *args: "into-the-void")
            await stage.post("verloren")
        await current_hub().look_for_gaps()
        frame = await reader.frame()

    assert frame["sequence"] == 1


async def test_hub_comes_back_after_redis_cut_its_connection(stage):
    import redis.asyncio
    from django.conf import settings

    async with stage.reader() as reader:
        await stage.post("voor de breuk")
        first = await reader.frame()
        async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as client:
            await client.client_kill_filter(_type="pubsub")
        await stage.post("na de breuk")
        second = await reader.frame()

    assert [first["sequence"], second["sequence"]] == [1, 2]


async def test_readers_wait_two_seconds_at_most_from_the_moment_that_redis_goes_away(stage, monkeypatch):
    import redis.asyncio
    from django.conf import settings

    monkeypatch.setattr(hubs, "HEARTBEAT_WITHOUT_REDIS", 0.01)  # and twenty seconds with it: longer than the test waits
    async with stage.reader() as reader:
        await followed(reader)
        monkeypatch.setattr(hubs.redis_clients, "subscriber", lambda: redis.asyncio.Redis(host="127.0.0.1", port=1))
        async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as client:
            await client.client_kill_filter(_type="pubsub")
        await stage.post("zonder Redis")
        frame = await reader.frame()

    assert frame["sequence"] == 1


async def test_what_was_said_before_redis_listened_is_read_from_the_log(stage, monkeypatch):
    monkeypatch.setattr(hubs, "START_SECONDS", 0)  # Redis answers later than a reader waits for it
    hear, kept = hubs.Hub.hear, []
    monkeypatch.setattr(hubs.Hub, "hear", lambda hub, message: kept.append(message))
    async with stage.reader() as reader:
        await followed(reader)
        while sum(message["type"] == "subscribe" for message in kept) < 2:  # the room, and what hubs hear
            await asyncio.sleep(0)
        await stage.post("ongehoord")
        nothing_yet = reader.socket.output_queue.empty()
        for message in kept:
            if message["type"] == "subscribe":
                hear(current_hub(), message)
        frame = await reader.frame()

    assert (nothing_yet, frame["sequence"]) == (True, 1)


async def test_nonsense_from_redis_leaves_readers_connected(stage):
    import redis.asyncio
    from django.conf import settings

    async with stage.reader() as reader:
        await followed(reader)
        async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as client:
            await client.publish(next(iter(current_hub().names())), "no number")
        await stage.post("gewoon verder")
        frame = await reader.frame()

    assert frame["sequence"] == 1


async def test_hub_leaves_a_channel_whose_readers_left_while_it_asked(stage):
    async with stage.reader() as reader:
        await followed(reader)
        feed = current_hub()._feed
        await feed._pubsub.subscribe("nobody-reads-this")
        assert b"nobody-reads-this" in feed._pubsub.channels
        async with asyncio.timeout(10):
            while b"nobody-reads-this" in feed._pubsub.channels:
                await asyncio.sleep(0)


async def test_room_of_the_other_municipality_is_closed(stage, mistbergen):
    theirs = await stage.run(make_item, mistbergen)
    their_room = await stage.run(_room_pk, mistbergen, theirs)

    async with stage.reader(pk=their_room) as reader:
        code = await reader.close_code()

    assert code == 4404


async def test_room_of_a_line_without_a_page_is_closed(stage):
    await stage.run(lambda: type(stage.room.about.agenda_item).objects.update(kind="heading"))

    async with stage.reader() as reader:
        code = await reader.close_code()

    assert code == 4404


async def test_page_of_another_host_may_not_connect(stage):
    reader = Reader("zonnedael", stage.room.pk, "after=0", origin="http://mistbergen.localhost:8000")

    accepted = await reader.open()

    assert accepted is False


async def test_wrong_number_is_refused(stage):
    reader = Reader("zonnedael", stage.room.pk, "after=-1")
    await reader.open()

    code = await reader.close_code()

    assert code == 4400


async def test_slow_reader_is_cut_off_and_resumes(stage, monkeypatch):
    monkeypatch.setattr(hubs, "QUEUE_SIZE", 3)
    stuck, sent = asyncio.Event(), []

    async def send(message):
        if message["type"] == "websocket.send":
            await stuck.wait()  # the network takes nothing any more
        sent.append(message)

    incoming = asyncio.Queue()
    incoming.put_nowait({"type": "websocket.connect"})
    reader = Reader("zonnedael", stage.room.pk, "after=0&language=nl")
    task = asyncio.create_task(reader.socket.application(reader.socket.scope, incoming.get, send))
    async with stage.reader() as quick:
        for number in range(6):
            await stage.post(f"bijdrage {number}")
            await quick.frame()
        while {"type": "websocket.close", "code": 4410} not in [_plain(message) for message in sent]:
            await asyncio.sleep(0)
    incoming.put_nowait({"type": "websocket.disconnect", "code": 4410})
    await asyncio.wait_for(task, 10)
    async with stage.reader(after=0) as resumed:
        sequences = [frame["sequence"] for frame in await resumed.frames(6)]

    assert sequences == [1, 2, 3, 4, 5, 6]


async def test_hidden_text_is_gone_on_resume(stage):
    from deliberation.actions import withdraw_contribution

    contribution = await stage.post("een geheim")
    await stage.run(withdraw_contribution, contribution, actor=stage.author)

    async with stage.reader() as reader:
        frames = await reader.frames(2)

    assert [frame["kind"] for frame in frames] == ["contribution.posted", "contribution.withdrawn"]
    assert [("een geheim" in frame["html"], "Carol" in frame["html"]) for frame in frames] == [(False, False)] * 2


async def test_hub_lets_go_of_streams_without_readers(stage):
    await stage.post("tekst")

    async with stage.reader() as reader:
        await reader.frame()
        during = len(list(current_hub().names()))

    assert (during, list(current_hub().names())) == (1, [])


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://a.localhost:8000", "a.localhost:8000", True),
        ("https://a.example", "a.example:443", True),
        ("https://A.example", "a.example", True),
        ("", "a.example", True),
        ("https://b.example", "a.example", False),
        ("https://a.example.evil.example", "a.example", False),
        ("null", "a.example", False),
    ],
)
def test_same_origin_compares_hosts(origin, host, same):
    from samenspel.realtime.middleware import is_same_origin

    assert is_same_origin(origin, host) is same


def _plain(message):
    return {key: message[key] for key in ("type", "code") if key in message}


def _room_pk(municipality, item):
    from deliberation.queries import room_of
    from samenspel.tenancy.context import municipality_context

    with municipality_context(municipality):
        return room_of(item).pk


def _post_and_close(stage, text):
    from django.db import connection

    try:
        stage.post_now(text)
    finally:
        connection.close()
