"""Instant runoff: exclude the weakest, one a round, until one option has more than half of the votes still counting."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from voting.counting.election import Rule
from voting.counting.marks import Marks, Profile
from voting.counting.results import Counted, OptionResult
from voting.counting.ties import Ties

Pile = list[tuple[Marks, int]]  # equal ballots and how many, all behind one option


def count_instant_runoff(rule: Rule, profile: Profile, ties: Ties) -> Counted:
    """Elect one option, with every round."""
    numbers = [option.number for option in rule.counting]
    if not profile.number:
        return Counted(tuple(OptionResult(n, "0", "not_elected", "no_votes", "1") for n in numbers), ())
    return _Runoff(numbers, profile, ties).count()


class _Runoff:
    """The state of a count: the ballots behind each remaining option, and what was found so far."""

    def __init__(self, numbers: list[int], profile: Profile, ties: Ties) -> None:
        self._ties = ties
        self._numbers = numbers
        self._piles: dict[int, Pile] = {number: [] for number in numbers}
        for marks, times in profile.counted.items():
            self._piles[marks[0]].append((marks, times))
        self._exhausted = 0
        self._history: list[dict[int, int]] = []
        self._rounds: list[Mapping[str, Any]] = []
        self._found: dict[int, OptionResult] = {}

    def count(self) -> Counted:
        while True:
            totals = {number: sum(times for _marks, times in pile) for number, pile in self._piles.items()}
            self._history.append(totals)
            needed = sum(totals.values()) // 2 + 1
            strongest = max(totals, key=lambda number: totals[number])
            if len(totals) == 1 or totals[strongest] >= needed:
                return self._elect(strongest, needed)
            self._exclude(needed)

    def _elect(self, winner: int, needed: int) -> Counted:
        totals, number = self._history[-1], len(self._history)
        self._note(needed, self._exhausted, elected=winner)
        for option, got in totals.items():
            lacked = str(totals[winner] - got)
            self._found[option] = OptionResult(option, str(got), "not_elected", "runner_up", lacked, number)
        reason = "last" if len(totals) == 1 else "majority"
        self._found[winner] = OptionResult(winner, str(totals[winner]), "elected", reason, "0", number, 1)
        return Counted(tuple(self._found[n] for n in self._numbers), (winner,), tuple(self._rounds))

    def _exclude(self, needed: int) -> None:
        totals, number = self._history[-1], len(self._history)
        least = min(totals.values())
        weakest = [option for option, total in totals.items() if total == least]
        loser = self._ties.choose(number, "exclude", weakest, earlier=self._history)
        lacked = min(total for option, total in totals.items() if option != loser) - least
        reason = "fewest" if len(weakest) == 1 else "tie"
        self._found[loser] = OptionResult(loser, str(least), "not_elected", reason, str(lacked), number)
        before = self._exhausted
        transfers = self._transfer(loser)
        self._note(needed, before, excluded=loser, transfers=transfers)

    def _transfer(self, loser: int) -> dict[str, int]:
        moved: Counter[int] = Counter()
        pile = self._piles.pop(loser)
        for marks, times in pile:
            for option in marks:
                if option in self._piles:
                    self._piles[option].append((marks, times))
                    moved[option] += times
                    break
            else:
                moved[0] += times
        self._exhausted += moved[0]
        named = {str(option): times for option, times in sorted(moved.items()) if option}
        return {**named, "exhausted": moved[0]} if moved[0] else named

    def _note(
        self,
        needed: int,
        exhausted: int,
        *,
        excluded: int = 0,
        elected: int = 0,
        transfers: Mapping[str, int] | None = None,
    ) -> None:
        self._rounds.append({
            "round": len(self._history),
            "totals": {str(option): str(total) for option, total in sorted(self._history[-1].items())},
            "exhausted": exhausted,
            "needed": needed,
            "excluded": excluded,
            "elected": elected,
            "transfers": dict(transfers or {}),
        })  # fmt: skip
