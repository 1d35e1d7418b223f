"""Votes per verification level, with levels taken together until no number says how a few people voted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_CELL = 5  # a smaller number could point at persons


@dataclass(frozen=True)
class Group:
    """One level, or neighbouring levels taken together, with a number per column."""

    levels: tuple[int, ...]
    cells: tuple[tuple[int, int], ...]  # (column, number), columns in order

    @property
    def total(self) -> int:
        """Everybody in this group."""
        return sum(number for _column, number in self.cells)


def merge_small_cells(table: Mapping[int, Mapping[int, int]], *, smallest: int = SMALLEST_CELL) -> tuple[Group, ...]:
    """Return the table by level, levels taken together until every cell holds `smallest` or more.

    A zero counts as small too: it says that nobody of a level chose something. Only a column that is empty on every
    level says nothing new. What is left over joins its neighbour, and all levels together may be one group: that group
    is the total, which is published anyway. Levels without anybody are left out.
    """
    used = sorted(level for level, row in table.items() if any(row.values()))
    columns = sorted({column for level in used for column, number in table[level].items() if number})
    groups: list[tuple[list[int], Counter[int]]] = []
    levels: list[int] = []
    cells: Counter[int] = Counter()
    for level in reversed(used):
        levels.insert(0, level)
        cells.update(table[level])
        if all(cells[column] >= smallest for column in columns):
            groups.insert(0, (levels, cells))
            levels, cells = [], Counter()
    if levels and groups:
        first_levels, first_cells = groups[0]
        groups[0] = ([*levels, *first_levels], first_cells + cells)
    elif levels:
        groups = [(levels, cells)]
    return tuple(Group(tuple(levels), tuple((column, cells[column]) for column in columns)) for levels, cells in groups)
