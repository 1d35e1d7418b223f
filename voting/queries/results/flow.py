"""The picture of a count in rounds: a column for each round, a bar for each option, bands where the votes go."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from voting.queries.results.reading import Reading
from voting.queries.results.rounds import Stage

ALL = 300.0  # height of all votes
GAP = 14.0
LEAST = 24.0  # a label needs this much
BAR, STEP, TOP, LAST = 12.0, 178.0, 34.0, 210.0
LONGEST_LABEL = 18
LOST = 0  # no option has this number: votes without a further choice


@dataclass(frozen=True)
class Node:
    """An option in a round: a bar with its name and total beside it; `kind` is `won`, `out`, `lost` or nothing."""

    x: str
    y: str
    height: str
    label: str
    value: str
    text_x: str
    text_y: str
    kind: str
    quota_y: str  # where the line of the quota crosses the bar; nothing when it does not reach it


@dataclass(frozen=True)
class Band:
    """Votes that stay with an option, or pass from one to another: an outline as SVG draws it."""

    path: str
    kind: str  # `won`, `moved`, `lost` or nothing


@dataclass(frozen=True)
class Flow:
    """The whole picture, in its own units."""

    width: int
    height: int
    columns: tuple[tuple[str, str], ...]  # place and heading of each round
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


@dataclass
class _Place:
    """Where an option stands in a column, and how far its sides are used by bands."""

    top: float
    height: float
    out: float = 0.0
    into: float = 0.0


def flow_of(reading: Reading, stages: list[Stage]) -> Flow | None:
    """Return the picture; None when there are no two rounds to flow between."""
    if len(stages) < 2 or not reading.result.sums["counted"]:
        return None
    return _Drawing(reading, stages).flow()


class _Drawing:
    def __init__(self, reading: Reading, stages: list[Stage]) -> None:
        self._reading, self._stages = reading, stages
        self._scale = ALL / reading.result.sums["counted"]
        self._columns = [self._column(stage) for stage in stages]

    def flow(self) -> Flow:
        """Return everything in its place."""
        bottom = max(place.top + max(place.height, LEAST) for column in self._columns for place in column.values())
        everything = range(len(self._stages))
        return Flow(
            width=int(_x(everything[-1]) + LAST),
            height=int(bottom + GAP),
            columns=tuple(
                (f"{_x(at):.1f}", _("Round %(round)s") % {"round": self._stages[at].number}) for at in everything
            ),
            nodes=tuple(node for at in everything for node in self._nodes(at)),
            bands=tuple(band for at in everything[:-1] for band in self._bands(at)),
        )

    def _column(self, stage: Stage) -> dict[int, _Place]:
        places, top, amounts = {}, TOP, _amounts(stage)
        for number in [*_lasting(self._reading), LOST]:
            if number in amounts:
                height = max(float(amounts[number]) * self._scale, 1.0)
                places[number] = _Place(top, height)
                top += max(height, LEAST) + GAP
        return places

    def _nodes(self, at: int) -> Iterator[Node]:
        stage, won = self._stages[at], {number for each in self._stages[: at + 1] for number in each.chosen}
        amounts = _amounts(stage)
        for number, place in self._columns[at].items():
            name = self._reading.names[number] if number != LOST else _("No further choice")
            kind = "lost" if number == LOST else "won" if number in won else "out" if number == stage.dropped else ""
            quota = place.top + place.height - float(stage.needed) * self._scale
            yield Node(
                x=f"{_x(at):.1f}", y=f"{place.top:.1f}", height=f"{place.height:.1f}",
                label=_short(name), value=self._reading.plain(int(amounts[number])),
                text_x=f"{_x(at) + BAR + 6:.1f}", text_y=f"{place.top + max(place.height, LEAST) / 2:.1f}",
                kind=kind, quota_y=f"{quota:.1f}" if kind == "won" and quota >= place.top else "",
            )  # fmt: skip

    def _bands(self, at: int) -> Iterator[Band]:
        """Who stays keeps what it has; what it has less went to others, or to nobody."""
        after, column, onwards = self._stages[at + 1], self._columns[at], self._columns[at + 1]
        had, has = _amounts(self._stages[at]), _amounts(after)
        for number, place in column.items():
            if number in onwards:
                kept = min(had[number], has[number] - after.moved.get(number, Fraction(0)))
                kind = "lost" if number == LOST else "won" if number in after.chosen else ""
                yield self._band(at, place, onwards[number], kept, kind)
        source = column.get(after.source)
        lost = has.get(LOST, Fraction(0)) - had.get(LOST, Fraction(0))
        went = {**after.moved, **({LOST: lost} if lost > 0 else {})}
        for number, place in onwards.items():  # from top to bottom, so that bands do not cross at their source
            if source is not None and went.get(number):
                yield self._band(at, source, place, went[number], "lost" if number == LOST else "moved")

    def _band(self, at: int, start: _Place, end: _Place, amount: Fraction, kind: str) -> Band:
        height = float(amount) * self._scale
        thick = max(height, 0.75)
        left, right = _x(at) + BAR, _x(at + 1)
        middle, top, other = (left + right) / 2, start.top + start.out, end.top + end.into
        start.out += height
        end.into += height
        there = f"M{left:.1f} {top:.1f}C{middle:.1f} {top:.1f} {middle:.1f} {other:.1f} {right:.1f} {other:.1f}"
        top, other = top + thick, other + thick
        back = f"V{other:.1f}C{middle:.1f} {other:.1f} {middle:.1f} {top:.1f} {left:.1f} {top:.1f}Z"
        return Band(there + back, kind)


def _lasting(reading: Reading) -> list[int]:
    """Winners first, then who stayed longest: what drops out early stands low, and its bands rise."""
    options = reading.result.options
    ordered = sorted(options, key=lambda o: (o.rank or len(options) + 1, -o.round, -Fraction(o.got), o.number))
    return [option.number for option in ordered]


def _amounts(stage: Stage) -> dict[int, Fraction]:
    return {**stage.totals, **({LOST: stage.lost} if stage.lost else {})}


def _x(at: int) -> float:
    return at * STEP


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1].rstrip() + "…"
