"""What a ballot that closed adds up to: lines of marks, who could vote, and sums that point at nobody.

The database shows no vote of a ballot that is open, so nothing here says anything before the close.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from samenspel.accounts.models import User
from voting.counting.election import Form, Kind, Rule
from voting.counting.levels import merge_small_cells
from voting.counting.marks import BLANK
from voting.enums import Channel, Eligibility
from voting.models import Ballot, Participation, RollEntry, Vote
from voting.permissions import level_needed


@dataclass(frozen=True)
class Cell:
    """How many votes have the same marks, level and channel."""

    marks: str
    level: int
    channel: str
    number: int


def cells_of(ballot: Ballot) -> list[Cell]:
    """Return the votes of a ballot that closed, equal ones taken together by the database."""
    groups = Vote.objects.filter(ballot=ballot).order_by()
    values = groups.values_list("marks", "participation__level", "participation__channel")
    return [Cell(*value) for value in values.annotate(number=Count("pk"))]


def lines_of(cells: Iterable[Cell], paper: Mapping[str, int]) -> Counter[str]:
    """Return each line with how often it was cast or typed."""
    lines = in_canonical_form(paper)
    for cell in cells:
        lines[cell.marks] += cell.number
    return lines


def in_canonical_form(paper: Mapping[str, int]) -> Counter[str]:
    """Return paper ballots as they are published: an empty one is written as blank."""
    lines: Counter[str] = Counter()
    for line, number in paper.items():
        lines[line or BLANK] += number
    return lines


def ballots_text(lines: Mapping[str, int]) -> str:
    """Return `ballots.txt`: one ballot a line, sorted by bytes, so that the order says nothing."""
    return "".join(f"{line}\n" * lines[line] for line in sorted(lines, key=str.encode))


def ballots_digest(lines: Mapping[str, int]) -> str:
    """Return SHA-256 of `ballots.txt`, in hex."""
    return hashlib.sha256(ballots_text(lines).encode()).hexdigest()


def electorate_of(ballot: Ballot) -> Counter[int]:
    """Return who could vote, by level: with a roll its entries, else active people known well enough.

    Who voted stands under the level as which they did.
    """
    voters = Participation.objects.filter(ballot=ballot)
    others: QuerySet[Any]
    if ballot.eligibility == Eligibility.ROLL:
        entries = RollEntry.objects.filter(ballot=ballot, cancelled_at=None)
        others, level = entries.exclude(pk__in=voters.values("entry")), "level"
    else:
        people = User.objects.filter(is_active=True, verification_level__gte=level_needed(ballot))
        others, level = people.exclude(pk__in=voters.values("person")), "verification_level"
    found: Counter[int] = Counter()
    for number, rows in _by_level(others, level) + _by_level(voters, "level"):
        found[number] += rows
    return found


def public_sums(
    cells: Iterable[Cell], *, paper: int, electorate: Mapping[int, int], could_vote: int, rule: Rule
) -> dict[str, Any]:
    """Return who took part by level and by channel, small numbers taken together; per option for ballots of one choice."""
    levels: Counter[int] = Counter()
    channels: Counter[str] = Counter({Channel.PAPER.value: paper} if paper else {})
    table: dict[int, Counter[int]] = defaultdict(Counter)
    blank = next((option.number for option in rule.options if option.kind is Kind.BLANK), 0)
    for cell in cells:
        levels[cell.level] += cell.number
        channels[cell.channel] += cell.number
        if rule.form is Form.CHOICE:
            table[cell.level][blank if cell.marks == BLANK else int(cell.marks)] += cell.number
    return {
        "voted": channels.total(),
        "eligible": could_vote,
        "levels": _levels(levels, electorate),
        "votes_by_level": [
            {"levels": list(group.levels), "votes": [list(cell) for cell in group.cells]}
            for group in merge_small_cells(table)
        ],
        "channels": _channels(channels),
    }


def _levels(levels: Mapping[int, int], electorate: Mapping[int, int]) -> list[dict[str, Any]]:
    """How many voted of how many, per level; levels with few voters are taken together."""
    return [
        {
            "levels": list(group.levels),
            "voted": group.total,
            "eligible": sum(electorate.get(level, 0) for level in group.levels),
        }
        for group in merge_small_cells({level: {0: number} for level, number in levels.items()})
    ]


def _channels(channels: Mapping[str, int]) -> list[dict[str, Any]]:
    """How many voted in which way; ways with few voters are taken together."""
    names = sorted(channels)
    groups = merge_small_cells({place: {0: channels[name]} for place, name in enumerate(names)})
    return [{"channels": [names[place] for place in group.levels], "voted": group.total} for group in groups]


def _by_level(rows: QuerySet[Any], field: str) -> list[tuple[int, int]]:
    return list(rows.order_by().values_list(field).annotate(number=Count("pk")))
