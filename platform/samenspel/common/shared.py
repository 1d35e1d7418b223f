"""Answers that many threads ask for together: the first one asks, the others wait for the same answer or get it again."""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any

MOST_ANSWERS = 1000  # that are kept at the same time; more, and all are asked for anew


class SharedAnswers:
    """Keeps each answer for some seconds; a failure is told to who waited for it, and not kept."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._answers: dict[Hashable, tuple[float, Future[Any]]] = {}

    def get(self, key: Hashable, ask: Callable[[], Any]) -> Any:
        """Return the answer under a key, asked for at most so many seconds ago."""
        now = time.monotonic()
        with self._lock:
            asked_at, answer = self._answers.get(key, (now, None))
            is_mine = answer is None or now - asked_at > self._seconds
            if answer is None or is_mine:
                answer = Future()
                self._make_room(now)
                self._answers[key] = (now, answer)
        if is_mine:
            self._ask(key, ask, answer)
        return answer.result()

    def forget(self) -> None:
        """Ask anew from now on; who waits still gets the answer that was asked for."""
        with self._lock:
            self._answers.clear()

    def _ask(self, key: Hashable, ask: Callable[[], Any], answer: "Future[Any]") -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # raised again by `result`, for everybody who waits
            answer.set_exception(error)
            with self._lock:
                if self._answers.get(key, (0, None))[1] is answer:
                    del self._answers[key]

    def _make_room(self, now: float) -> None:
        if len(self._answers) >= MOST_ANSWERS:
            kept = {key: entry for key, entry in self._answers.items() if now - entry[0] <= self._seconds}
            self._answers = kept if len(kept) < MOST_ANSWERS else {}
