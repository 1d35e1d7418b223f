"""The tie rules that all methods share: who comes first among options that are level, and a record of every use.

See docs/published-vote.md, "The lot". The order in which options or ballots are given never matters.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from voting.counting.election import Form, Rule, Tie
from voting.counting.lot import lot_order
from voting.counting.marks import Profile
from voting.counting.results import TieRecord

Stages = Sequence[Mapping[int, int]]  # totals of earlier stages, oldest first


class Ties:
    """Decides between options that are level, by the rules named beforehand; `records` tells every use, in order."""

    def __init__(self, rule: Rule, profile: Profile, seed: str) -> None:
        self._rule = rule
        self._profile = profile
        self._costs = {option.number: option.cost for option in rule.options}
        self._places = {number: place for place, number in enumerate(lot_order(seed, self._costs))}
        self.records: list[TieRecord] = []
        self.used_lot = False  # also in a try that was not taken in the end, and leaves no record

    def choose(self, round_number: int, purpose: str, options: Iterable[int], *, earlier: Stages = ()) -> int:
        """Return who is elected, transferred, funded or put first; for the purpose `exclude`, who goes.

        Leaves a record, unless there is only one option. `earlier` are the totals of earlier stages, for `earlier_stage`.
        """
        tied = sorted(options)
        left, by = tied, ""
        for tie in self._rule.ties:
            if len(left) == 1:
                break
            self.used_lot = self.used_lot or tie is Tie.LOT
            left, by = _best(left, self._key(tie, left, earlier), worst=purpose == "exclude"), tie.value
        if len(tied) > 1:
            self.records.append(TieRecord(round_number, purpose, tuple(tied), by, left[0]))
        return left[0]

    def order(self, round_number: int, purpose: str, options: Iterable[int], *, earlier: Stages = ()) -> list[int]:
        """Return options that are level in an order, with one record for each place but the last."""
        left, ordered = set(options), []
        while left:
            ordered.append(self.choose(round_number, purpose, left, earlier=earlier))
            left.remove(ordered[-1])
        return ordered

    def chosen(self, number: int) -> bool:
        """Say whether an option was the one that a tie rule chose, for whatever purpose."""
        return any(record.chosen == number for record in self.records)

    @cached_property
    def support(self) -> Mapping[int, int]:
        """How many counted ballots name each option at all."""
        return support(self._rule, self._profile)

    def _key(self, tie: Tie, options: list[int], earlier: Stages) -> Callable[[int], int]:
        """Return a number for each option: the least is the best."""
        if tie is Tie.LOWER_COST:
            return lambda number: self._costs[number]
        if tie is Tie.HIGHER_COST:
            return lambda number: -self._costs[number]
        if tie is Tie.MORE_VOTES:
            return lambda number: -self.support[number]
        if tie is Tie.EARLIER_STAGE:
            stage = _differing(options, earlier)
            return lambda number: -stage.get(number, 0)
        return lambda number: self._places[number]


def support(rule: Rule, profile: Profile) -> dict[int, int]:
    """Return how many counted ballots name each counting option at all."""
    numbers = [option.number for option in rule.counting]
    found = dict.fromkeys(numbers, 0)
    for marks, times in profile.counted.items():
        named = (n for n, points in zip(numbers, marks, strict=True) if points) if rule.form is Form.POINTS else marks
        for number in named:
            found[number] += times
    return found


def _best(options: list[int], key: Callable[[int], int], *, worst: bool) -> list[int]:
    keys = {number: key(number) for number in options}
    wanted = max(keys.values()) if worst else min(keys.values())
    return [number for number in options if keys[number] == wanted]


def _differing(options: list[int], earlier: Stages) -> Mapping[int, int]:
    """Return the most recent stage at which these options did not all have the same; nothing when there is none."""
    for stage in reversed(earlier):
        if len({stage.get(number, 0) for number in options}) > 1:
            return stage
    return {}
