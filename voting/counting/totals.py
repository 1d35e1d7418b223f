"""Methods that add up: yes or no, one choice, approval, score, Borda. The highest totals win."""

from collections.abc import Callable, Mapping

from voting.counting.election import Form, Kind, Method, Rule
from voting.counting.marks import Profile
from voting.counting.results import Counted, OptionResult
from voting.counting.ties import Ties

Totals = Mapping[int, int]


def count_yes_no(rule: Rule, profile: Profile, ties: Ties) -> Counted:  # one signature for all methods
    """Count yes and no: the larger number wins, and as many of both is nobody's victory."""
    totals = add_up(rule, profile)
    numbers = {option.kind: option.number for option in rule.counting}
    yes, no = numbers[Kind.YES], numbers[Kind.NO]
    winners = [] if totals[yes] == totals[no] else [max((yes, no), key=lambda number: totals[number])]
    return _counted(rule, totals, winners, set(), level="tied")


def count_totals(rule: Rule, profile: Profile, ties: Ties) -> Counted:
    """Count votes, approvals or points: as many options as there are seats, those with the highest totals."""
    totals = add_up(rule, profile)
    ranked = sorted((number for number, total in totals.items() if total), key=lambda number: (-totals[number], number))
    if len(ranked) <= rule.seats:
        return _counted(rule, totals, ranked, set())
    border = totals[ranked[rule.seats - 1]]
    winners = [number for number in ranked if totals[number] > border]
    level = {number for number in ranked if totals[number] == border}
    if len(winners) + len(level) == rule.seats:
        return _counted(rule, totals, [*winners, *sorted(level)], set())
    left = set(level)
    while len(winners) < rule.seats:
        winners.append(ties.choose(0, "elect", left))
        left.remove(winners[-1])
    return _counted(rule, totals, winners, level)


def add_up(rule: Rule, profile: Profile) -> dict[int, int]:
    """Return the total of each option that can win: votes, approvals, points or Borda points."""
    totals = dict.fromkeys((option.number for option in rule.counting), 0)
    add = _points if rule.form is Form.POINTS else _borda if rule.method is Method.BORDA else _votes
    add(totals, profile)
    return totals


def _votes(totals: dict[int, int], profile: Profile) -> None:
    for marks, times in profile.counted.items():
        for number in marks:
            totals[number] += times


def _points(totals: dict[int, int], profile: Profile) -> None:
    numbers = list(totals)
    for marks, times in profile.counted.items():
        for number, points in zip(numbers, marks, strict=True):
            totals[number] += points * times


def _borda(totals: dict[int, int], profile: Profile) -> None:
    """Give the first of m options m-1 points, the second m-2, and nothing to those that a ballot does not rank."""
    most = len(totals) - 1
    for marks, times in profile.counted.items():
        for place, number in enumerate(marks):
            totals[number] += (most - place) * times


def _counted(rule: Rule, totals: Totals, winners: list[int], group: set[int], level: str = "tie") -> Counted:
    """Tell what became of each option; `group` are those level at the border between winning and losing."""
    least = min((totals[number] for number in winners), default=0)
    full = len(winners) == rule.seats
    reason = _reasons(totals, winners, group, level)

    def lacked(number: int) -> int:
        if number in winners or reason(number) == level:
            return 0
        return least - totals[number] if full else 1

    return Counted(
        options=tuple(
            OptionResult(
                number=number,
                got=str(totals[number]),
                outcome="elected" if number in winners else "not_elected",
                reason=reason(number),
                lacked=str(lacked(number)),
                rank=winners.index(number) + 1 if number in winners else 0,
            )
            for number in sorted(totals)
        ),
        winners=tuple(winners),
    )


def _reasons(totals: Totals, winners: list[int], group: set[int], level: str) -> Callable[[int], str]:
    def reason(number: int) -> str:
        if number in group:
            return "tie"
        if number in winners:
            return "most"
        if not totals[number]:
            return "no_votes"
        return "fewer" if winners else level

    return reason
