"""Most votes first, as far as the money goes. See docs/published-vote.md, "budget"."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from voting.counting.backing import backing_of
from voting.counting.election import Option, Rule
from voting.counting.marks import Profile
from voting.counting.results import Counted, OptionResult
from voting.counting.ties import Ties

FUNDED, THRESHOLD, NO_VOTES, BUDGET, AREA, STOPPED = "funded", "threshold", "no_votes", "budget", "area", "stopped"


@dataclass
class Purse:
    """What is left of the budget, and of each area that has a cap."""

    left: int
    areas: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Rule) -> "Purse":
        """Return the purse of a rule before anything is spent."""
        return cls(rule.budget.total, dict(rule.budget.areas))

    def area_left(self, option: Option) -> int | None:
        """Return what is left for an option's area; None when it has no cap."""
        return self.areas.get(option.area)

    def fits_area(self, option: Option) -> bool:
        """Say whether what is left of its area pays for an option."""
        return option.cost <= self.areas.get(option.area, option.cost)

    def spend(self, option: Option) -> None:
        """Take the cost of an option out."""
        self.left -= option.cost
        if option.area in self.areas:
            self.areas[option.area] -= option.cost


@dataclass(frozen=True)
class Turn:
    """An option whose turn it was: what was left before it, and what became of it."""

    option: Option
    left: int
    area_left: int | None
    outcome: str


def count_budget(rule: Rule, profile: Profile, ties: Ties) -> Counted:
    """Fund the options with the highest totals that the budget, the threshold and the areas allow."""
    totals = {number: backers.total for number, backers in backing_of(rule, profile).options.items()}
    purse = Purse.of(rule)
    turns = list(spend(rule, in_order(rule.counting, totals, ties), totals, purse, skip=rule.budget.skip))
    funded = [turn.option.number for turn in turns if turn.outcome == FUNDED]
    results = [_result(rule, turn, place, totals, funded) for place, turn in enumerate(turns, start=1)]
    rounds = tuple(_round(turn, place, totals) for place, turn in enumerate(turns, start=1))
    return Counted(
        options=tuple(sorted(results, key=lambda result: result.number)),
        winners=tuple(funded),
        rounds=rounds,
        facts={"spent": rule.budget.total - purse.left, "left": purse.left},
    )


def in_order(options: Collection[Option], totals: Mapping[int, int], ties: Ties) -> list[Option]:
    """Return options by their totals, highest first; ties are put into an order, which is recorded."""
    by_number = {option.number: option for option in options}
    ordered: list[Option] = []
    for _total, level in groupby(sorted(by_number, key=lambda n: -totals[n]), key=lambda n: totals[n]):
        left = set(level)
        while left:
            first = ties.choose(len(ordered) + 1, "order", left)
            ordered.append(by_number[first])
            left.remove(first)
    return ordered


def spend(
    rule: Rule, options: Sequence[Option], totals: Mapping[int, int], purse: Purse, *, skip: bool
) -> Iterator[Turn]:
    """Fund options in the order given, taking them out of the purse, and tell what became of each."""
    stopped = False
    for option in options:
        left, area_left = purse.left, purse.area_left(option)
        outcome = STOPPED if stopped else _outcome(rule, option, totals[option.number], purse)
        if outcome == FUNDED:
            purse.spend(option)
        stopped = stopped or (not skip and outcome in {BUDGET, AREA})
        yield Turn(option, left, area_left, outcome)


def _outcome(rule: Rule, option: Option, total: int, purse: Purse) -> str:
    if total == 0:
        return NO_VOTES
    if total < rule.budget.threshold:
        return THRESHOLD
    if not purse.fits_area(option):
        return AREA
    return FUNDED if option.cost <= purse.left else BUDGET


def _result(rule: Rule, turn: Turn, place: int, totals: Mapping[int, int], funded: Sequence[int]) -> OptionResult:
    number = turn.option.number
    lacked = {
        NO_VOTES: 1,
        THRESHOLD: rule.budget.threshold - totals[number],
        AREA: turn.option.cost - (turn.area_left or 0),
        BUDGET: turn.option.cost - turn.left,
    }.get(turn.outcome, 0)
    won = turn.outcome == FUNDED
    return OptionResult(
        number=number,
        got=str(totals[number]),
        outcome="funded" if won else "not_funded",
        reason=turn.outcome,
        lacked=str(lacked),
        round=place,
        rank=funded.index(number) + 1 if won else 0,
    )


def _round(turn: Turn, place: int, totals: Mapping[int, int]) -> dict[str, Any]:
    return {
        "round": place, "option": turn.option.number, "total": str(totals[turn.option.number]), "cost": turn.option.cost,
        "left": turn.left, "area_left": turn.area_left, "outcome": turn.outcome,
    }  # fmt: skip
