"""Pabulib files: every vote type read and written, and what real files have that the format does not say."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.voting.counting.profiles import SEED, elections
from voting.counting.election import Budget, Form, Method, Shares, Tie
from voting.counting.pabulib import PabulibError, read_pabulib
from voting.counting.pabulib_export import write_pabulib
from voting.counting.tally import count


def text(*, meta="", projects=None, votes="", vote_type="approval", budget="100", rule="greedy"):
    """Return a small file."""
    lines = [
        "META", "key;value", f"budget;{budget}", f"vote_type;{vote_type}", f"rule;{rule}", *meta.split(),
        "PROJECTS", *(projects or ["project_id;cost;name", "a1;50;One", 'b2;60;"Two; and more"', "c3;30;Three"]),
        "VOTES", *votes.split(),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def test_approval_file_becomes_a_rule_and_ballots():
    votes = "voter_id;vote 1;a1,b2 2;b2 3;b2,a1 4;"

    found = read_pabulib(text(meta="min_length;1 max_length;1 min_project_score_threshold;2", votes=votes))

    assert (found.rule.method, found.rule.form, found.rule.budget) == (
        Method.BUDGET, Form.APPROVAL, Budget(100, skip=True, threshold=2),
    )  # fmt: skip
    assert [(option.number, option.cost) for option in found.rule.options] == [(1, 50), (2, 60), (3, 30)]
    assert [(project.key, project.name) for project in found.projects] == [
        ("a1", "One"), ("b2", "Two; and more"), ("c3", "Three"),
    ]  # fmt: skip
    assert (dict(found.profile.counted), found.profile.blank, found.notes) == ({(1, 2): 2, (2,): 1}, 1, ())


def test_limits_apply_only_when_asked():
    votes = "voter_id;vote 1;a1,b2 2;b2"

    found = read_pabulib(text(meta="max_length;1 max_sum_cost;60", votes=votes), apply_limits=True)

    assert (found.rule.limits.max, found.rule.limits.cost) == (1, 60)
    assert (dict(found.profile.counted), dict(found.profile.invalid)) == ({(2,): 1}, {"too_many": 1})


@pytest.mark.parametrize(
    ("vote_type", "votes", "form", "counted"),
    [
        ("choose-1", "voter_id;vote 1;b2 2;b2", Form.CHOICE, {(2,): 2}),
        ("choose-1", "voter_id;vote 1;b2 2;a1,b2", Form.APPROVAL, {(2,): 1, (1, 2): 1}),
        ("ordinal", "voter_id;vote 1;b2,a1", Form.RANKING, {(2, 1): 1}),
        ("cumulative", "voter_id;vote;points 1;b2,a1;3,2", Form.POINTS, {(2, 3, 0): 1}),
        ("scoring", "voter_id;points;vote 1;10,0;c3,b2", Form.POINTS, {(0, 0, 10): 1}),
    ],
)
def test_every_vote_type_is_read(vote_type, votes, form, counted):
    found = read_pabulib(text(vote_type=vote_type, votes=votes))

    assert (found.rule.form, dict(found.profile.counted)) == (form, counted)


def test_points_for_a_project_that_is_named_twice_add_up():
    votes = "voter_id;vote;points 1;b2,a1,b2;1,0,2 2;b2;4"

    found = read_pabulib(text(vote_type="cumulative", votes=votes))

    assert dict(found.profile.counted) == {(0, 3, 0): 1, (0, 4, 0): 1}
    assert (found.mentions, found.notes) == (
        {1: 1, 2: 3},
        ("A ballot names a project twice: its points are added up.",),
    )


def test_amounts_with_decimals_become_whole():
    projects = ["project_id;cost", "1;10.50", "2;1 000,25", "3;7", "4;1,000,000"]

    found = read_pabulib(text(projects=projects, budget="2000.5", votes="voter_id;vote 1;1"))

    assert (found.scale, found.rule.budget.total) == (100, 200050)
    assert [option.cost for option in found.rule.options] == [1050, 100025, 700, 100_000_000]


def test_budgets_of_neighbourhoods_are_caps():
    projects = ["project_id;cost;neighborhood", "1;50;North", "2;60;South", "3;9;"]

    found = read_pabulib(
        text(
            meta="neighborhoods;North,South budget_per_neighborhood;60,55.5",
            projects=projects,
            votes="voter_id;vote 1;1",
        )
    )

    assert (found.scale, dict(found.rule.budget.areas)) == (10, {"North": 600, "South": 555})
    assert [option.area for option in found.rule.options] == ["North", "South", ""]


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("equalshares", Shares(increment=0, stop="once")),
        ("equalshares/add1", Shares(increment=1)),
        ("equalshares/add1-comparison", Shares(increment=1, comparison="votes")),
        ("equalshares/add1e-completion", Shares(increment=1, stop="when_exhaustive", completion="votes")),
    ],
)
def test_names_of_equal_shares_become_its_variant(name, shares):
    found = read_pabulib(text(rule=name, votes="voter_id;vote 1;a1"))

    assert (found.rule.method, found.rule.shares) == (Method.EQUAL_SHARES, shares)


def test_real_files_have_marks_of_their_own():
    votes = "Voter_ID;Vote;extra 1;a1,zz,b2 1;b2,b2;x 3;;"
    real = "\ufeff" + text(votes=votes).replace("\n", "\r\n").replace("VOTES", "VOTES;;").replace(
        "key;value", "key;value;\r\n"
    )

    found = read_pabulib(real)

    assert (dict(found.profile.counted), found.profile.blank) == ({(1, 2): 1, (2,): 1}, 1)
    assert found.notes == (
        "Ballots name zz, which is no project of the file: it is left out.",
        "A ballot names a project twice: it counts once.",
        "A voter_id stands on more than one ballot: each ballot counts.",
    )


def test_a_quote_that_nobody_closes_is_a_letter():
    projects = ["project_id;name;cost", '1;"One;50', "2;Two;60"]

    found = read_pabulib(text(projects=projects, votes="voter_id;vote 1;1,2"))

    assert ([project.name for project in found.projects], dict(found.profile.counted)) == (['"One', "Two"], {(1, 2): 1})


@pytest.mark.parametrize(
    ("source", "line", "sentence"),
    [
        ("", 0, "There is no section META, or nothing in it."),
        ("hello;there\n", 1, "The file begins with the word META."),
        (text(vote_type="magic"), 4, "vote_type is one of approval, choose-1, ordinal, cumulative, scoring, not magic."),
        (text(budget="much"), 3, "budget is a number, not 'much'."),
        (text(projects=["project_id;cost", "1;-5"]), 8, "cost is 0 or more, not -5."),
        (text(projects=["project_id;cost", "1;5", "1;6"]), 9, "There are two projects 1."),
        (text(projects=["project_id;cost", ";5"]), 8, "A project has no project_id."),
        (text(projects=["project_id;name", "1;x"]), 8, "cost is a number, not ''."),
        (text(vote_type="cumulative", votes="voter_id;vote;points 1;a1,b2;3"), 13,
         "A ballot has points for another number of projects than it names."),
        (text(vote_type="scoring", votes="voter_id;vote;points 1;a1;1.5"), 13, "Points are whole numbers, not 1.5."),
        (text(meta="neighborhoods;x,y budget_per_neighborhood;5"), 7,
         "budget_per_neighborhood has another number of parts than neighborhoods."),
        (text(projects=["project_id;cost", "1;0.0000001"]), 0, "An amount of money has 7 decimals; 6 are read."),
        (text().replace("budget;100\n", ""), 0, "There is no budget."),
    ],
)  # fmt: skip
def test_errors_name_the_line(source, line, sentence):
    with pytest.raises(PabulibError) as caught:
        read_pabulib(source)

    assert (str(caught.value), caught.value.line) == (f"Line {line}: {sentence}" if line else sentence, line)


@given(elections((Method.BUDGET, Method.EQUAL_SHARES)))
def test_what_is_written_is_read_again(election):
    rule, profile = election
    skip = rule.budget.skip or rule.method is Method.EQUAL_SHARES
    rule = replace(rule, budget=replace(rule.budget, skip=skip), ties=(Tie.LOWER_COST, Tie.MORE_VOTES, Tie.LOT))
    names = {option.number: f'Plan "{option.number}"; a; b' for option in rule.options}

    found = read_pabulib(write_pabulib(rule, profile, names=names, scale=1), apply_limits=True)

    assert [project.name for project in found.projects] == list(names.values())
    assert (dict(found.profile.counted), found.profile.blank) == (dict(profile.counted), profile.blank)
    assert found.rule == replace(rule, options=tuple(sorted(rule.options, key=lambda o: o.number)), seats=1)
    assert count(found.rule, found.profile, seed=SEED).options == count(rule, profile, seed=SEED).options
