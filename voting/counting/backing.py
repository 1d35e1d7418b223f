"""Who stands behind what, as arrays: equal ballots are one group, and for each option there are the groups that name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from voting.counting.election import Form, Rule
from voting.counting.marks import Marks, Profile

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Backers:
    """The groups that name an option, how many ballots each stands for, and what each gives it (votes give 1)."""

    groups: Ints
    ballots: Ints
    points: Ints

    @property
    def number(self) -> int:
        """Ballots that name the option."""
        return int(self.ballots.sum())

    @property
    def total(self) -> int:
        """Votes or points for the option."""
        return int((self.ballots * self.points).sum())


@dataclass(frozen=True)
class Backing:
    """All counted ballots: `ballots` per group, and the backers of each option by its number."""

    ballots: Ints
    options: dict[int, Backers]


def backing_of(rule: Rule, profile: Profile) -> Backing:
    """Return who backs which option; for rankings, with the points of `budget` for each place."""
    marks = list(profile.counted)
    ballots = np.fromiter(profile.counted.values(), np.int64, len(marks))
    numbers = [option.number for option in rule.counting]
    if rule.form is Form.POINTS:
        return Backing(ballots, _from_points(numbers, marks, ballots))
    lengths = np.fromiter(map(len, marks), np.int64, len(marks))
    flat = np.fromiter(chain.from_iterable(marks), np.int64, int(lengths.sum()))
    groups = np.repeat(np.arange(len(marks)), lengths)
    points = np.ones_like(flat)
    if rule.form is Form.RANKING:
        first = np.cumsum(lengths) - lengths
        points = (rule.limits.max or len(numbers)) - (np.arange(len(flat)) - np.repeat(first, lengths))
    return Backing(ballots, _split(numbers, flat, groups, points, ballots))


def _split(numbers: Sequence[int], flat: Ints, groups: Ints, points: Ints, ballots: Ints) -> dict[int, Backers]:
    """Sort all marks by option, and cut them into one piece each."""
    places = np.searchsorted(np.array(numbers), flat).astype(np.int32)
    order = np.argsort(places, kind="stable")
    cuts = np.cumsum(np.bincount(places, minlength=len(numbers)))[:-1]
    sorted_groups, sorted_points = groups[order], points[order]
    pieces = zip(np.split(sorted_groups, cuts), np.split(sorted_points, cuts), strict=True)
    return {
        number: Backers(piece, ballots[piece], given) for number, (piece, given) in zip(numbers, pieces, strict=True)
    }


def _from_points(numbers: Sequence[int], marks: Sequence[Marks], ballots: Ints) -> dict[int, Backers]:
    size = len(marks) * len(numbers)
    table = np.fromiter(chain.from_iterable(marks), np.int64, size).reshape(len(marks), len(numbers))
    found = {}
    for place, number in enumerate(numbers):
        groups = np.flatnonzero(table[:, place])
        found[number] = Backers(groups, ballots[groups], table[groups, place])
    return found
