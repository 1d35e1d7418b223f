"""Registering checks, running them, and the table of what holds."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Found:
    """Whether a sentence holds, with lines for whoever wants to know why."""

    ok: bool
    notes: tuple[str, ...] = ()


class LeftOut(Exception):
    """There is no data for a check; it neither holds nor fails."""


Check = Callable[[Path], bool | Found]
Checks = list[tuple[str, Check]]


def register_in(checks: Checks) -> Callable[[str], Callable[[Check], Check]]:
    """Return a decorator for functions that say whether a sentence holds; they run in order."""

    def check(sentence: str) -> Callable[[Check], Check]:
        def register(function: Check) -> Check:
            checks.append((sentence, function))
            return function

        return register

    return check


def run(checks: Checks, data: Path) -> list[bool]:
    """Run checks on a folder and print what holds, with the seconds it took."""
    results = []
    for sentence, function in checks:
        started = time.monotonic()
        try:
            answer = function(data)
        except LeftOut as error:
            print(f"none   {sentence}: {error}")
            continue
        except Exception as error:  # a broken check is a check that does not hold
            print(f"{sentence}: {type(error).__name__}: {error}", file=sys.stderr)
            answer = False
        found = answer if isinstance(answer, Found) else Found(answer)
        print(f"{'holds ' if found.ok else 'FAILS '} {sentence:<110}  {time.monotonic() - started:6.2f} s", flush=True)
        for note in found.notes:
            print(f"         {note}")
        results.append(found.ok)
    return results
