"""Questions that are asked at the same time are asked together."""

import asyncio

import pytest

from samenspel.common.batches import Batch


class Oracle:
    def __init__(self):
        self.asked = []

    async def ask(self, questions):
        self.asked.append(sorted(questions))
        await asyncio.sleep(0)
        if "bad" in questions:
            raise ValueError("no answer")
        return {question: question.upper() for question in questions if question != "unknown"}


async def test_questions_that_come_together_are_asked_together():
    oracle = Oracle()
    batch = Batch(oracle.ask)

    answers = await asyncio.gather(*(batch.get(question) for question in ("a", "b", "a", "unknown")))
    later = await batch.get("a")

    assert (answers, later) == (["A", "B", "A", None], "A")
    assert oracle.asked == [["a", "b", "unknown"], ["a"]]


async def test_failure_reaches_those_who_asked_and_nobody_else():
    oracle = Oracle()
    batch = Batch(oracle.ask)

    with pytest.raises(ValueError, match="no answer"):
        await batch.get("bad")

    assert await batch.get("good") == "GOOD"


async def test_who_goes_away_takes_no_answer_from_others():
    oracle = Oracle()
    batch = Batch(oracle.ask)
    leaver, stayer = asyncio.create_task(batch.get("a")), asyncio.create_task(batch.get("a"))

    await asyncio.sleep(0)
    leaver.cancel()

    assert await stayer == "A"
