"""What a ballot says: from its line to its marks, with a named treatment for every line that says nothing valid.

Marks are one tuple of whole numbers: the option (`choice`), options ascending (`approval`), options by preference
(`ranking`), or as many points as the rule has counting options, in their order (`points`). No marks: blank.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from voting.counting.election import Form, Kind, Rule

LONGEST_LINE = 10_000
BLANK = "-"
Marks = tuple[int, ...]
DIGITS = 9
NUMBER = rf"[1-9][0-9]{{0,{DIGITS - 1}}}"
PATTERNS = {
    Form.CHOICE: re.compile(rf"{NUMBER}( {NUMBER})*", re.ASCII),
    Form.APPROVAL: re.compile(rf"{NUMBER}( {NUMBER})*", re.ASCII),
    Form.RANKING: re.compile(rf"{NUMBER}(>{NUMBER})*", re.ASCII),
    Form.POINTS: re.compile(rf"{NUMBER}:(0|{NUMBER})( {NUMBER}:(0|{NUMBER}))*", re.ASCII),
}


class InvalidBallot(Exception):
    """A ballot that does not count; `treatment` is the name of what is wrong with it."""

    def __init__(self, treatment: str) -> None:
        super().__init__(treatment)
        self.treatment = treatment


@dataclass(frozen=True)
class Profile:
    """All ballots of a vote, equal ones taken together: how many of each, blank and invalid ones apart."""

    counted: Mapping[Marks, int]
    blank: int = 0
    invalid: Mapping[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Ballots that are valid and not blank."""
        return sum(self.counted.values())

    @property
    def cast(self) -> int:
        """All ballots."""
        return self.number + self.blank + sum(self.invalid.values())


def read_ballots(rule: Rule, lines: Iterable[str] | Mapping[str, int]) -> Profile:
    """Read lines, or lines with how often each occurs; every line is counted, blank, or invalid under a name."""
    how_often = lines if isinstance(lines, Mapping) else Counter(lines)
    counted: dict[Marks, int] = {}
    invalid: Counter[str] = Counter()
    reader = Reader(rule)
    for line, number in how_often.items():
        marks = reader.plain(line)
        if marks is None:
            try:
                marks = reader.read(line)
            except InvalidBallot as error:
                invalid[error.treatment] += number
                continue
        counted[marks] = counted.get(marks, 0) + number
    blank = counted.pop((), 0)
    return Profile(counted, blank, dict(sorted(invalid.items())))


class Reader:
    """Reads ballots of one rule."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._options = {option.number: option for option in rule.options}
        easy = rule.form is Form.APPROVAL and not rule.limits.cost
        self._named = {str(number): number for number in self._options if number < 10**DIGITS} if easy else {}
        self._least = rule.limits.min
        self._most = min(rule.limits.max or LONGEST_LINE, LONGEST_LINE // (DIGITS + 1))
        self._places = {option.number: place for place, option in enumerate(rule.counting)}
        self._read = {
            Form.CHOICE: self._choice, Form.APPROVAL: self._approval,
            Form.RANKING: self._ranking, Form.POINTS: self._points,
        }[rule.form]  # fmt: skip

    def plain(self, line: str) -> Marks | None:
        """Return the marks of an approval ballot in canonical form, which nearly all are; None for any other line."""
        try:
            numbers = [self._named[name] for name in line.split(" ")]
        except KeyError:
            return None
        if sorted(set(numbers)) != numbers or not self._least <= len(numbers) <= self._most:
            return None
        return tuple(numbers)

    def read(self, line: str) -> Marks:
        """Return the marks of a line, none when it is blank. Raises `InvalidBallot`."""
        if len(line) > LONGEST_LINE:
            raise InvalidBallot("absurd")
        if line in {"", BLANK}:
            return ()
        if PATTERNS[self._rule.form].fullmatch(line) is None:
            raise InvalidBallot("unreadable")
        return self._read(line)

    def _choice(self, line: str) -> Marks:
        if " " in line:
            raise InvalidBallot("over_vote")
        number = int(line)
        if number not in self._options:
            raise InvalidBallot("unknown_option")
        return () if self._options[number].kind is Kind.BLANK else (number,)

    def _approval(self, line: str) -> Marks:
        numbers = [int(number) for number in line.split(" ")]
        self._require_known_once(numbers)
        limits = self._rule.limits
        self._require_between(len(numbers))
        if limits.cost and sum(self._options[number].cost for number in numbers) > limits.cost:
            raise InvalidBallot("over_cost")
        return tuple(sorted(numbers))

    def _ranking(self, line: str) -> Marks:
        return self.ranking(map(int, line.split(">")))

    def ranking(self, numbers: Iterable[int]) -> Marks:
        """Return the marks of options by preference: up to the first that is unknown or stands there already."""
        kept: list[int] = []
        for number in numbers:
            if number not in self._options or number in kept:
                break
            kept.append(number)
        if not kept:
            raise InvalidBallot("unknown_option")
        return tuple(kept[: self._rule.limits.max or None])

    def _points(self, line: str) -> Marks:
        pairs = [tuple(map(int, pair.split(":"))) for pair in line.split(" ")]
        self._require_known_once([number for number, _points in pairs])
        given = {number: points for number, points in pairs if points}
        limits = self._rule.limits
        if limits.each and any(points > limits.each for points in given.values()):
            raise InvalidBallot("over_score")
        if limits.total and sum(given.values()) > limits.total:
            raise InvalidBallot("over_points")
        if not given:
            return ()
        self._require_between(len(given))
        return tuple(given.get(number, 0) for number in self._places)

    def _require_known_once(self, numbers: list[int]) -> None:
        if any(number not in self._options for number in numbers):
            raise InvalidBallot("unknown_option")
        if len(set(numbers)) != len(numbers):
            raise InvalidBallot("repeated_option")

    def _require_between(self, number: int) -> None:
        limits = self._rule.limits
        if limits.max and number > limits.max:
            raise InvalidBallot("too_many")
        if number < limits.min:
            raise InvalidBallot("too_few")


def line_of(rule: Rule, marks: Marks) -> str:
    """Return the canonical line of marks: what is published."""
    if not marks:
        return BLANK
    if rule.form is Form.RANKING:
        return ">".join(map(str, marks))
    if rule.form is Form.POINTS:
        return " ".join(f"{o.number}:{points}" for o, points in zip(rule.counting, marks, strict=True) if points)
    return " ".join(map(str, marks))
