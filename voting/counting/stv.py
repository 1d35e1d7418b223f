"""Single transferable vote as Scottish councils count it: Scottish Local Government Elections Order 2011, Schedule 1,
rules 45-52. Integers in units of 1/100,000 of a vote; every division cuts off.
"""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from voting.counting.election import Rule
from voting.counting.marks import Marks, Profile
from voting.counting.results import Counted, OptionResult, fixed
from voting.counting.ties import Ties

PLACES = 5
VOTE = 100_000
Ballots = list[tuple[Marks, int]]  # equal ballots and how many: what passes on is the first continuing preference
HOW_MANY = itemgetter(1)
Parcels = dict[int, Ballots]  # ballots by their value


def count_stv(rule: Rule, profile: Profile, ties: Ties) -> Counted:
    """Elect as many options as there are seats, with every stage."""
    numbers = [option.number for option in rule.counting]
    if not profile.number:
        nothing = fixed(0, PLACES)
        options = tuple(OptionResult(n, nothing, "not_elected", "no_votes", "1") for n in numbers)
        return Counted(options, (), facts={"quota": 1})
    return _Stages(rule, numbers, profile, ties).count()


class _Stages:
    """The state of a count: the ballots and the total of each candidate, and the stages so far."""

    def __init__(self, rule: Rule, numbers: list[int], profile: Profile, ties: Ties) -> None:
        self._ties = ties
        self._seats = rule.seats
        self._votes = profile.number * VOTE
        self._quota = (profile.number // (rule.seats + 1) + 1) * VOTE
        self._parcels: dict[int, Parcels] = {number: {VOTE: []} for number in numbers}
        for ballot in profile.counted.items():
            self._parcels[ballot[0][0]][VOTE].append(ballot)
        self._totals = {number: VOTE * sum(map(HOW_MANY, self._parcels[number][VOTE])) for number in numbers}
        self._continuing = set(numbers)
        self._surplus: set[int] = set()  # elected, with more than the quota still to be passed on
        self._history: list[dict[int, int]] = []
        self._rounds: list[dict[str, Any]] = []
        self._elected: dict[int, tuple[str, int]] = {}  # reason and stage, in the order of election
        self._excluded: dict[int, tuple[str, int]] = {}

    def count(self) -> Counted:
        self._finish_stage("first", 0, {})
        while self._continuing and len(self._elected) < self._seats:
            if self._surplus:
                self._transfer_surplus()
            else:
                self._exclude()
        return Counted(
            options=tuple(self._result(number) for number in self._totals),
            winners=tuple(self._elected),
            rounds=tuple(self._rounds),
            facts={"quota": self._quota // VOTE},
        )

    # --- One stage

    def _transfer_surplus(self) -> None:
        most = max(self._totals[number] for number in self._surplus)
        largest = [number for number in self._surplus if self._totals[number] == most]
        chosen = self._ties.choose(len(self._rounds) + 1, "transfer", largest, earlier=self._history)
        self._surplus.remove(chosen)
        surplus = most - self._quota
        parcels = self._parcels.pop(chosen)
        self._totals[chosen] = self._quota
        values = ((surplus * value // most, ballots) for value, ballots in parcels.items())
        self._finish_stage("surplus", chosen, self._pass_on(values))

    def _exclude(self) -> None:
        least = min(self._totals[number] for number in self._continuing)
        lowest = [number for number in self._continuing if self._totals[number] == least]
        stage = len(self._rounds) + 1
        chosen = self._ties.choose(stage, "exclude", lowest, earlier=self._history)
        self._continuing.remove(chosen)
        self._excluded[chosen] = ("fewest" if len(lowest) == 1 else "tie", stage)
        parcels = self._parcels.pop(chosen)
        self._totals[chosen] = 0
        self._finish_stage("exclude", chosen, self._pass_on(parcels.items()))

    def _pass_on(self, parcels: Iterable[tuple[int, Ballots]]) -> dict[int, int]:
        """Give every ballot to its next continuing preference at its value; return what each candidate got."""
        moved: dict[int, int] = {}
        for value, ballots in parcels:
            piles: dict[int, Ballots] = {number: [] for number in self._continuing}
            for ballot in ballots:
                for number in ballot[0]:
                    if number in piles:
                        piles[number].append(ballot)
                        break
            for number, pile in piles.items():
                gain = value * sum(map(HOW_MANY, pile))
                if gain:
                    self._parcels[number].setdefault(value, []).extend(pile)
                    self._totals[number] += gain
                    moved[number] = moved.get(number, 0) + gain
        return moved

    def _finish_stage(self, action: str, chosen: int, moved: Mapping[int, int]) -> None:
        self._history.append(dict(self._totals))
        self._rounds.append({
            "round": len(self._history),
            "action": action,
            "of": chosen,
            "totals": {str(number): fixed(total, PLACES) for number, total in self._totals.items()},
            "elected": self._elect(),
            "non_transferable": fixed(self._votes - sum(self._totals.values()), PLACES),
            "moved": {str(number): fixed(gain, PLACES) for number, gain in sorted(moved.items())},
        })  # fmt: skip

    def _elect(self) -> list[int]:
        """Deem elected who has the quota, and all who remain when there are no more of them than seats."""
        over = self._by_total(number for number in self._continuing if self._totals[number] >= self._quota)
        self._deem_elected(over, "quota")
        self._surplus |= {number for number in over if self._totals[number] > self._quota}
        if len(self._elected) == self._seats or len(self._elected) + len(self._continuing) > self._seats:
            return over
        rest = self._by_total(self._continuing)
        self._deem_elected(rest, "last")
        return [*over, *rest]

    def _deem_elected(self, numbers: list[int], reason: str) -> None:
        self._elected.update(dict.fromkeys(numbers, (reason, len(self._history))))
        self._continuing -= set(numbers)

    def _by_total(self, numbers: Iterable[int]) -> list[int]:
        """Return candidates with the largest total first; the tie rules put equal ones in order."""
        groups: dict[int, list[int]] = {}
        for number in numbers:
            groups.setdefault(self._totals[number], []).append(number)
        ordered: list[int] = []
        for total in sorted(groups, reverse=True):
            ordered += self._ties.order(len(self._history), "elect", groups[total], earlier=self._history)
        return ordered

    # --- The end

    def _result(self, number: int) -> OptionResult:
        got = fixed(max(totals[number] for totals in self._history), PLACES)
        if number in self._elected:
            reason, stage = self._elected[number]
            return OptionResult(number, got, "elected", reason, "0", stage, list(self._elected).index(number) + 1)
        reason, stage = self._excluded.get(number, ("not_reached", len(self._history)))
        last = self._history[stage - 1 if reason == "not_reached" else stage - 2]
        return OptionResult(number, got, "not_elected", reason, fixed(self._quota - last[number], PLACES), stage)
