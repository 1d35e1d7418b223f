"""The picture of a count in rounds: a column for each round, a bar for each option, bands where the votes go."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from voting.counting.results import OptionResult
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
    if len(stages) < 2 or not (counted := reading.result.sums["counted"]):
        return None
    scale = ALL / counted
    order = [*(option.number for option in _lasting(reading)), LOST]
    columns = [_column(stage, order, scale) for stage in stages]
    bottom = max(place.top + max(place.height, LEAST) for column in columns for place in column.values())
    nodes = [
        node
        for at, (stage, column) in enumerate(zip(stages, columns, strict=True))
        for node in _nodes(reading, stages[: at + 1], stage, column, at, scale)
    ]
    bands = [
        band
        for at in range(len(stages) - 1)
        for band in _bands(stages[at], stages[at + 1], columns[at], columns[at + 1], at, scale)
    ]
    headings = tuple(
        (f"{_x(at):.1f}", _("Round %(round)s") % {"round": stage.number}) for at, stage in enumerate(stages)
    )
    width = _x(len(stages) - 1) + LAST
    return Flow(int(width), int(bottom + GAP), headings, tuple(nodes), tuple(bands))


def _lasting(reading: Reading) -> list[OptionResult]:
    """Winners first, then who stayed longest: what drops out early stands low, and its bands rise."""
    options = reading.result.options
    return sorted(options, key=lambda o: (o.rank or len(options) + 1, -o.round, -Fraction(o.got), o.number))


def _x(at: int) -> float:
    return at * STEP


def _amounts(stage: Stage) -> dict[int, Fraction]:
    return {**stage.totals, **({LOST: stage.lost} if stage.lost else {})}


def _column(stage: Stage, order: list[int], scale: float) -> dict[int, _Place]:
    places, top, amounts = {}, TOP, _amounts(stage)
    for number in order:
        if number in amounts:
            height = max(float(amounts[number]) * scale, 1.0)
            places[number] = _Place(top, height)
            top += max(height, LEAST) + GAP
    return places


def _nodes(
    reading: Reading, until_now: list[Stage], stage: Stage, column: dict[int, _Place], at: int, scale: float
) -> list[Node]:
    won = {number for each in until_now for number in each.chosen}
    leaving = stage.dropped if stage.dropped in column else 0
    nodes = []
    for number, place in column.items():
        kind = "lost" if number == LOST else "won" if number in won else "out" if number == leaving else ""
        name = reading.names[number] if number != LOST else _("No further choice")
        quota = place.top + place.height - float(stage.needed) * scale
        nodes.append(
            Node(
                x=f"{_x(at):.1f}", y=f"{place.top:.1f}", height=f"{place.height:.1f}",
                label=_short(name), value=reading.plain(int(_amounts(stage)[number])),
                text_x=f"{_x(at) + BAR + 6:.1f}", text_y=f"{place.top + max(place.height, LEAST) / 2:.1f}",
                kind=kind, quota_y=f"{quota:.1f}" if kind == "won" and quota >= place.top else "",
            )
        )  # fmt: skip
    return nodes


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1].rstrip() + "…"


def _bands(
    stage: Stage, after: Stage, column: dict[int, _Place], onwards: dict[int, _Place], at: int, scale: float
) -> list[Band]:
    """Who stays keeps what it has; what it has less went to others, or to nobody."""
    bands, had, has = [], _amounts(stage), _amounts(after)
    for number in column:
        if number in onwards:
            kept = min(had[number], has[number] - after.moved.get(number, Fraction(0)))
            kind = "won" if number in after.chosen else ""
            bands.append(_band(column[number], onwards[number], kept, at, scale, "lost" if number == LOST else kind))
    source = column.get(after.source)
    if source is not None:
        lost = has.get(LOST, Fraction(0)) - had.get(LOST, Fraction(0))
        went = {**after.moved, **({LOST: lost} if lost > 0 else {})}
        for number in onwards:  # from top to bottom, so that bands do not cross at their source
            if went.get(number):
                kind = "lost" if number == LOST else "moved"
                bands.append(_band(source, onwards[number], went[number], at, scale, kind))
    return bands


def _band(start: _Place, end: _Place, amount: Fraction, at: int, scale: float, kind: str) -> Band:
    thick = max(float(amount) * scale, 0.75)
    left, right = _x(at) + BAR, _x(at + 1)
    top, other = start.top + start.out, end.top + end.into
    start.out += float(amount) * scale
    end.into += float(amount) * scale
    middle = (left + right) / 2
    path = (
        f"M{left:.1f} {top:.1f}C{middle:.1f} {top:.1f} {middle:.1f} {other:.1f} {right:.1f} {other:.1f}"
        f"V{other + thick:.1f}C{middle:.1f} {other + thick:.1f} {middle:.1f} {top + thick:.1f} {left:.1f} {top + thick:.1f}Z"
    )
    return Band(path, kind)
