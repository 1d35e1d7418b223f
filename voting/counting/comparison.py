"""What another rule would have chosen from the same ballots. A comparison for readers, never the result.

Who knows another rule may vote in another way, so this says something about rules, not about what people would have got.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from voting.counting.election import Budget, Form, Limits, Method, Rule, Shares, Tie
from voting.counting.marks import Marks, Profile
from voting.counting.tally import count

RANKED = (Method.BORDA, Method.SCHULZE)
SEAT = 10**9  # what a seat costs when seats are paid for from equal shares
STEPS = 100  # shares are raised by a hundredth of the first endowment
EURO = 100


def compare(rule: Rule, profile: Profile, winners: Sequence[int], *, seed: str) -> dict[str, Any]:
    """Return what other rules choose from these ballots: `{"served": n, "rules": [{"rule", "winners", "served", …}]}`.

    `served` are the ballots that name a winner at all (None for rankings); `ahead` and `behind`: how many people put the
    other rule's only winner above the winner of the result, and below (None where there is not one of each).
    """
    if not profile.number:
        return {"served": None, "rules": []}
    return {
        "served": _served(rule, profile, winners),
        "rules": [
            _compared(name, rule, profile, winners, count(other, marks, seed=seed).winners)
            for name, other, marks in others(rule, profile)
        ],
    }


def others(rule: Rule, profile: Profile) -> Iterator[tuple[str, Rule, Profile]]:
    """Yield the rules that make sense for the same ballots, each with its name and the ballots as it reads them."""
    if rule.method is Method.EQUAL_SHARES:
        yield "budget", replace(rule, method=Method.BUDGET, shares=None), profile
    elif rule.method is Method.BUDGET and rule.form is not Form.RANKING:
        endowment = rule.budget.total // max(profile.number, 1)
        shares = _shares(rule, max(EURO, endowment // STEPS))
        yield "equal_shares", replace(rule, method=Method.EQUAL_SHARES, shares=shares), profile
    elif rule.form is Form.RANKING and rule.method is not Method.BUDGET:
        yield from _rankings(rule, profile)
    elif rule.method is Method.APPROVAL and rule.seats > 1:
        yield "shares_of_seats", _seats_as_money(rule, profile), profile
    elif rule.method is Method.SCORE:
        numbers = [option.number for option in rule.counting]
        named = _changed(profile, lambda marks: tuple(n for n, points in zip(numbers, marks, strict=True) if points))
        yield "approval", replace(rule, method=Method.APPROVAL, form=Form.APPROVAL, limits=Limits()), named


def _shares(rule: Rule, increment: int) -> Shares:
    utility = "points" if rule.form is Form.POINTS else "cost"
    return Shares(utility=utility, increment=increment, completion="votes")


def _seats_as_money(rule: Rule, profile: Profile) -> Rule:
    total = rule.seats * SEAT
    increment = max(1, total // max(profile.number, 1) // STEPS)
    return replace(
        rule,
        method=Method.EQUAL_SHARES,
        options=tuple(replace(option, cost=SEAT) for option in rule.options),
        budget=Budget(total=total),
        shares=Shares(utility="count", increment=increment, completion="votes"),
    )


def _rankings(rule: Rule, profile: Profile) -> Iterator[tuple[str, Rule, Profile]]:
    first = _changed(profile, lambda marks: marks[:1])
    yield "first_preferences", replace(rule, method=Method.SINGLE_CHOICE, form=Form.CHOICE, limits=Limits()), first
    in_rounds = Method.INSTANT_RUNOFF if rule.seats == 1 else Method.STV
    for method in (*RANKED, in_rounds):
        if method is not rule.method:
            ties = (Tie.EARLIER_STAGE, Tie.LOT) if method is in_rounds else rule.ties
            yield method.value, replace(rule, method=method, ties=ties), profile


def _changed(profile: Profile, change: Callable[[Marks], Marks]) -> Profile:
    counted: dict[Marks, int] = {}
    for marks, times in profile.counted.items():
        changed = change(marks)
        counted[changed] = counted.get(changed, 0) + times
    return Profile(counted)


def _compared(name: str, rule: Rule, profile: Profile, winners: Sequence[int], chosen: Sequence[int]) -> dict[str, Any]:
    ahead, behind = _preferred(rule, profile, winners, chosen)
    served = _served(rule, profile, chosen)
    return {"rule": name, "winners": list(chosen), "served": served, "ahead": ahead, "behind": behind}


def _served(rule: Rule, profile: Profile, winners: Sequence[int]) -> int | None:
    if rule.form is Form.RANKING:
        return None
    numbers, won = [option.number for option in rule.counting], set(winners)

    def names_one(marks: Marks) -> bool:
        if rule.form is Form.POINTS:
            return any(points and n in won for n, points in zip(numbers, marks, strict=True))
        return not won.isdisjoint(marks)

    return sum(times for marks, times in profile.counted.items() if names_one(marks))


def _preferred(
    rule: Rule, profile: Profile, winners: Sequence[int], chosen: Sequence[int]
) -> tuple[int | None, int | None]:
    if rule.form is not Form.RANKING or len(winners) != 1 or len(chosen) != 1 or winners[0] == chosen[0]:
        return None, None
    (mine,), (other,) = winners, chosen
    last = len(rule.options)

    def place(marks: Marks, number: int) -> int:
        return marks.index(number) if number in marks else last

    compared = [(place(marks, other), place(marks, mine), times) for marks, times in profile.counted.items()]
    ahead = sum(times for a, b, times in compared if a < b)
    return ahead, sum(times for a, b, times in compared if a > b)
