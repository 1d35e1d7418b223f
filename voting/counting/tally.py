"""From ballots to a result that explains itself, for every method. See docs/published-vote.md."""

from collections.abc import Callable, Mapping
from typing import Any

from voting.counting.budget import count_budget
from voting.counting.decision import decide
from voting.counting.election import Method, Rule
from voting.counting.equal_shares import count_equal_shares
from voting.counting.marks import Profile
from voting.counting.results import Counted, Result
from voting.counting.runoff import count_instant_runoff
from voting.counting.schulze import count_schulze
from voting.counting.stv import count_stv
from voting.counting.ties import Ties
from voting.counting.totals import count_totals, count_yes_no

METHODS: Mapping[Method, Callable[[Rule, Profile, Ties], Counted]] = {
    Method.YES_NO: count_yes_no,
    Method.SINGLE_CHOICE: count_totals,
    Method.APPROVAL: count_totals,
    Method.SCORE: count_totals,
    Method.BORDA: count_totals,
    Method.SCHULZE: count_schulze,
    Method.INSTANT_RUNOFF: count_instant_runoff,
    Method.STV: count_stv,
    Method.BUDGET: count_budget,
    Method.EQUAL_SHARES: count_equal_shares,
}


def count(rule: Rule, profile: Profile, *, seed: str, electorate: int = 0) -> Result:
    """Count ballots by a rule; `seed` decides where a lot must, and `electorate` is how many may vote (0: unknown)."""
    ties = Ties(rule, profile, seed)
    counted = METHODS[rule.method](rule, profile, ties)
    return Result(
        method=rule.method.value,
        sums=_sums(profile),
        options=counted.options,
        winners=counted.winners,
        rounds=counted.rounds,
        ties=tuple(ties.records),
        decision=decide(rule, profile, counted, electorate),
        facts=counted.facts,
    )


def needs_lot(rule: Rule, profile: Profile) -> bool:
    """Say whether the lot decides anything: if not, the result is the same whatever is drawn."""
    ties = Ties(rule, profile, seed="")
    METHODS[rule.method](rule, profile, ties)
    return ties.used_lot


def _sums(profile: Profile) -> dict[str, Any]:
    return {
        "cast": profile.cast,
        "valid": profile.number + profile.blank,
        "blank": profile.blank,
        "counted": profile.number,
        "invalid": {name: number for name, number in sorted(profile.invalid.items()) if number},
    }
