"""Many readers who come back at once cost the database no more than one."""

import asyncio
import contextlib

import pytest
from django.db.backends.utils import CursorWrapper

CROWD = 200
FREE = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@pytest.fixture
def statements(monkeypatch):
    """Count what is asked of the database in all threads, transaction control aside."""
    asked = []
    execute = CursorWrapper.execute

    def counting(self, sql, params=None):
        if not str(sql).lstrip().upper().startswith(FREE):
            asked.append(str(sql))
        return execute(self, sql, params)

    monkeypatch.setattr(CursorWrapper, "execute", counting)
    return asked


async def test_crowd_that_comes_back_costs_as_many_statements_as_one_reader(stage, statements):
    await stage.run(lambda: [stage.post_now(f"bijdrage {number}") for number in range(30)])
    statements.clear()
    one = await _resume(stage, [0])
    alone = len(statements)
    statements.clear()

    crowd = await _resume(stage, [number % 30 for number in range(CROWD)])

    together = len(statements)
    assert one == [list(range(1, 31))]
    assert crowd == [list(range(1 + number % 30, 31)) for number in range(CROWD)]
    assert (together <= alone + 2, alone <= 20) == (True, True), (alone, together)


async def test_crowd_that_shares_a_page_never_reads_what_was_withdrawn_meanwhile(stage):
    from deliberation.actions import withdraw_contribution

    contribution = await stage.post("een geheim")
    async with stage.reader() as first:
        await first.frame()
        await stage.run(withdraw_contribution, contribution, actor=stage.author)
        await first.frame()
        async with stage.reader() as second:
            frames = await second.frames(2)

    assert ["een geheim" in frame["html"] for frame in frames] == [False, False]


async def _resume(stage, sequences):
    """Open a socket after each of these sequence numbers, all at once; return what each got up to 30."""
    async with contextlib.AsyncExitStack() as stack:
        readers = await asyncio.gather(*(stack.enter_async_context(stage.reader(after=s)) for s in sequences))
        frames = await asyncio.gather(*(reader.frames(30 - s) for reader, s in zip(readers, sequences, strict=True)))
    return [[frame["sequence"] for frame in each] for each in frames]


async def test_crowd_that_is_signed_in_costs_a_few_statements_more(stage, statements, make_user):
    from tests.realtime.conftest import session_of

    people = await stage.run(lambda: [make_user(stage.municipality, f"person{n}") for n in range(CROWD)])
    sessions = await stage.run(lambda: [session_of(person) for person in people])
    statements.clear()
    await _open_and_close(stage, [""] * CROWD)
    as_guests = len(statements)
    statements.clear()

    await _open_and_close(stage, sessions)

    assert len(statements) <= as_guests + 12, (as_guests, len(statements))


async def _open_and_close(stage, sessions):
    async with contextlib.AsyncExitStack() as stack:
        await asyncio.gather(*(stack.enter_async_context(stage.reader(session=key)) for key in sessions))
