"""Equal Shares as the definition says it, all in fractions and without any haste: what the fast count is compared with."""

from collections.abc import Mapping
from fractions import Fraction

from voting.counting.election import Form, Option, Rule
from voting.counting.marks import Profile

Purses = list[Fraction]


class Naive:
    """Counts one run after another, ballot by ballot."""

    def __init__(self, rule: Rule, profile: Profile) -> None:
        assert rule.shares is not None
        self.rule, self.shares = rule, rule.shares
        self.options = {option.number: option for option in rule.counting}
        self.ballots: list[dict[int, int]] = []
        for marks, times in profile.counted.items():
            points = (
                dict(zip(self.options, marks, strict=True)) if rule.form is Form.POINTS else dict.fromkeys(marks, 1)
            )
            self.ballots += [{n: p for n, p in points.items() if p}] * times

    def utility(self, option: Option, points: int) -> int:
        """Return what a supporter has from an option."""
        return {"cost": option.cost, "count": 1, "points": points}[self.shares.utility]

    def rate(self, option: Option, purses: Purses) -> Fraction | None:
        """Return the least rate at which the supporters pay the cost together; None when they cannot."""
        who = [
            (purses[v], self.utility(option, b[option.number]))
            for v, b in enumerate(self.ballots)
            if option.number in b
        ]
        if not who or sum(purse for purse, _u in who) < option.cost:
            return None
        if option.cost == 0:
            return Fraction(0)
        for rate in sorted({purse / u for purse, u in who}):
            if sum(min(purse, rate * u) for purse, u in who) >= option.cost:
                emptied = [(purse, u) for purse, u in who if purse / u < rate]
                full = sum(u for purse, u in who if purse / u >= rate)
                return (option.cost - sum((purse for purse, _u in emptied), Fraction(0))) / full
        raise AssertionError

    def run(
        self, endowment: Fraction, preferred: Mapping[int, int]
    ) -> tuple[list[int], Purses, list[dict[int, Fraction]]]:
        """Return what is funded in order, what is left in the purses, and who paid what; `preferred` orders ties."""
        purses = [endowment] * len(self.ballots)
        total = {n: sum(b.get(n, 0) for b in self.ballots) for n in self.options}
        left = {n for n in self.options if total[n] >= self.rule.budget.threshold}
        areas = dict(self.rule.budget.areas)
        funded: list[int] = []
        payments = []
        while True:
            left = {n for n in left if self.options[n].cost <= areas.get(self.options[n].area, self.options[n].cost)}
            rates = {n: rate for n in left if (rate := self.rate(self.options[n], purses)) is not None}
            if not rates:
                return funded, purses, payments
            least = min(rates.values())
            chosen = min((n for n in rates if rates[n] == least), key=lambda n: preferred[n])
            option = self.options[chosen]
            paid = {
                v: min(purses[v], least * self.utility(option, b[chosen]))
                for v, b in enumerate(self.ballots)
                if chosen in b
            }
            for voter, amount in paid.items():
                purses[voter] -= amount
            funded.append(chosen)
            payments.append(paid)
            left.remove(chosen)
            if option.area in areas:
                areas[option.area] -= option.cost

    def outcome(self, preferred: Mapping[int, int]) -> tuple[int, list[int], Purses, list[dict[int, Fraction]]]:
        """Return how often the endowment was raised, and the run that was taken."""
        endowment = Fraction(self.rule.budget.total, len(self.ballots))
        if self.shares.start == "floor":
            endowment = Fraction(int(endowment))
        increments, last = 0, self.run(endowment, preferred)
        while not self._stops(last[0]):
            following = self.run(endowment + (increments + 1) * self.shares.increment, preferred)
            if sum(self.options[n].cost for n in following[0]) > self.rule.budget.total:
                break
            increments, last = increments + 1, following
        return (increments, *last)

    def _stops(self, funded: list[int]) -> bool:
        if self.shares.stop == "once" or self.shares.increment == 0:
            return True
        left = self.rule.budget.total - sum(self.options[n].cost for n in funded)
        areas = dict(self.rule.budget.areas)
        for n in funded:
            if self.options[n].area in areas:
                areas[self.options[n].area] -= self.options[n].cost
        total = {n: sum(b.get(n, 0) for b in self.ballots) for n in self.options}
        rest = [o for n, o in self.options.items() if n not in funded and total[n] >= self.rule.budget.threshold]
        rest = [option for option in rest if option.cost <= areas.get(option.area, option.cost)]
        if not any(total[option.number] for option in rest):
            return True
        return self.shares.stop == "when_exhaustive" and not any(option.cost <= left for option in rest)
