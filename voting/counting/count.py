"""From votes to a result: how many for what, the outcome, and each step towards it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.counting.rules import Choice, Kind, Method, Rule, RuleError
from voting.counting.shares import share


class Outcome(StrEnum):
    """What came out."""

    ADOPTED = "adopted"  # more yes than no
    REJECTED = "rejected"  # more no than yes
    CHOSEN = "chosen"  # one choice has more votes than every other
    TIED = "tied"  # two or more lead with the same number of votes
    EMPTY = "empty"  # nobody voted, or everybody voted blank


@dataclass(frozen=True)
class Line:
    """The votes for one choice; `share` is the part of the votes without blanks, None for blank itself."""

    choice: Choice
    votes: int
    share: Fraction | None


@dataclass(frozen=True)
class Step:
    """One step of the count, in the order in which it is taken: a stable name and the number it came to."""

    name: str  # "voted", "blank", "counted", "most", "needed"
    number: int


@dataclass(frozen=True)
class Result:
    """A count that explains itself. `voted` = `counted` + `blank`; `leading` are the numbers of who leads.

    `has_majority`: a single leader has more than half of the votes without blanks, that is `needed` or more.
    """

    rule: Rule
    lines: tuple[Line, ...]
    voted: int
    blank: int
    counted: int
    outcome: Outcome
    leading: tuple[int, ...]
    needed: int
    has_majority: bool

    @property
    def steps(self) -> tuple[Step, ...]:
        """How the outcome came about, from everybody who voted to the number that decides."""
        most = max((line.votes for line in self.lines if line.share is not None), default=0)
        return (
            Step("voted", self.voted),
            Step("blank", self.blank),
            Step("counted", self.counted),
            Step("most", most),
            Step("needed", self.needed),
        )


def count(rule: Rule, votes: Iterable[int]) -> Result:
    """Count votes, each the number of a choice; raises `RuleError` for a number that is not on the ballot."""
    return count_totals(rule, Counter(votes))


def count_totals(rule: Rule, totals: Mapping[int, int]) -> Result:
    """Count votes that were added up per choice already; raises `RuleError` for what is not on the ballot."""
    unknown = set(totals) - {choice.number for choice in rule.choices}
    if unknown or any(number < 0 for number in totals.values()):
        raise RuleError("There are votes for something that is not on the ballot, or fewer than none.")
    counted = sum(totals.get(choice.number, 0) for choice in rule.counting)
    lines = tuple(_line(choice, totals.get(choice.number, 0), counted) for choice in rule.choices)
    voted = sum(totals.values())
    leading = _leading(lines, counted)
    needed = counted // 2 + 1
    return Result(
        rule=rule,
        lines=lines,
        voted=voted,
        blank=voted - counted,
        counted=counted,
        outcome=_outcome(rule, leading),
        leading=tuple(choice.number for choice in leading),
        needed=needed,
        has_majority=len(leading) == 1 and totals[leading[0].number] >= needed,
    )


def _line(choice: Choice, votes: int, counted: int) -> Line:
    return Line(choice, votes, None if choice.kind is Kind.BLANK else share(votes, counted))


def _leading(lines: tuple[Line, ...], counted: int) -> list[Choice]:
    """Everything but blank that has the most votes; nothing leads when nothing counts."""
    if not counted:
        return []
    most = max(line.votes for line in lines if line.share is not None)
    return [line.choice for line in lines if line.share is not None and line.votes == most]


def _outcome(rule: Rule, leading: list[Choice]) -> Outcome:
    if not leading:
        return Outcome.EMPTY
    if len(leading) > 1:
        return Outcome.TIED
    if rule.method is Method.YES_NO:
        return Outcome.ADOPTED if leading[0].kind is Kind.YES else Outcome.REJECTED
    return Outcome.CHOSEN
