"""Questions that many ask at the same time, asked together."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

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
