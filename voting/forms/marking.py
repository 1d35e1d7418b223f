"""What a voter filled in: posted fields become a draft, a draft becomes the line of a ballot, and comes back from one.

Nothing here is lost: a draft holds what was typed, right or wrong. Every button that changes a draft is a field `do` with
a step and an option (`up:4`), so that all of it works without a script.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from voting.counting.election import Form, Kind, Rule
from voting.counting.marks import BLANK, InvalidBallot, Reader, line_of

MOST_DIGITS = 9
STEPS: Mapping[Form, frozenset[str]] = {
    Form.CHOICE: frozenset(),
    Form.APPROVAL: frozenset({"add", "remove"}),
    Form.RANKING: frozenset({"add", "remove", "up", "down"}),
    Form.POINTS: frozenset({"more", "less"}),
}


class Posted(Protocol):
    """The fields of a form that was sent, as Django's `QueryDict` gives them."""

    def get(self, key: str, default: str, /) -> str | None:
        """Return the last value of a field."""

    def getlist(self, key: str, /) -> list[str]:
        """Return all values of a field."""


@dataclass(frozen=True)
class Draft:
    """What stands on the ballot so far: options in the order they were marked, and points as they were typed."""

    marked: tuple[int, ...] = ()
    points: Mapping[int, str] = field(default_factory=dict)
    touched: tuple[str, int] | None = None  # the step that was pressed last, and on which option: where the focus stays
    clash: tuple[int, int] | None = None  # a place that two options claim, and the second of them


class NotReady(Exception):
    """A draft that is no valid ballot yet; `problem` names what is wrong, `at` the field to go to (or nothing)."""

    def __init__(self, problem: str, at: str = "") -> None:
        super().__init__(problem)
        self.problem, self.at = problem, at


def draft_of(rule: Rule, line: str | None) -> Draft:
    """Return the draft that a line makes; an empty one for none, for a blank one, and for one that cannot be read."""
    try:
        marks = Reader(rule).read(line or "")
    except InvalidBallot:
        return Draft()
    if line == BLANK or not marks:
        return Draft(_blank_option(rule) if line else ())
    if rule.form is not Form.POINTS:
        return Draft(marks)
    given = {option.number: points for option, points in zip(rule.counting, marks, strict=True) if points}
    return Draft(tuple(given), {number: str(points) for number, points in given.items()})


def posted_draft(rule: Rule, data: Posted) -> Draft:
    """Return what was sent, after the step of the button that sent it."""
    line = data.get("marks", "")
    draft = draft_of(rule, line) if line else READERS[rule.form](rule, data)
    step, _colon, number = (data.get("do", "") or "").partition(":")
    known = {option.number for option in rule.options}
    return _stepped(draft, step, int(number)) if step in STEPS[rule.form] and _whole(number) in known else draft


def ready_line(rule: Rule, draft: Draft) -> str:
    """Return the canonical line of a draft. Raises `NotReady` for a draft that is empty or breaks a limit."""
    if draft.clash:
        raise NotReady("clash", f"place-{draft.clash[1]}")
    if rule.form is Form.POINTS:
        for number, points in draft.points.items():
            if _whole(points or "0") is None:
                raise NotReady("not_a_number", f"points-{number}")
    if not draft.marked:
        raise NotReady("empty")
    if rule.form is Form.RANKING and rule.limits.max and len(draft.marked) > rule.limits.max:
        raise NotReady("too_many")  # the count would cut it off without a word
    try:
        return line_of(rule, Reader(rule).read(_raw_line(rule, draft)))
    except InvalidBallot as error:
        raise NotReady(error.treatment) from None


def given_points(draft: Draft) -> int:
    """Return the sum of the points on a draft, as far as they are numbers."""
    return sum(_whole(points) or 0 for points in draft.points.values())


def _raw_line(rule: Rule, draft: Draft) -> str:
    if rule.form is Form.POINTS:
        return " ".join(f"{number}:{int(draft.points[number])}" for number in draft.marked)
    return (">" if rule.form is Form.RANKING else " ").join(map(str, draft.marked))


def _blank_option(rule: Rule) -> tuple[int, ...]:
    return tuple(option.number for option in rule.options if option.kind is Kind.BLANK)


def _choice(rule: Rule, data: Posted) -> Draft:
    return Draft(tuple(_numbers(data.getlist("choice"))))


def _approval(rule: Rule, data: Posted) -> Draft:
    return Draft(tuple(sorted(set(_numbers(data.getlist("chosen"))))))


def _points(rule: Rule, data: Posted) -> Draft:
    typed = {option.number: (data.get(f"points-{option.number}", "") or "").strip() for option in rule.counting}
    return _with_points({number: points[:MOST_DIGITS] for number, points in typed.items() if points})


def _ranking(rule: Rule, data: Posted) -> Draft:
    """The order of the page, with the options moved whose place was typed anew; an empty place takes one out."""
    known = [option.number for option in rule.counting]
    order = [number for number in dict.fromkeys(_numbers(data.getlist("order"))) if number in known]
    typed = {number: data.get(f"place-{number}", None) for number in known}  # type: ignore[arg-type]
    before = {number: str(place) for place, number in enumerate(order, 1)}
    moved = {n: int(p) for n, p in typed.items() if p is not None and p != before.get(n, "") and _whole(p) is not None}
    kept = [number for number in order if number not in moved and typed[number] != ""]
    for number, place in sorted(moved.items(), key=lambda item: item[1]):
        if place:
            kept.insert(place - 1, number)
    places = [place for place in moved.values() if place]
    twice = [number for number, place in moved.items() if place and places.count(place) > 1]
    return Draft(tuple(kept), clash=(moved[twice[-1]], twice[-1]) if twice else None)


READERS = {Form.CHOICE: _choice, Form.APPROVAL: _approval, Form.RANKING: _ranking, Form.POINTS: _points}


def _stepped(draft: Draft, step: str, number: int) -> Draft:
    """Do what one button does."""
    marked = [found for found in draft.marked if found != number]
    if step in {"more", "less"}:
        points = max(0, (_whole(draft.points.get(number, "")) or 0) + (1 if step == "more" else -1))
        changed = _with_points({**draft.points, number: str(points)})
        return replace(changed, touched=(step, number))
    if step == "add":
        marked = list(draft.marked) if number in draft.marked else [*marked, number]
    elif step in {"up", "down"} and number in draft.marked:
        marked.insert(max(0, draft.marked.index(number) + (-1 if step == "up" else 1)), number)
    return replace(draft, marked=tuple(marked), touched=(step, number))


def _with_points(points: Mapping[int, str]) -> Draft:
    kept = {number: typed for number, typed in sorted(points.items()) if typed and _whole(typed) != 0}
    return Draft(tuple(kept), kept)


def _numbers(values: Iterable[str]) -> list[int]:
    return [number for number in map(_whole, values) if number is not None]


def _whole(text: str) -> int | None:
    """Return a number of at most nine plain digits, else None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
