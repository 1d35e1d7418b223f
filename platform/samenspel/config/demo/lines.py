"""Who says what, and when: the texts of a talk spread over the weeks before now, replies after what they reply to."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from samenspel.config.demo.agenda import AMSTERDAM

EARLIEST_HOUR = 7  # nobody writes in the small hours
NIGHT = timedelta(hours=8)  # leads from any moment of them to a waking hour


@dataclass
class Line:
    """One contribution of the script with its moment; `extras` are explained in the text files.

    `end` is the moment at which the talk ended, or was last looked at.
    """

    person: str
    stance: str
    text: str
    at: datetime
    end: datetime
    extras: dict[str, Any]
    parent: "Line | None" = None
    replies: list["Line"] = field(default_factory=list)


def seeded(*names: str) -> random.Random:
    """Return randomness that is the same every time for the same names."""
    return random.Random("/".join(("samenspel", *names)))  # noqa: S311  # for variety, not for secrets


def lines_between(rows: list[list[Any]], *, start: datetime, end: datetime, dice: random.Random) -> list[Line]:
    """Return the talk as lines at the top level, in order of time; every moment lies before `end`."""
    moments = sorted(waking(start + (end - start) * dice.random() ** 0.8) for _row in rows)
    return [_line(row, at, end, dice) for row, at in zip(rows, moments, strict=True)]


def flattened(tops: list[Line]) -> Iterator[Line]:
    """Yield every line, replies right after what they reply to."""
    for top in tops:
        yield top
        yield from top.replies


def waking(at: datetime) -> datetime:
    """Move a moment in the small hours back to the evening before."""
    return at - NIGHT if _is_night(at) else at


def _line(row: list[Any], at: datetime, end: datetime, dice: random.Random) -> Line:
    person, stance, text, *rest = row
    extras = {key: value for part in rest if isinstance(part, dict) for key, value in part.items()}
    line = Line(person, stance, text, at, end, extras)
    for reply in (part for part in rest if isinstance(part, list)):
        at = _later(at, end, dice)
        line.replies.append(Line(reply[0], reply[1], reply[2], at, end, {}, parent=line))
    return line


def _later(before: datetime, end: datetime, dice: random.Random) -> datetime:
    """Return a moment after `before` and before `end`: often soon, sometimes a day or two later."""
    at = before + timedelta(minutes=9) + timedelta(hours=dice.expovariate(1 / 9))
    if _is_night(at):
        at += NIGHT
    return at if at < end else before + min(timedelta(minutes=9), (end - before) / 2)


def _is_night(at: datetime) -> bool:
    return at.astimezone(AMSTERDAM).hour < EARLIEST_HOUR
