"""Counting a ballot that closed: exactly once, with every vote in it, and without a way back to who cast it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from samenspel.accounts.models import User
from samenspel.audit.actions import record
from voting.counting import Choice, Kind, Method, Result, Rule, count_totals, merge_small_cells
from voting.enums import BallotState
from voting.models import Ballot, Option, Participation, Vote
from voting.permissions import level_needed
from voting.signals import ballot_counted

# New random keys, and rows in the order of those keys: nothing is left of who voted when.
SHUFFLE = """
    INSERT INTO voting_countedvote (id, municipality_id, ballot_id, option_id, marks)
    SELECT key, municipality_id, ballot_id, option_id, marks
    FROM (SELECT gen_random_uuid() AS key, municipality_id, ballot_id, option_id, marks FROM voting_vote
          WHERE municipality_id = %s AND ballot_id = %s) AS votes
    ORDER BY key
"""


@transaction.atomic
def count_ballot(ballot: Ballot) -> Ballot:
    """Count a ballot that is past its close and destroy the link from voters to votes; return it as it is now.

    Does nothing to a ballot that is open, counted or cancelled, so it is safe to run twice and at any moment.
    """
    locked: Ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    now = _clock()
    if locked.state != BallotState.PLANNED or now < locked.closes_at:
        return locked
    options = list(Option.objects.filter(ballot=locked).order_by("number"))
    votes = _votes(locked)
    eligible = _eligible(locked)
    locked.result = _result(locked, options, votes, eligible)
    locked.eligible_count = sum(eligible.values())
    locked.state, locked.counted_at = BallotState.COUNTED, now
    locked.save(update_fields=["result", "eligible_count", "state", "counted_at"])
    _unlink(locked)
    record("voting.ballot.counted", actor=None, on=locked, voted=locked.result["voted"])
    ballot_counted.send(sender=Ballot, ballot=locked)
    return locked


def _clock() -> Any:
    """The moment by the database's clock, as casting reads it: after the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _votes(ballot: Ballot) -> list[dict[str, Any]]:
    """How many votes there are per option, level and channel."""
    cells = Vote.objects.filter(ballot=ballot).order_by()
    return list(
        cells.values("option__number", "participation__level", "participation__channel").annotate(number=Count("pk"))
    )


def _eligible(ballot: Ballot) -> Counter[int]:
    """Who could vote by level: active people known well enough, and everybody who did vote, as they were known then."""
    voters = Participation.objects.filter(ballot=ballot)
    others = User.objects.filter(is_active=True, verification_level__gte=level_needed(ballot)).exclude(
        pk__in=voters.values("person")
    )
    found: Counter[int] = Counter()
    for level, number in _by_level(others, "verification_level") + _by_level(voters, "level"):
        found[level] += number
    return found


def _by_level(rows: Any, field: str) -> list[tuple[int, int]]:
    return list(rows.order_by().values_list(field).annotate(number=Count("pk")))


def _result(
    ballot: Ballot, options: list[Option], votes: list[dict[str, Any]], eligible: Counter[int]
) -> dict[str, Any]:
    """What is kept and shown: the count, who took part by level and channel, small numbers taken together."""
    totals: Counter[int] = Counter()
    table: dict[int, Counter[int]] = defaultdict(Counter)
    channels: Counter[str] = Counter()
    for cell in votes:
        totals[cell["option__number"]] += cell["number"]
        table[cell["participation__level"]][cell["option__number"]] += cell["number"]
        channels[cell["participation__channel"]] += cell["number"]
    rule = Rule(Method(ballot.method), tuple(Choice(option.number, Kind(option.kind)) for option in options))
    result = count_totals(rule, totals)
    return {
        **_counted(result, options),
        "eligible": sum(eligible.values()),
        "levels": _turnout_by_level(table, eligible),
        "votes_by_level": [
            {"levels": list(group.levels), "votes": [list(cell) for cell in group.cells]}
            for group in merge_small_cells(table)
        ],
        "channels": [{"channel": channel, "voted": channels[channel]} for channel in sorted(channels)],
    }


def _counted(result: Result, options: Iterable[Option]) -> dict[str, Any]:
    texts = {option.number: option.text for option in options}
    return {
        "method": result.rule.method.value,
        "options": [
            {
                "number": line.choice.number,
                "kind": line.choice.kind.value,
                "text": texts[line.choice.number],
                "votes": line.votes,
            }
            for line in result.lines
        ],
        **{step.name: step.number for step in result.steps},
        "outcome": result.outcome.value,
        "leading": list(result.leading),
        "has_majority": result.has_majority,
    }


def _turnout_by_level(table: dict[int, Counter[int]], eligible: Counter[int]) -> list[dict[str, Any]]:
    """How many voted of how many, per level; levels with few voters are taken together."""
    groups = merge_small_cells({level: {0: sum(row.values())} for level, row in table.items()})
    return [
        {
            "levels": list(group.levels),
            "voted": group.total,
            "eligible": sum(eligible[level] for level in group.levels),
        }
        for group in groups
    ]


def _unlink(ballot: Ballot) -> None:
    """Copy the votes without their voters, in random order under random keys, and destroy the originals."""
    with connection.cursor() as cursor:
        cursor.execute(SHUFFLE, [ballot.municipality_id, ballot.pk])
    Vote.objects.filter(ballot=ballot).delete()
