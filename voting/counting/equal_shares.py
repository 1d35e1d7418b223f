"""The Method of Equal Shares (Peters, Pierczyński and Skowron, 2021), in all its named variants.

See docs/published-vote.md, "equal_shares". `purses` says how one run is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from voting.counting.backing import Backing, backing_of
from voting.counting.budget import AREA, FUNDED, NO_VOTES, THRESHOLD, Purse, in_order, spend
from voting.counting.election import Option, Rule, Shares
from voting.counting.marks import Profile
from voting.counting.purses import Candidate, Market, Purchase, Run
from voting.counting.results import Counted, OptionResult
from voting.counting.ties import Ties

SHARES, COMPLETION, COMPARISON, MONEY = "shares", "completion", "comparison", "money"
DECIMALS = 6


def cut(amount: Fraction, decimals: int = DECIMALS) -> str:
    """Return an amount of 0 or more with a fixed number of places, cut off."""
    whole, rest = divmod(amount.numerator * 10**decimals // amount.denominator, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}"


@dataclass(frozen=True)
class Outcome:
    """What a run funded and at what endowment; `over` when it would cost more than the budget, and was not finished."""

    endowment: Fraction
    increments: int
    funded: tuple[Option, ...]
    over: bool


@dataclass(frozen=True)
class Taken:
    """What is funded in the end, and by what."""

    funded: tuple[tuple[Option, str], ...]
    compared: Mapping[str, int] | None


def count_equal_shares(rule: Rule, profile: Profile, ties: Ties) -> Counted:
    """Fund options from equal shares of the budget, by the variant that the rule names."""
    return _Count(rule, profile, ties).result()


class _Count:
    def __init__(self, rule: Rule, profile: Profile, ties: Ties) -> None:
        assert rule.shares is not None  # noqa: S101  # a rule of Equal Shares names its variant
        self._rule, self._ties = rule, ties
        self._shares: Shares = rule.shares
        self._number = profile.number
        self._backing: Backing = backing_of(rule, profile)
        self._totals = {number: backers.total for number, backers in self._backing.options.items()}
        self._taking_part = [o for o in rule.counting if self._totals[o.number] >= rule.budget.threshold]
        self._candidates = {
            option.number: Candidate(rule, option, self._backing)
            for option in self._taking_part
            if self._totals[option.number]
        }

    def result(self) -> Counted:
        """Return the outcome with its rounds, and what every option got and lacked."""
        if not self._number:
            compared = {"shares": 0, "votes": 0} if self._shares.comparison == "votes" else None
            return self._counted(Taken((), compared), Outcome(Fraction(0), 0, (), over=False), [], {})
        outcome = self._last_within_budget()
        purchases: list[Purchase] = []
        run = self._run(outcome, purchases)
        held = {number: run.held_by(candidate) for number, candidate in self._candidates.items()}
        return self._counted(self._taken(outcome), outcome, purchases, held)

    # --- Runs

    def _last_within_budget(self) -> Outcome:
        """Raise the endowment until the rule says stop; every outcome is computed, for costs do not rise steadily."""
        start = Fraction(self._rule.budget.total, self._number)
        endowment = Fraction(start // 1) if self._shares.start == "floor" else start
        last = self._outcome(endowment, 0)
        while not self._stops(last):
            raised = self._outcome(last.endowment + self._shares.increment, last.increments + 1)
            if raised.over:
                break
            last = raised
        return last

    def _stops(self, outcome: Outcome) -> bool:
        if self._shares.stop == "once" or not self._shares.increment:
            return True
        purse = self._purse(outcome.funded)
        funded = {option.number for option in outcome.funded}
        if not any(n not in funded and purse.fits_area(each.option) for n, each in self._candidates.items()):
            return True
        rest = [option for option in self._taking_part if option.number not in funded]
        fits = any(option.cost <= purse.left and purse.fits_area(option) for option in rest)
        return self._shares.stop == "when_exhaustive" and not fits

    def _outcome(self, endowment: Fraction, increments: int) -> Outcome:
        begun = Outcome(endowment, increments, (), over=False)
        recorded = len(self._ties.records)
        purchases: list[Purchase] = []
        self._run(begun, purchases, outline=True)
        del self._ties.records[recorded:]  # only ties of the run that is taken are told
        funded = tuple(purchase.option for purchase in purchases)
        return Outcome(endowment, increments, funded, over=self._purse(funded).left < 0)

    def _run(self, outcome: Outcome, purchases: list[Purchase], *, outline: bool = False) -> Run:
        """Buy until nothing is affordable, adding to `purchases`; an outline has no payments, and ends above the budget."""
        run, purse = Run(outcome.endowment, self._backing), Purse.of(self._rule)
        market = Market(run, self._candidates)
        while not (outline and purse.left < 0):
            for candidate in market if purse.areas else ():
                if not purse.fits_area(candidate.option):
                    market.drop(candidate.number)
            prices = market.cheapest()
            if not prices:
                break
            chosen = self._candidates[self._ties.choose(len(purchases) + 1, "fund", prices)]
            price = prices[chosen.number]
            told = Purchase(chosen.option, 0, Fraction(0), Fraction(0))
            if price is not None:
                told = told if outline else run.describe(chosen, price)
                run.pay(chosen, price)
            purchases.append(told)
            purse.spend(chosen.option)
            market.drop(chosen.number)
        return run

    def _purse(self, funded: Sequence[Option]) -> Purse:
        purse = Purse.of(self._rule)
        for option in funded:
            purse.spend(option)
        return purse

    # --- Completion and comparison

    def _taken(self, outcome: Outcome) -> Taken:
        funded = [(option, SHARES) for option in outcome.funded]
        if self._shares.completion == "votes":
            rest = [option for option in self._rule.counting if option not in outcome.funded]
            funded += [(option, COMPLETION) for option in self._by_votes(rest, self._purse(outcome.funded))]
        if self._shares.comparison == "none":
            return Taken(tuple(funded), None)
        by_votes = self._by_votes(self._rule.counting, Purse.of(self._rule))
        ours, theirs = self._utilities([option for option, _by in funded]), self._utilities(by_votes)
        compared = {
            "shares": int(self._backing.ballots[ours > theirs].sum()),
            "votes": int(self._backing.ballots[theirs > ours].sum()),
        }
        if compared["votes"] > compared["shares"]:
            funded = [(option, COMPARISON) for option in by_votes]
        return Taken(tuple(funded), compared)

    def _by_votes(self, options: Sequence[Option], purse: Purse) -> list[Option]:
        turns = spend(self._rule, in_order(options, self._totals, self._ties), self._totals, purse, skip=True)
        return [turn.option for turn in turns if turn.outcome == FUNDED]

    def _utilities(self, funded: Sequence[Option]) -> Any:
        """Return the utility of an outcome for each group of ballots, as an array of whole numbers."""
        utilities = np.zeros(len(self._backing.ballots), np.int64)
        for option in funded:
            backers = self._backing.options[option.number]
            utility = {"cost": option.cost, "count": 1}.get(self._shares.utility, backers.points)
            utilities[backers.groups] += utility
        return utilities

    # --- What is told

    def _counted(
        self, taken: Taken, outcome: Outcome, purchases: Sequence[Purchase], held: Mapping[int, Fraction]
    ) -> Counted:
        purse = self._purse([option for option, _by in taken.funded])
        ranks = {option.number: rank for rank, (option, _by) in enumerate(taken.funded, start=1)}
        reasons = {option.number: by for option, by in taken.funded}
        paid = {purchase.option.number: purchase for purchase in purchases}
        return Counted(
            options=tuple(
                self._won(option, reasons[option.number], ranks[option.number])
                if option.number in ranks
                else self._lost(option, purse, held.get(option.number, Fraction(0)))
                for option in self._rule.counting
            ),
            winners=tuple(ranks),
            rounds=tuple(
                self._round(rank, option, by, paid.get(option.number))
                for rank, (option, by) in enumerate(taken.funded, start=1)
            ),
            facts={
                "endowment": str(outcome.endowment), "increments": outcome.increments,
                "spent": self._rule.budget.total - purse.left, "left": purse.left,
                "compared": None if taken.compared is None else dict(taken.compared),
            },
        )  # fmt: skip

    def _won(self, option: Option, by: str, rank: int) -> OptionResult:
        return OptionResult(
            option.number, str(self._totals[option.number]), "funded", by, lacked="0", round=rank, rank=rank
        )

    def _lost(self, option: Option, purse: Purse, held: Fraction) -> OptionResult:
        total = self._totals[option.number]
        if total == 0:
            reason, lacked = NO_VOTES, "1"
        elif total < self._rule.budget.threshold:
            reason, lacked = THRESHOLD, str(self._rule.budget.threshold - total)
        elif not purse.fits_area(option):
            reason, lacked = AREA, str(option.cost - (purse.area_left(option) or 0))
        else:
            reason, lacked = MONEY, cut(max(option.cost - held, Fraction(0)))
        return OptionResult(option.number, str(total), "not_funded", reason, lacked=lacked)

    def _round(self, rank: int, option: Option, by: str, purchase: Purchase | None) -> dict[str, Any]:
        payers, highest, effective = 0, Fraction(0), Fraction(0)
        if by == SHARES and purchase is not None and purchase.highest:
            payers, highest = purchase.payers, purchase.highest
            effective = 1 / purchase.price if self._shares.utility == "points" else option.cost / highest
        return {
            "round": rank, "option": option.number, "cost": option.cost, "payers": payers, "highest": cut(highest),
            "effective": cut(effective), "by": by,
        }  # fmt: skip
