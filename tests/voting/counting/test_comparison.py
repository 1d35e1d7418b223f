"""What other rules would have chosen: the right rules for the ballots, and what people would notice."""

from dataclasses import replace

from tests.voting.counting.profiles import SEED, ballots, rule_of
from voting.counting.comparison import compare
from voting.counting.election import Budget, Form, Method
from voting.counting.tally import count


def compared(method, *groups, **rest):
    """Count ballots by a method and compare; return the winners and the comparison by the name of the rule."""
    rule = rule_of(method, 3, **rest)
    profile = ballots(rule, *groups)
    winners = count(rule, profile, seed=SEED).winners
    found = compare(rule, profile, winners, seed=SEED)
    return list(winners), found["served"], {each.pop("rule"): each for each in found["rules"]}


def test_budget_is_compared_with_equal_shares():
    winners, served, others = compared(
        Method.BUDGET, "6*1 2", "4*3", form=Form.APPROVAL, costs=(5000, 5000, 4000), budget=Budget(total=10_000)
    )

    assert (winners, served) == ([1, 2], 6)
    assert others["equal_shares"]["served"] == 10
    assert 3 in others["equal_shares"]["winners"]


def test_ranking_is_compared_with_three_other_rules():
    winners, served, others = compared(Method.INSTANT_RUNOFF, "4*1>2", "3*3>2", "2*2>1")

    assert (winners, served) == ([1], None)
    assert list(others) == ["first_preferences", "borda", "schulze"]
    assert others["schulze"] == {"winners": [2], "served": None, "ahead": 5, "behind": 4}


def test_several_seats_by_approval_are_compared_with_shares_of_the_seats():
    winners, served, others = compared(Method.APPROVAL, "6*1 2", "4*3", seats=2)

    assert (winners, served) == ([1, 2], 6)
    assert sorted(others["shares_of_seats"]["winners"])[1] == 3
    assert others["shares_of_seats"]["served"] == 10


def test_points_are_compared_with_a_vote_for_whatever_got_points():
    winners, _served, others = compared(Method.SCORE, "1*1:9", "3*2:2")

    assert winners == [1]
    assert others["approval"]["winners"] == [2]


def test_one_choice_and_nothing_counted_are_not_compared():
    assert compared(Method.SINGLE_CHOICE, "2*1", "1*2")[2] == {}
    assert compared(Method.INSTANT_RUNOFF, "2*-")[1:] == (None, {})


def test_comparison_does_not_depend_on_the_order_of_ballots():
    rule = replace(rule_of(Method.STV, 3), seats=2)
    one, other = ballots(rule, "2*1>2", "2*3"), ballots(rule, "2*3", "2*1>2")

    assert compare(rule, one, [1, 3], seed=SEED) == compare(rule, other, [1, 3], seed=SEED)
