"""Questions that many ask at the same time, asked together."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from functools import partial
from typing import Any, Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Batch(Generic[Question, Answer]):
    """Ask the first question at once; what is asked while its answer is under way goes into the next question together."""

    def __init__(self, ask: Callable[[Collection[Question]], Awaitable[Mapping[Question, Answer]]]) -> None:
        self._ask = ask
        self._waiting: dict[Question, asyncio.Future[Answer | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def get(self, question: Question) -> Answer | None:
        """Return the answer, None where there is none; raises what asking raised."""
        if question not in self._waiting:
            self._waiting[question] = asyncio.get_running_loop().create_future()
        answer = self._waiting[question]
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await asyncio.shield(answer)

    async def _run(self) -> None:
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, {}
                try:
                    answers = await self._ask(list(waiting))
                except Exception as error:
                    _fail(waiting.values(), error)
                else:
                    for question, answer in waiting.items():
                        answer.set_result(answers.get(question))
        finally:
            self._task = None


def _fail(answers: Collection["asyncio.Future[Answer | None]"], error: Exception) -> None:
    for answer in answers:
        answer.set_exception(error)
        answer.exception()  # who asked may be gone: that is no news


class Shared:
    """Answers that many ask for together: the first one asks, the others wait for the same answer or get it again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._answers: dict[Hashable, asyncio.Future[Any]] = {}

    async def get(self, key: Hashable, ask: Callable[[], Awaitable[Any]]) -> Any:
        """Return the answer under a key, at most so many seconds old; a failure is not kept."""
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = asyncio.ensure_future(ask())
            answer.add_done_callback(partial(self._answered, key))
        return await asyncio.shield(answer)

    def forget(self) -> None:
        """Ask anew from now on; who waits still gets the answer that was asked for."""
        self._answers.clear()

    def _answered(self, key: Hashable, answer: asyncio.Future[Any]) -> None:
        is_kept = not answer.cancelled() and answer.exception() is None
        asyncio.get_running_loop().call_later(self._seconds if is_kept else 0, self._drop, key, answer)

    def _drop(self, key: Hashable, answer: asyncio.Future[Any]) -> None:
        if self._answers.get(key) is answer:
            del self._answers[key]
