"""Most votes first, as far as the money goes: small counts by hand, and what always holds."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.voting.counting.profiles import SEED, counted, elections
from voting.counting.election import Budget, Form, Limits, Method, Option, Rule, Tie
from voting.counting.lot import lot_order
from voting.counting.marks import read_ballots
from voting.counting.tally import count

COSTS = (50, 60, 30, 20)
BALLOTS = ("5*1", "4*2", "3*3", "2*4")


def outcomes(result):
    """Return for each option its reason, what it lacked, its round and its rank."""
    return [(o.reason, o.lacked, o.round, o.rank) for o in result.options]


def test_what_does_not_fit_is_passed_over():
    result = counted(Method.BUDGET, *BALLOTS, number=4, form=Form.CHOICE, costs=COSTS, budget=Budget(100))

    assert outcomes(result) == [
        ("funded", "0", 1, 1),
        ("budget", "10", 2, 0),
        ("funded", "0", 3, 2),
        ("funded", "0", 4, 3),
    ]
    assert result.rounds[1] == {
        "round": 2, "option": 2, "total": "4", "cost": 60, "left": 50, "area_left": None, "outcome": "budget",
    }  # fmt: skip
    assert (result.winners, result.facts) == ((1, 3, 4), {"spent": 100, "left": 0})


def test_without_skipping_everything_after_it_is_unfunded():
    budget = Budget(100, skip=False)

    result = counted(Method.BUDGET, *BALLOTS, number=4, form=Form.CHOICE, costs=COSTS, budget=budget)

    assert outcomes(result) == [
        ("funded", "0", 1, 1),
        ("budget", "10", 2, 0),
        ("stopped", "0", 3, 0),
        ("stopped", "0", 4, 0),
    ]


def test_threshold_and_no_votes_are_told_with_what_is_missing_and_stop_nothing():
    budget = Budget(100, skip=False, threshold=4)

    result = counted(Method.BUDGET, "5*1", "3*3", number=4, form=Form.CHOICE, costs=COSTS, budget=budget)

    assert [(o.reason, o.lacked) for o in result.options] == [
        ("funded", "0"), ("no_votes", "1"), ("threshold", "1"), ("no_votes", "1"),
    ]  # fmt: skip


def test_areas_have_caps_of_their_own():
    options = tuple(
        Option(n, cost=cost, area=area) for n, cost, area in [(1, 50, "a"), (2, 60, "a"), (3, 30, "b"), (4, 20, "")]
    )
    rule = Rule(Method.BUDGET, Form.CHOICE, options, budget=Budget(200, areas={"a": 100}))

    result = count(rule, read_ballots(rule, {"1": 5, "2": 4, "3": 3, "4": 2}), seed=SEED)

    assert [(o.reason, o.lacked) for o in result.options] == [
        ("funded", "0"),
        ("area", "10"),
        ("funded", "0"),
        ("funded", "0"),
    ]
    assert [row["area_left"] for row in result.rounds] == [100, 50, None, None]


@pytest.mark.parametrize(
    ("form", "ballots", "limits", "totals"),
    [
        (Form.APPROVAL, ("2*1 2", "1*2"), Limits(), ["2", "3", "0", "0"]),
        (Form.POINTS, ("2*1:3 2:1", "1*2:9"), Limits(each=9), ["6", "11", "0", "0"]),
        (Form.RANKING, ("2*1>2", "1*2>4>1"), Limits(), ["10", "10", "0", "3"]),
        (Form.RANKING, ("2*1>2", "1*2>4>1"), Limits(max=2), ["4", "4", "0", "1"]),
    ],
)
def test_totals_are_votes_points_or_places(form, ballots, limits, totals):
    result = counted(Method.BUDGET, *ballots, number=4, form=form, costs=COSTS, limits=limits, budget=Budget(1))

    assert [option.got for option in result.options] == totals


def test_every_tie_is_put_into_an_order_by_the_named_rules():
    order = lot_order(SEED, [2, 3])

    result = counted(Method.BUDGET, "2*1 2 3", "1*4", number=4, form=Form.APPROVAL, costs=(9, 5, 5, 1), budget=Budget(9),
                     ties=(Tie.LOWER_COST, Tie.LOT))  # fmt: skip

    assert [row["option"] for row in result.rounds] == [*order, 1, 4]
    assert [(t.round, t.purpose, t.options, t.by, t.chosen) for t in result.ties] == [
        (1, "order", (1, 2, 3), "lot", order[0]),
        (2, "order", tuple(sorted({1, 2, 3} - {order[0]})), "lower_cost", order[1]),
    ]


def test_without_ballots_nothing_is_funded_even_for_nothing():
    result = counted(Method.BUDGET, number=2, form=Form.APPROVAL, costs=(0, 5), budget=Budget(9))

    assert (result.winners, [o.reason for o in result.options]) == ((), ["no_votes", "no_votes"])


@given(elections((Method.BUDGET,)))
def test_what_is_spent_is_what_the_funded_cost_and_a_bigger_budget_never_spends_less_first(election):
    rule, profile = election

    result = count(rule, profile, seed=SEED)

    costs = {option.number: option.cost for option in rule.options}
    assert result.facts["spent"] == sum(costs[number] for number in result.winners) <= rule.budget.total
    totals = [int(row["total"]) for row in result.rounds]
    assert totals == sorted(totals, reverse=True)
    assert count(replace(rule, options=tuple(reversed(rule.options))), profile, seed=SEED) == result
