"""Options compared two by two, as a table in which a row wins or loses from each column."""

from dataclasses import dataclass

from voting.counting.election import Method
from voting.queries.results.reading import Reading


@dataclass(frozen=True)
class Cell:
    """How many people put the row above the column, and how many the other way round; `kind`: won, lost, level, self."""

    votes: str
    back: str
    kind: str


@dataclass(frozen=True)
class PairRow:
    """An option with a cell for each option, itself included."""

    number: int
    name: str
    leads: bool
    cells: tuple[Cell, ...]


def pairs_of(reading: Reading) -> tuple[PairRow, ...]:
    """Return the comparisons, winners first; nothing for other methods or without votes."""
    if reading.rule.method is not Method.SCHULZE or not reading.result.sums["counted"]:
        return ()
    direct = {(a, b): votes for a, b, votes, _path in reading.result.facts["pairs"]}
    ordered = reading.in_order

    def cell(a: int, b: int) -> Cell:
        if a == b:
            return Cell("", "", "self")
        votes, back = direct[a, b], direct[b, a]
        kind = "won" if votes > back else "lost" if votes < back else "level"
        return Cell(reading.plain(votes), reading.plain(back), kind)

    return tuple(
        PairRow(place, reading.names[row.number], bool(row.rank), tuple(cell(row.number, o.number) for o in ordered))
        for place, row in enumerate(ordered, start=1)
    )
