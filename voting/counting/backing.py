"""Who stands behind what, as arrays: equal ballots are one group, and for each option there are the groups that name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from voting.counting.election import Form, Rule
from voting.counting.marks import Marks, Profile

LARGEST_TABLE = 1_000_000
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
    points = None
    if rule.form is Form.RANKING:
        first = np.cumsum(lengths) - lengths
        points = (rule.limits.max or len(numbers)) - (np.arange(len(flat)) - np.repeat(first, lengths))
    return Backing(ballots, _split(numbers, flat, groups, points, ballots))


def _split(numbers: Sequence[int], flat: Ints, groups: Ints, points: Ints | None, ballots: Ints) -> dict[int, Backers]:
    """Sort all marks by option, and cut them into one piece each; every mark gives 1 where there are no points."""
    places = _places(numbers, flat)
    order = np.argsort(places, kind="stable")
    cuts = np.cumsum(np.bincount(places, minlength=len(numbers)))[:-1]
    found = {}
    for number, piece in zip(numbers, np.split(order, cuts), strict=True):
        named_by = groups[piece]
        given = np.ones(len(piece), np.int64) if points is None else points[piece]
        found[number] = Backers(named_by, ballots[named_by], given)
    return found


def _places(numbers: Sequence[int], flat: Ints) -> Ints:
    """Return the place of each mark's option among all, in as few bytes as hold it: small numbers are sorted faster."""
    if numbers[-1] > LARGEST_TABLE:
        return np.searchsorted(np.array(numbers), flat)
    table = np.zeros(numbers[-1] + 1, np.min_scalar_type(len(numbers)))
    table[numbers] = np.arange(len(numbers))
    return table[flat]


def _from_points(numbers: Sequence[int], marks: Sequence[Marks], ballots: Ints) -> dict[int, Backers]:
    size = len(marks) * len(numbers)
    table = np.fromiter(chain.from_iterable(marks), np.int64, size).reshape(len(marks), len(numbers))
    found = {}
    for place, number in enumerate(numbers):
        groups = np.flatnonzero(table[:, place])
        found[number] = Backers(groups, ballots[groups], table[groups, place])
    return found
