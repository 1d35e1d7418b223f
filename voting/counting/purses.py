"""One run of Equal Shares: every ballot a purse, and the option that costs its supporters the least rate is bought.

How it is exact and yet fast. Everybody who paid a price in full has what everybody else has who paid the same prices: such
purses are one *class*, and the balance of a class is the endowment less those prices. So the next price follows from whole
numbers alone (how many purses of which class are emptied) and is kept as a fraction. To find the option with the least
rate, balances are also kept as whole numbers of a tiny unit, cut off, so that each is known to be at most `slack` units too
low. They bound every rate from both sides; where bounds overlap, or a purse may be empty or not, the fractions decide.
Rates only rise within a run (purses only shrink), so an option whose last known bound is too high is not looked at again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from math import gcd

import numpy as np
import numpy.typing as npt

from voting.counting.backing import Backing, Ints
from voting.counting.election import Option, Rule, RuleError

ROOM = 61  # bits that all money together may take, in tiny units
TRIES = 3
SURELY = 1 + 1e-9  # quotients of whole numbers are off by 1e-15 at most


class Candidate:
    """An option that takes part: its supporters, and what does not change between runs.

    A supporter who pays in full pays `price` × units, where units are the points given, or 1. The rate is price ÷ `scale`.
    """

    def __init__(self, rule: Rule, option: Option, backing: Backing) -> None:
        assert rule.shares is not None  # noqa: S101  # the rule is one of Equal Shares
        backers = backing.options[option.number]
        self.number, self.cost, self.option = option.number, option.cost, option
        self.groups, self.ballots = backers.groups, backers.ballots
        self.scale = max(option.cost, 1) if rule.shares.utility == "cost" else 1
        by_points = rule.shares.utility == "points"
        self.levels: Ints = np.unique(backers.points) if by_points else np.ones(1, np.int64)
        self.codes: Ints | None = np.searchsorted(self.levels, backers.points) if by_points else None
        self.units: Ints | None = backers.points if by_points else None
        self.full: Ints = self.ballots * self.units if self.units is not None else self.ballots
        self.all_full = int(self.full.sum())
        self.number_of_ballots = backers.number
        self.single = self.units is None and bool((self.ballots == 1).all())  # no need to multiply


@dataclass(frozen=True)
class Price:
    """What a candidate asks: price = `over` ÷ (`under` × the denominator of the run), and who can pay it in full."""

    over: int
    under: int
    keys: Ints
    in_full: Ints


@dataclass(frozen=True)
class Purchase:
    """An option that was bought: who paid anything, the highest payment, and its price (rate × scale)."""

    option: Option
    payers: int
    highest: Fraction
    price: Fraction


class Run:
    """Purses with the same endowment, and what is bought from them."""

    def __init__(self, endowment: Fraction, backing: Backing) -> None:
        everything = endowment * int(backing.ballots.sum())
        self.shift = ROOM - (int(everything) + 1).bit_length()
        if self.shift < 0:
            raise RuleError("The amounts of money are too large to be counted.")
        self._denominator = endowment.denominator
        self._endowment = endowment.numerator  # over the denominator, as prices are
        self._prices: list[int] = []
        start = (endowment.numerator << self.shift) // endowment.denominator
        # Class 0: purses that are empty. Class 1: those that nothing was taken from.
        self._balances = np.array([0, start], np.int64)
        self._parents = np.array([0, 0], np.int64)
        self._paid_units = np.array([0, 0], np.int64)
        self._steps = np.array([0, 0], np.int64)  # the purchase that made a class, from 0
        self.classes = np.ones(len(backing.ballots), np.int64)
        self.purses = np.full(len(backing.ballots), start, np.int64)
        self.slack = 1

    # --- Bounds

    def all_in_full(self, candidate: Candidate) -> int:
        """Return what the price would be if nobody had too little, in tiny units: a first lower bound."""
        return (candidate.cost << self.shift) // candidate.all_full

    def lower(self, candidate: Candidate, at_least: int, limit: Fraction | None) -> int | None:
        """Return a price that the true one is not below, in tiny units; None when it is certainly not affordable.

        Stops early when the price divided by the scale is above `limit`. Newton's method on a concave function, from below.
        """
        need = candidate.cost << self.shift
        most = self.purses[candidate.groups] + self.slack
        if self._sum(candidate, most) < need:
            return None
        price = at_least
        in_full = most if candidate.units is None else most // candidate.units
        while limit is None or price * limit.denominator <= limit.numerator * candidate.scale:
            paid = self._payments(candidate, most, in_full, price)
            missing = need - self._sum(candidate, paid)
            rising = self._rising(candidate, in_full >= price)
            if missing <= 0 or rising == 0 or missing < rising:
                break
            price += missing // rising
        return price

    def upper(self, candidate: Candidate, lower: int) -> int | None:
        """Return a price that the true one is not above, in tiny units; None when that, or affordability, is in doubt."""
        need = candidate.cost << self.shift
        purses = self.purses[candidate.groups]
        in_full = purses if candidate.units is None else purses // candidate.units
        price = lower + 1
        for _try in range(TRIES):
            missing = need - self._sum(candidate, self._payments(candidate, purses, in_full, price))
            if missing <= 0:
                return price
            rising = self._rising(candidate, in_full > price)
            if rising == 0:
                return None
            price += missing // rising + 1
        return None

    def _payments(self, candidate: Candidate, purses: Ints, in_full: Ints, price: int) -> Ints:
        if candidate.units is None:
            return np.minimum(purses, price)
        return np.where(in_full >= price, candidate.units * np.minimum(in_full, price), purses)

    def _sum(self, candidate: Candidate, amounts: Ints) -> int:
        return int(np.add.reduce(amounts) if candidate.single else amounts @ candidate.ballots)

    def _rising(self, candidate: Candidate, in_full: npt.NDArray[np.bool_]) -> int:
        """Return by how much the payments of those who pay in full rise when the price rises by 1."""
        return int(np.count_nonzero(in_full) if candidate.single else in_full @ candidate.full)

    # --- Exactly

    def price(self, candidate: Candidate, lower: int, upper: int | None) -> Price | None:
        """Return the exact price; None when the supporters have too little."""
        keys, ballots = self._keys(candidate)
        classes, units = keys // len(candidate.levels), candidate.levels[keys % len(candidate.levels)]
        balances = self._balances[classes]
        poor = (classes == 0) | ((balances + self.slack) // units < lower)
        rich = ~poor & (balances // units > upper) if upper is not None else np.zeros(len(keys), bool)
        over = candidate.cost * self._denominator - self._held(classes[poor], ballots[poor])
        under = int((ballots * units)[~poor].sum())
        for place in self._by_what_they_can_pay(np.flatnonzero(~poor & ~rich), classes, units):
            balance, unit, number = self._balance(int(classes[place])), int(units[place]), int(ballots[place])
            if balance * under >= over * unit:
                break
            poor[place] = True
            over -= number * balance
            under -= number * unit
        return Price(over, under, keys, ~poor) if under else None

    def held_by(self, candidate: Candidate) -> Fraction:
        """Return what the supporters of a candidate have, exactly."""
        keys, ballots = self._keys(candidate)
        return Fraction(self._held(keys // len(candidate.levels), ballots), self._denominator)

    def pay(self, candidate: Candidate, price: Price) -> None:
        """Take the price from the purses of the supporters; who cannot pay in full pays everything."""
        divisor = gcd(price.over, price.under)
        factor = price.under // divisor
        self._prices = [each * factor for each in self._prices] + [price.over // divisor]
        self._endowment *= factor
        self._denominator *= factor
        cut_up = -((-self._prices[-1] << self.shift) // self._denominator)
        keys = price.keys[price.in_full]
        levels = len(candidate.levels)
        units = candidate.levels[keys % levels]
        made = len(self._balances) + np.arange(len(keys))
        self._append(np.maximum(self._balances[keys // levels] - cut_up * units, 0), keys // levels, units)
        renamed = np.zeros(len(self._balances) * levels, np.int64)
        renamed[keys] = made
        self.classes[candidate.groups] = renamed[self._keys_of_groups(candidate)]
        self.purses[candidate.groups] = self._balances[self.classes[candidate.groups]]
        self.slack += int(candidate.levels[-1])

    def describe(self, candidate: Candidate, price: Price) -> Purchase:
        """Return what is told of a purchase; before it is paid."""
        under = price.under * self._denominator
        keys, ballots = self._keys(candidate)
        classes, units = keys // len(candidate.levels), candidate.levels[keys % len(candidate.levels)]
        highest = Fraction(price.over * int(units[price.in_full].max()), under)
        if candidate.units is not None:  # who gave more points and is emptied may pay more than the others
            highest = max(highest, Fraction(self._largest(classes[~price.in_full]), self._denominator))
        return Purchase(
            option=candidate.option,
            payers=sum(
                n for number, n in zip(classes.tolist(), ballots.tolist(), strict=True) if self._has_money(number)
            ),
            highest=highest,
            price=Fraction(price.over, under),
        )

    def _has_money(self, number: int) -> bool:
        return bool(self._balances[number] > 0) or self._balance(number) > 0

    def _largest(self, classes: Ints) -> int:
        """Return the highest exact balance of some classes, over the denominator."""
        balances = self._balances[classes]
        close = classes[balances + self.slack >= balances.max(initial=0)]
        return max(map(self._balance, close.tolist()), default=0)

    def _keys_of_groups(self, candidate: Candidate) -> Ints:
        classes = self.classes[candidate.groups]
        return classes if candidate.codes is None else classes * len(candidate.levels) + candidate.codes

    def _keys(self, candidate: Candidate) -> tuple[Ints, Ints]:
        """Return the classes of the supporters, per number of units each, and how many ballots each of them has."""
        keys = self._keys_of_groups(candidate)
        if len(self._balances) * len(candidate.levels) > 8 * len(keys):
            found, places = np.unique(keys, return_inverse=True)
            return found, np.bincount(places, candidate.ballots).astype(np.int64)
        numbers = np.bincount(keys, candidate.ballots)
        found = np.flatnonzero(numbers)
        return found, numbers[found].astype(np.int64)

    def _append(self, balances: Ints, parents: Ints, units: Ints) -> None:
        self._balances = np.concatenate([self._balances, balances])
        self._parents = np.concatenate([self._parents, parents])
        self._paid_units = np.concatenate([self._paid_units, units])
        self._steps = np.concatenate([self._steps, np.full(len(balances), len(self._prices) - 1)])

    def _held(self, classes: Ints, ballots: Ints) -> int:
        """Return what so many purses of these classes hold together, over the denominator: the endowments less the prices."""
        ballots = ballots[classes > 0]
        classes = classes[classes > 0]
        held = self._endowment * int(ballots.sum())
        units = np.zeros(len(self._prices), np.int64)
        ballots, classes = ballots[classes > 1], classes[classes > 1]
        while len(classes):  # from each class to the one that it came from, some purchases earlier
            np.add.at(units, self._steps[classes], ballots * self._paid_units[classes])
            classes = self._parents[classes]
            ballots, classes = ballots[classes > 1], classes[classes > 1]
        return held - sum(price * number for price, number in zip(self._prices, units.tolist(), strict=True) if number)

    def _balance(self, number: int) -> int:
        """Return the exact balance of a class, over the denominator."""
        return self._held(np.array([number]), np.ones(1, np.int64))

    def _by_what_they_can_pay(self, places: Ints, classes: Ints, units: Ints) -> list[int]:
        exact = {place: (self._balance(int(classes[place])), int(units[place])) for place in places.tolist()}

        def compare(a: int, b: int) -> int:
            difference = exact[a][0] * exact[b][1] - exact[b][0] * exact[a][1]
            return (difference > 0) - (difference < 0)

        return sorted(exact, key=cmp_to_key(compare))


class Market:
    """What one run can still buy, with the last known lower bounds of prices."""

    def __init__(self, run: Run, candidates: Mapping[int, Candidate]) -> None:
        self._run = run
        self._open = dict(candidates)
        self._lowers = {number: run.all_in_full(candidate) for number, candidate in candidates.items()}

    def drop(self, number: int) -> None:
        """Leave a candidate out from now on."""
        self._open.pop(number, None)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(list(self._open.values()))

    def cheapest(self) -> dict[int, Price | None]:
        """Return all candidates that have the least rate of those affordable; None as price for what costs nothing."""
        free = [candidate.number for candidate in self if candidate.cost == 0]
        if free:
            return dict.fromkeys(free)
        return dict(self._least(self._contenders()))

    def _contenders(self) -> dict[int, int | None]:
        """Return candidates that may have the least rate, with the upper bounds of their prices."""
        limit: Fraction | None = None
        uppers: dict[int, int | None] = {}
        for rate, number in sorted((self._lowers[n] / each.scale, n) for n, each in self._open.items()):
            if limit is not None and rate > float(limit) * SURELY:
                break  # and so are all after it
            candidate = self._open[number]
            lower = self._run.lower(candidate, self._lowers[number], limit)
            if lower is None:
                self.drop(number)
                continue
            self._lowers[number] = lower
            if not self._may_win(number, limit):
                continue
            uppers[number] = upper = self._run.upper(candidate, lower)
            if upper is not None and (limit is None or upper * limit.denominator < limit.numerator * candidate.scale):
                limit = Fraction(upper, candidate.scale)
        return {number: upper for number, upper in uppers.items() if self._may_win(number, limit)}

    def _may_win(self, number: int, limit: Fraction | None) -> bool:
        scale = self._open[number].scale
        return limit is None or self._lowers[number] * limit.denominator <= limit.numerator * scale

    def _least(self, uppers: Mapping[int, int | None]) -> Iterator[tuple[int, Price]]:
        prices = {}
        for number, upper in uppers.items():
            price = self._run.price(self._open[number], self._lowers[number], upper)
            if price is None:
                self.drop(number)
            else:
                prices[number] = price
        if len(prices) == 1:
            yield from prices.items()
            return
        rates = {n: Fraction(price.over, price.under * self._open[n].scale) for n, price in prices.items()}
        least = min(rates.values(), default=None)
        yield from ((number, price) for number, price in prices.items() if rates[number] == least)
