"""Filling in a ballot without a script: what buttons and fields make of it, and that nothing typed is lost."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.voting.counting.profiles import rule_of
from voting.counting.election import Form, Limits, Method
from voting.counting.marks import Reader, line_of
from voting.forms.marking import NotReady, draft_of, posted_draft, ready_line

YES_NO = rule_of(Method.YES_NO)
ONE = rule_of(Method.SINGLE_CHOICE, 4)
TICKS = rule_of(Method.APPROVAL, 5, limits=Limits(min=2, max=3))
RANKS = rule_of(Method.STV, 5, limits=Limits(max=3))
POINTS = rule_of(Method.SCORE, 4, limits=Limits(each=5, total=10))
PROJECTS = rule_of(Method.BUDGET, 4, form=Form.APPROVAL, limits=Limits(cost=500), costs=(100, 200, 300, 400))


def posted(rule, fields):
    """Return the draft of fields written as in an address."""
    return posted_draft(rule, QueryDict(fields))


def line(rule, fields):
    """Return the line of a ballot that is sent, or the name of what is wrong and where."""
    try:
        return ready_line(rule, posted(rule, fields))
    except NotReady as problem:
        return problem.problem, problem.at


@pytest.mark.parametrize(
    ("rule", "fields", "expected"),
    [
        (ONE, "choice=3", "3"),
        (ONE, "", ("empty", "")),
        (ONE, "choice=9", ("unknown_option", "")),
        (ONE, "choice=x", ("empty", "")),
        (ONE, "choice=1&choice=2", ("over_vote", "")),
        (YES_NO, "choice=3", "-"),
        (TICKS, "chosen=4&chosen=1", "1 4"),
        (TICKS, "chosen=4", ("too_few", "")),
        (TICKS, "chosen=1&chosen=2&chosen=3&chosen=4", ("too_many", "")),
        (PROJECTS, "chosen=1&chosen=4", "1 4"),
        (PROJECTS, "chosen=2&chosen=4", ("over_cost", "")),
        (POINTS, "points-1=5&points-3=2&points-2=0", "1:5 3:2"),
        (POINTS, "points-1=6", ("over_score", "")),
        (POINTS, "points-1=5&points-2=5&points-3=1", ("over_points", "")),
        (POINTS, "points-1=drie", ("not_a_number", "points-1")),
        (POINTS, "points-1=00", ("empty", "")),
        (RANKS, "order=4&order=1&order=5", "4>1>5"),
        (RANKS, "order=4&order=1&order=5&order=2", ("too_many", "")),
        (RANKS, "", ("empty", "")),
    ],
)
def test_sent_fields_become_a_line_or_a_named_problem(rule, fields, expected):
    assert line(rule, fields) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("order=4&order=1&order=5&do=up:1", (1, 4, 5)),
        ("order=4&order=1&order=5&do=up:4", (4, 1, 5)),
        ("order=4&order=1&order=5&do=down:4", (1, 4, 5)),
        ("order=4&order=1&order=5&do=down:5", (4, 1, 5)),
        ("order=4&order=1&do=add:2", (4, 1, 2)),
        ("order=4&order=1&do=add:4", (4, 1)),
        ("order=4&order=1&do=remove:4", (1,)),
        ("order=4&order=1&do=up:2", (4, 1)),
        ("order=4&order=1&do=up:99", (4, 1)),
        ("order=4&order=1&do=up:", (4, 1)),
        ("order=4&order=1&do=jump:1", (4, 1)),
        ("order=4&order=4&order=77&order=x", (4,)),
        # places typed by hand
        ("order=4&order=1&order=5&place-4=1&place-1=2&place-5=1", (5, 4, 1)),
        ("order=4&order=1&order=5&place-4=3&place-1=2&place-5=3", (1, 5, 4)),
        ("order=4&order=1&place-4=1&place-1=&place-2=", (4,)),
        ("order=4&order=1&place-4=1&place-1=2&place-2=2", (4, 2, 1)),
        ("place-1=2&place-2=1&place-3=", (2, 1)),
        ("place-1=7&place-2=3", (2, 1)),
        ("order=4&place-4=0", ()),
        ("order=4&place-4=eerst", (4,)),
    ],
)
def test_buttons_and_typed_places_make_an_order(fields, expected):
    assert posted(rule_of(Method.BORDA, 5), fields).marked == expected


def test_two_options_at_one_place_are_asked_about_and_kept():
    assert line(RANKS, "place-1=1&place-2=2&place-3=2") == ("clash", "place-3")
    assert posted(RANKS, "place-1=1&place-2=2&place-3=2").marked == (1, 3, 2)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("points-1=2&do=more:1", {1: "3"}),
        ("do=more:2", {2: "1"}),
        ("points-1=1&do=less:1", {}),
        ("do=less:1", {}),
        ("points-1=drie&points-2=4&do=more:2", {1: "drie", 2: "5"}),
    ],
)
def test_points_go_up_and_down_and_typed_words_stay(fields, expected):
    assert dict(posted(POINTS, fields).points) == expected


def test_focus_is_where_the_last_step_was():
    assert posted(RANKS, "order=4&order=1&do=up:1").touched == ("up", 1)
    assert posted(RANKS, "order=4&order=1").touched is None


def test_line_of_the_summary_comes_back_as_it_was():
    assert posted(RANKS, "marks=3>1").marked == (3, 1)
    assert posted(YES_NO, "marks=-").marked == (3,)
    assert posted(ONE, "marks=-").marked == ()
    assert posted(ONE, "marks=rubbish").marked == ()


@pytest.mark.parametrize("rule", [YES_NO, ONE, rule_of(Method.APPROVAL, 5), rule_of(Method.STV, 5), POINTS])
@settings(suppress_health_check=[HealthCheck.too_slow])  # other tests may keep the machine busy
@given(data=st.data())
def test_every_ready_line_is_canonical_and_comes_back(rule, data):
    fields = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(["choice", "chosen", "order", "do", "place-1", "place-2", "points-1", "points-2"]),
                st.one_of(
                    st.integers(-1, 12).map(str),
                    st.sampled_from(["add:1", "up:2", "down:1", "remove:2", "more:1", "less:1", "x", "1:", "²", ""]),
                ),
            ),
            max_size=8,
        )
    )
    query = QueryDict(mutable=True)
    for name, value in fields:
        query.appendlist(name, value)

    try:
        found = ready_line(rule, posted_draft(rule, query))
    except NotReady:
        return

    assert line_of(rule, Reader(rule).read(found)) == found
    assert ready_line(rule, draft_of(rule, found)) == found or found == "-"
