"""Answers that threads share."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from samenspel.common.shared import SharedAnswers


def test_those_who_ask_together_get_one_answer():
    shared, asked, everybody = SharedAnswers(60), [], threading.Barrier(8)

    def ask():
        asked.append(1)
        return len(asked)

    def reader():
        everybody.wait(10)
        return shared.get("room", ask)

    with ThreadPoolExecutor(8) as pool:
        answers = [future.result(10) for future in [pool.submit(reader) for _ in range(8)]]

    assert (answers, len(asked)) == ([1] * 8, 1)


def test_answer_that_was_forgotten_or_is_too_old_is_asked_for_anew():
    kept, short, asked = SharedAnswers(60), SharedAnswers(-1), iter(range(10))

    answers = [kept.get("room", lambda: next(asked)) for _ in range(2)]
    kept.forget()
    answers += [kept.get("room", lambda: next(asked)), *(short.get("room", lambda: next(asked)) for _ in range(2))]

    assert answers == [0, 0, 1, 2, 3]


def test_failure_is_told_and_not_kept():
    shared, found = SharedAnswers(60), {}

    with pytest.raises(KeyError):
        shared.get("room", lambda: found["room"])
    found["room"] = 7

    assert shared.get("room", lambda: found["room"]) == 7
