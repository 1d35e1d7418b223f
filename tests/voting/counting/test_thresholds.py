"""Statements of support: who counts, why others do not, and what is missing where."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.counting.thresholds import (
    AreaResult,
    Channel,
    Refused,
    Statement,
    Step,
    ThresholdError,
    count_statements,
)

DAY = date(2026, 3, 18)
STEP = Step(needed=4, until=DAY, since=DAY - timedelta(42), areas={"North": 2, "South": 1}, least_age=16)


def said(supporter, area="North", **rest):
    """Return a statement of somebody of 16 or older."""
    return Statement(supporter, rest.pop("signed", DAY), area, **{"age_class": 16, **rest})


def test_enough_in_total_and_in_every_area_meets_a_step():
    result = count_statements([STEP], [said("a"), said("b"), said("c", "South"), said("d", "West")])

    (step,) = result.steps
    assert (result.met, result.next_step, step.got, step.lacks, step.areas_lacking) == (True, 0, 4, 0, 0)
    assert step.areas == (AreaResult("North", 2, 2), AreaResult("South", 1, 1))
    assert step.counted == {Channel.ONLINE: 4, Channel.PAPER: 0}


def test_what_is_missing_is_told_in_total_and_per_area():
    (step,) = count_statements([STEP], [said("a"), said("c", "West")]).steps

    assert (step.met, step.lacks, step.areas_lacking) == (False, 2, 2)
    assert [(area.area, area.got, area.lacks) for area in step.areas] == [("North", 1, 1), ("South", 0, 1)]


def test_some_areas_may_be_enough():
    step = Step(needed=2, until=DAY, areas={"North": 2, "South": 2, "West": 2}, areas_needed=1)

    assert count_statements([step], [said("a"), said("b")]).met


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (said("x", valid=False, why="no signature"), Refused.INVALID),
        (said("x", signed=DAY - timedelta(43)), Refused.TOO_EARLY),
        (said("x", signed=DAY + timedelta(1)), Refused.TOO_LATE),
        (said("x", age_class=None), Refused.AGE_UNKNOWN),
        (said("x", age_class=14), Refused.TOO_YOUNG),
        (said("x", age_class=None, birth_year=2011), Refused.TOO_YOUNG),
        (said("x", valid=False, signed=DAY + timedelta(1), age_class=12), Refused.INVALID),
        (said("first", channel=Channel.PAPER), Refused.DUPLICATE),
        (said("x", age_class=None, birth_year=2010), None),
        (said("x", age_class=12, birth_year=2010), None),
        (said("x", age_class=18), None),
        (said("x", signed=DAY - timedelta(42)), None),
    ],
)
def test_statement_that_does_not_count_says_why(statement, reason):
    (step,) = count_statements([STEP], [said("first", signed=DAY - timedelta(9)), statement]).steps

    assert step.refused == ({reason: 1} if reason else {})
    assert step.got == (1 if reason else 2)
    assert step.received == 2


def test_person_counts_once_online_before_paper():
    statements = [said("a", "South", channel=Channel.PAPER), said("a", "North")]

    results = [count_statements([STEP], order).steps[0] for order in (statements, statements[::-1])]

    assert results[0] == results[1]
    assert results[0].counted == {Channel.ONLINE: 1, Channel.PAPER: 0}
    assert [area.got for area in results[0].areas] == [1, 0]


def test_second_step_waits_for_the_first_and_may_keep_its_statements():
    steps = [Step(2, DAY), Step(3, DAY + timedelta(60), keeps_earlier=True), Step(1, DAY + timedelta(90))]
    statements = [said("a"), said("b"), said("a", step=2), said("c", step=2), said("a", step=3)]

    result = count_statements(steps, statements)

    assert [(s.number, s.got, s.kept, s.met) for s in result.steps] == [
        (1, 2, 0, True),
        (2, 3, 2, True),
        (3, 1, 0, True),
    ]
    assert result.steps[1].refused == {Refused.DUPLICATE: 1}
    assert result.met


def test_step_is_not_met_before_the_one_before_it():
    result = count_statements([Step(2, DAY), Step(1, DAY)], [said("a", step=2)])

    assert [(step.met, step.lacks) for step in result.steps] == [(False, 2), (False, 0)]
    assert (result.met, result.next_step) == (False, 1)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: count_statements([], []),
        lambda: count_statements([STEP], [said("a", step=2)]),
        lambda: Step(-1, DAY),
        lambda: Step(1, DAY, areas={"North": 1}, areas_needed=2),
        lambda: Step(1, DAY, since=DAY + timedelta(1)),
    ],
)
def test_steps_that_do_not_fit_are_refused(broken):
    with pytest.raises(ThresholdError):
        broken()


STATEMENTS = st.lists(
    st.builds(
        Statement,
        supporter=st.sampled_from("abcdef"),
        signed=st.dates(DAY - timedelta(3), DAY + timedelta(2)),
        area=st.sampled_from(["", "North", "South"]),
        channel=st.sampled_from(Channel),
        step=st.integers(1, 2),
        valid=st.booleans(),
        age_class=st.sampled_from([None, 12, 14, 16, 18]),
        birth_year=st.sampled_from([None, 2000, 2010, 2012]),
    ),
    max_size=20,
)


@given(STATEMENTS, st.booleans(), st.data())
def test_order_does_not_matter_and_every_statement_is_told(statements, keeps, data):
    steps = [STEP, Step(needed=2, until=DAY, least_age=12, keeps_earlier=keeps)]

    result = count_statements(steps, statements)
    again = count_statements(steps, data.draw(st.permutations(statements)))

    assert result == again
    for step in result.steps:
        assert step.received == sum(step.counted.values()) + sum(step.refused.values())
        assert step.got <= len({statement.supporter for statement in statements})
    assert sum(step.received for step in result.steps) == len(statements)
