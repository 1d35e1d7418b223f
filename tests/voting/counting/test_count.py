"""Counting: exact, explained, the same in every order, and without an invented winner."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.counting import (
    Choice,
    Kind,
    Line,
    Method,
    Outcome,
    Rule,
    RuleError,
    Step,
    count,
    count_totals,
    merge_small_cells,
    share,
    tenths_of_a_percent,
)

YES_NO = Rule(Method.YES_NO, (Choice(1, Kind.YES), Choice(2, Kind.NO), Choice(3, Kind.BLANK)))


def one_of(number: int) -> Rule:
    """Return the rule of one choice of so many."""
    return Rule(Method.SINGLE_CHOICE, tuple(Choice(n) for n in range(1, number + 1)))


@st.composite
def ballots(draw):
    """A rule with votes that fit on it."""
    rule = draw(st.one_of(st.just(YES_NO), st.integers(2, 8).map(one_of)))
    numbers = st.sampled_from([choice.number for choice in rule.choices])
    return rule, draw(st.lists(numbers, max_size=60))


def test_result_explains_itself():
    result = count(YES_NO, [1] * 5 + [2] * 2 + [3] * 4)

    assert result.lines == (
        Line(Choice(1, Kind.YES), 5, Fraction(5, 7)),
        Line(Choice(2, Kind.NO), 2, Fraction(2, 7)),
        Line(Choice(3, Kind.BLANK), 4, None),
    )
    assert (result.outcome, result.leading, result.has_majority) == (Outcome.ADOPTED, (1,), True)
    assert result.steps == (Step("voted", 11), Step("blank", 4), Step("counted", 7), Step("most", 5), Step("needed", 4))


@pytest.mark.parametrize(
    ("votes", "outcome", "leading"),
    [
        ([1, 1, 2], Outcome.ADOPTED, (1,)),
        ([1, 2, 2, 3, 3, 3], Outcome.REJECTED, (2,)),
        ([1, 2, 3], Outcome.TIED, (1, 2)),
        ([3, 3], Outcome.EMPTY, ()),
        ([], Outcome.EMPTY, ()),
        ([1], Outcome.ADOPTED, (1,)),
    ],
)
def test_yes_or_no_is_decided_by_the_majority_without_blanks(votes, outcome, leading):
    result = count(YES_NO, votes)

    assert (result.outcome, result.leading) == (outcome, leading)


@pytest.mark.parametrize(
    ("totals", "outcome", "leading", "majority"),
    [
        ({1: 4, 2: 3, 3: 2}, Outcome.CHOSEN, (1,), False),
        ({1: 2, 2: 5, 3: 2}, Outcome.CHOSEN, (2,), True),
        ({1: 3, 2: 3, 3: 2}, Outcome.TIED, (1, 2), False),
        ({3: 3}, Outcome.CHOSEN, (3,), True),
        ({1: 2, 2: 2}, Outcome.TIED, (1, 2), False),
        ({}, Outcome.EMPTY, (), False),
    ],
)
def test_one_choice_of_many_is_decided_by_the_most_votes(totals, outcome, leading, majority):
    result = count_totals(one_of(3), totals)

    assert (result.outcome, result.leading, result.has_majority) == (outcome, leading, majority)


def test_half_of_the_votes_is_no_majority():
    result = count_totals(one_of(3), {1: 5, 2: 3, 3: 2})

    assert (result.needed, result.has_majority) == (6, False)


@pytest.mark.parametrize("votes", [[4], [0], [-1]])
def test_vote_for_what_is_not_on_the_ballot_is_an_error(votes):
    with pytest.raises(RuleError):
        count(YES_NO, votes)


def test_fewer_than_no_votes_is_an_error():
    with pytest.raises(RuleError):
        count_totals(YES_NO, {1: -1, 2: 1})


@pytest.mark.parametrize(
    ("method", "choices"),
    [
        (Method.YES_NO, (Choice(1, Kind.YES),)),
        (Method.YES_NO, (Choice(1, Kind.YES), Choice(2, Kind.YES))),
        (Method.YES_NO, (Choice(1, Kind.YES), Choice(1, Kind.NO))),
        (Method.YES_NO, (Choice(1, Kind.YES), Choice(2, Kind.NO), Choice(3))),
        (Method.SINGLE_CHOICE, (Choice(1),)),
        (Method.SINGLE_CHOICE, (Choice(1), Choice(2, Kind.BLANK))),
        (Method.SINGLE_CHOICE, (Choice(1), Choice(2), Choice(3, Kind.YES))),
    ],
)
def test_rule_that_cannot_be_counted_is_refused(method, choices):
    with pytest.raises(RuleError):
        Rule(method, choices)


@given(ballots(), st.randoms(use_true_random=False))
def test_order_of_the_votes_changes_nothing(ballot, random):
    rule, votes = ballot
    shuffled = random.sample(votes, len(votes))

    assert count(rule, votes) == count(rule, shuffled)


@given(ballots())
def test_sums_hold(ballot):
    rule, votes = ballot

    result = count(rule, votes)

    assert result.voted == len(votes) == sum(line.votes for line in result.lines)
    assert result.voted == result.counted + result.blank
    assert sum(line.share for line in result.lines if line.share is not None) == (1 if result.counted else 0)


@given(ballots())
def test_who_leads_has_more_than_everybody_else(ballot):
    rule, votes = ballot

    result = count(rule, votes)

    in_race = {line.choice.number: line.votes for line in result.lines if line.choice.kind is not Kind.BLANK}
    best = max(in_race.values())
    assert set(result.leading) == ({number for number, got in in_race.items() if got == best} if best else set())
    assert (result.outcome is Outcome.TIED) == (len(result.leading) > 1)
    assert (result.outcome is Outcome.EMPTY) == (not result.leading)
    assert result.has_majority == (len(result.leading) == 1 and 2 * best > result.counted)


@given(ballots())
def test_one_more_vote_for_who_wins_keeps_the_outcome(ballot):
    rule, votes = ballot
    before = count(rule, votes)
    if len(before.leading) != 1:
        return

    after = count(rule, [*votes, before.leading[0]])

    assert (after.outcome, after.leading) == (before.outcome, before.leading)


@given(ballots())
def test_blank_votes_change_no_outcome(ballot):
    _, votes = ballot
    votes = [min(vote, 3) for vote in votes]

    with_blanks, without = count(YES_NO, votes), count(YES_NO, [vote for vote in votes if vote != 3])

    assert (with_blanks.outcome, with_blanks.leading) == (without.outcome, without.leading)


@given(ballots())
def test_votes_and_totals_count_alike(ballot):
    rule, votes = ballot
    totals = {choice.number: votes.count(choice.number) for choice in rule.choices}

    assert count(rule, votes) == count_totals(rule, totals)


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_tenths_of_a_percent_are_nearest(part, whole):
    exact = Fraction(part, whole) * 1000

    shown = tenths_of_a_percent(share(part, whole))

    assert abs(shown - exact) <= Fraction(1, 2)


def test_nothing_of_nothing_is_nothing():
    assert (share(0, 0), tenths_of_a_percent(Fraction(1, 8)), tenths_of_a_percent(Fraction(2, 3))) == (0, 125, 667)


# --- Numbers per verification level.

TABLES = st.dictionaries(st.integers(1, 5), st.dictionaries(st.integers(1, 4), st.integers(0, 12), max_size=4))


@pytest.mark.parametrize(
    ("table", "groups"),
    [
        ({1: {1: 9, 2: 7}, 2: {1: 5, 2: 6}}, [((1,), ((1, 9), (2, 7))), ((2,), ((1, 5), (2, 6)))]),
        ({1: {1: 9, 2: 7}, 2: {1: 8, 2: 4}}, [((1, 2), ((1, 17), (2, 11)))]),
        ({1: {1: 9, 2: 7}, 2: {1: 8}}, [((1, 2), ((1, 17), (2, 7)))]),
        ({1: {1: 2}, 2: {1: 9, 2: 9}, 5: {1: 6, 2: 6}}, [((1, 2), ((1, 11), (2, 9))), ((5,), ((1, 6), (2, 6)))]),
        ({1: {1: 1}}, [((1,), ((1, 1),))]),
        ({1: {1: 8}, 2: {1: 6, 2: 0}}, [((1,), ((1, 8),)), ((2,), ((1, 6),))]),
        ({1: {}, 2: {1: 0}}, []),
    ],
)
def test_levels_with_small_numbers_are_taken_together(table, groups):
    merged = merge_small_cells(table)

    assert [(group.levels, group.cells) for group in merged] == groups


@given(TABLES)
def test_merged_levels_keep_every_vote_and_hide_small_cells(table):
    groups = merge_small_cells(table)

    columns = {column for row in table.values() for column in row}
    for column in columns:
        in_all = sum(row.get(column, 0) for row in table.values())
        assert sum(dict(group.cells).get(column, 0) for group in groups) == in_all
    assert sorted(level for group in groups for level in group.levels) == sorted(
        level for level, row in table.items() if any(row.values())
    )
    if len(groups) > 1:
        assert all(number >= 5 for group in groups for _column, number in group.cells)
