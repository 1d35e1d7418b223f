"""Two programs, written apart from one page, find the same result to the last byte."""

import random
from itertools import islice

import pytest
from hypothesis import given, note, seed, settings
from hypothesis import strategies as st

from tests.voting.verify.folders import FORMS, count_with_the_platform, random_lines, random_rule, rule_json
from voting.counting.tally import METHODS as COUNTED
from voting.verify import recount

BOTH = [method for method in FORMS if method in {str(name) for name in COUNTED}]


@pytest.mark.parametrize("method", BOTH)
@seed(20261123)
@settings(max_examples=100, deadline=None, database=None)
@given(number=st.integers(0, 2**64), electorate=st.sampled_from([0, 7, 40]))
def test_both_programs_find_the_same_result(method, number, electorate):
    chance = random.Random(number)
    rule = random_rule(chance, [method])
    lines = random_lines(chance, rule)
    drawn = f"seed {number}"
    note(f"{rule} {lines}")

    ours = count_with_the_platform(rule, lines, seed=drawn, electorate=electorate)
    theirs = recount.count(rule, lines, seed=drawn, electorate=electorate)

    assert list(islice(recount.differences_of(ours, theirs, ""), 5)) == []
    assert recount.canonical(ours) == recount.canonical(theirs)


@pytest.mark.parametrize("method", BOTH)
def test_the_order_of_ballots_and_options_does_not_matter_to_the_recount(method):
    chance = random.Random(method)
    for _ in range(25):
        rule = random_rule(chance, [method])
        lines = random_lines(chance, rule)
        mixed = {**rule, "options": chance.sample(rule["options"], len(rule["options"]))}

        results = [
            recount.count(each, order, seed="s")
            for each, order in ((rule, lines), (mixed, chance.sample(lines, len(lines))))
        ]

        assert results[0] == results[1]


@pytest.mark.parametrize(("apart", "winner", "ties"), [(-1, 2, 0), (0, 1, 1), (1, 1, 0)])
def test_rates_that_no_float_can_tell_apart_are_told_apart(apart, winner, ties):
    rule = rule_json("equal_shares", 2, form="approval", ties=["lot"])
    rule["shares"].update(utility="count", start="exact", stop="once")
    for option, cost in zip(rule["options"], (10**18, 10**18 + apart), strict=True):
        option["cost"] = cost
    rule["budget"]["total"] = 10**18 + 10
    lines = ["1 2"] * 7

    ours = count_with_the_platform(rule, lines, seed="s")
    theirs = recount.count(rule, lines, seed="s")

    assert (theirs["winners"], len(theirs["ties"])) == ([winner], ties)
    assert recount.canonical(ours) == recount.canonical(theirs)
