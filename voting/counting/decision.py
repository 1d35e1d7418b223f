"""What must be reached for an outcome to hold: a quorum of the electorate, and a majority of votes or electorate."""

from fractions import Fraction
from math import ceil, floor
from typing import Any

from voting.counting.election import Method, Rule
from voting.counting.marks import Profile
from voting.counting.results import Counted

WINNERS_COUNT = frozenset({Method.YES_NO, Method.SINGLE_CHOICE, Method.APPROVAL})  # the winner's votes are compared


def decide(rule: Rule, profile: Profile, counted: Counted, electorate: int) -> dict[str, Any]:
    """Return what was needed, what was got, and whether the outcome holds; an unknown electorate (0) reaches no share."""
    quorum = _quorum(rule, profile, electorate)
    majority = _majority(rule, profile, counted, electorate)
    return {
        "quorum": quorum,
        "majority": majority,
        "valid": bool(quorum["reached"] and majority["reached"] and counted.winners),
        "binding": rule.decision.binding,
    }


def _quorum(rule: Rule, profile: Profile, electorate: int) -> dict[str, Any]:
    needed = ceil(rule.decision.quorum * electorate)
    unknown = bool(rule.decision.quorum) and not electorate
    return {"needed": needed, "reached": not unknown and profile.cast >= needed}


def _majority(rule: Rule, profile: Profile, counted: Counted, electorate: int) -> dict[str, Any]:
    of, share = rule.decision.majority, rule.decision.share
    unknown = of == "electorate" and bool(share) and not electorate
    needed = _needed(share, of, electorate if of == "electorate" else profile.number)
    got = profile.number
    if rule.method in WINNERS_COUNT:
        results = {option.number: int(option.got) for option in counted.options}
        got = results[counted.winners[0]] if counted.winners else 0
    return {"of": of, "needed": needed, "got": got, "reached": not unknown and got >= needed}


def _needed(share: Fraction, of: str, base: int) -> int:
    if not share:
        return 0
    return ceil(share * base) if of == "electorate" else floor(share * base) + 1
