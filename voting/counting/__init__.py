"""Counting in pure Python: no Django, no input or output. Values in, a result that explains itself out.

Integers and fractions only, so nothing is decided by rounding. What the files of a published vote hold, and how each
method counts to the last digit, stands in docs/published-vote.md.
"""

from voting.counting.levels import SMALLEST_CELL, Group, merge_small_cells
from voting.counting.shares import share, tenths_of_a_percent
from voting.counting.tally import count

__all__ = ["SMALLEST_CELL", "Group", "count", "merge_small_cells", "share", "tenths_of_a_percent"]
