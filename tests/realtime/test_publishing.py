"""What a transaction wrote is published together, once it is true, for those who read."""

import contextlib

import pytest
from django.db import transaction

from samenspel.realtime import actions
from samenspel.realtime.models import Event


async def test_events_of_one_transaction_come_in_order_without_what_was_taken_back(stage):
    def write():
        with transaction.atomic():
            stage.post_now("eerst")
            with contextlib.suppress(LookupError), transaction.atomic():
                stage.post_now("teruggenomen")
                raise LookupError
            for number in range(7):
                stage.post_now(f"daarna {number}")

    async with stage.reader() as reader:
        await stage.run(write)
        frames = await reader.frames(8)

    assert [frame["sequence"] for frame in frames] == list(range(1, 9))
    assert [frame["html"].count("teruggenomen") for frame in frames] == [0] * 8


async def test_transaction_that_is_taken_back_leaves_nothing_for_the_next(stage):
    def write():
        with contextlib.suppress(LookupError), transaction.atomic():
            stage.post_now("teruggenomen")
            raise LookupError
        stage.post_now("gebleven")

    async with stage.reader() as reader:
        await stage.run(write)
        frame = await reader.frame()
        nothing_more = await reader.socket.receive_nothing(timeout=0.2)

    assert (frame["sequence"], "gebleven" in frame["html"], nothing_more) == (1, True, True)


@pytest.mark.parametrize(("languages", "made"), [((), []), (("en",), ["en"]), (("nl", "en"), ["nl", "en"])])
async def test_frames_are_made_only_in_languages_that_somebody_reads(stage, monkeypatch, languages, made):
    asked = []
    build = actions.build_frames

    def building(events, *, language, known=None):
        asked.append(language)
        return build(events, language=language, known=known)

    monkeypatch.setattr(actions, "build_frames", building)
    async with contextlib.AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(stage.reader(language=language)) for language in languages]
        await stage.post("wie dit leest, is ingeschreven")
        for reader in readers:
            await reader.frame()
        asked.clear()
        await stage.post("hallo")
        frames = [await reader.frame() for reader in readers]

    assert ([frame["sequence"] for frame in frames], asked) == ([2] * len(languages), made)
    assert await stage.run(Event.objects.count) == 2
