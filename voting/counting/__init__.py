"""Counting in pure Python: no Django, no input or output. Values in, a result that explains itself out.

Integers and fractions only, so nothing is decided by rounding. A tie is called a tie: no winner is invented.
"""

from voting.counting.count import Line, Outcome, Result, Step, count, count_totals
from voting.counting.levels import SMALLEST_CELL, Group, merge_small_cells
from voting.counting.rules import Choice, Kind, Method, Rule, RuleError
from voting.counting.shares import share, tenths_of_a_percent

__all__ = [
    "SMALLEST_CELL",
    "Choice",
    "Group",
    "Kind",
    "Line",
    "Method",
    "Outcome",
    "Result",
    "Rule",
    "RuleError",
    "Step",
    "count",
    "count_totals",
    "merge_small_cells",
    "share",
    "tenths_of_a_percent",
]
