"""Ties: each rule keeps the best, every use leaves a record, and the order of anything given does not matter."""

import itertools

from voting.counting.election import Form, Limits, Method, Option, Rule, Tie
from voting.counting.lot import lot_order
from voting.counting.marks import Profile
from voting.counting.results import TieRecord
from voting.counting.ties import Ties, support

OPTIONS = (Option(1, cost=30), Option(2, cost=10), Option(3, cost=10), Option(4, cost=50))
SEED = "5eed"


def ties(*rules, profile=None):
    """Return the ties of a ranking with these rules."""
    rule = Rule(Method.STV, Form.RANKING, OPTIONS, ties=(*rules, Tie.LOT))
    return Ties(rule, profile or Profile({}), SEED)


def test_lot_takes_the_first_and_excludes_the_last():
    order = lot_order(SEED, [1, 2, 3, 4])
    drawn = ties()

    found = drawn.choose(1, "elect", [4, 3, 2, 1]), drawn.choose(2, "exclude", [1, 2, 3, 4])

    assert found == (order[0], order[-1])
    assert drawn.records == [
        TieRecord(1, "elect", (1, 2, 3, 4), "lot", order[0]),
        TieRecord(2, "exclude", (1, 2, 3, 4), "lot", order[-1]),
    ]


def test_cheaper_wins_and_the_dearest_is_excluded():
    drawn = ties(Tie.LOWER_COST)

    found = [drawn.choose(1, "fund", [1, 2, 4]), drawn.choose(1, "exclude", [1, 2, 4])]

    assert found == [2, 4]
    assert [record.by for record in drawn.records] == ["lower_cost", "lower_cost"]


def test_rules_are_tried_in_order_on_who_is_still_tied():
    profile = Profile({(2, 3): 5, (3,): 1, (1, 4): 9})
    drawn = ties(Tie.LOWER_COST, Tie.MORE_VOTES, profile=profile)

    found = drawn.choose(1, "fund", [1, 2, 3])

    assert (found, drawn.records[0].by, drawn.support) == (3, "more_votes", {1: 9, 2: 5, 3: 6, 4: 9})


def test_dearer_wins_where_the_rule_says_so():
    drawn = ties(Tie.HIGHER_COST)

    assert drawn.choose(1, "fund", [1, 2, 3]) == 1


def test_earlier_stage_looks_at_the_last_one_that_differs():
    stages = [{1: 1, 2: 7, 3: 9}, {1: 5, 2: 3, 3: 5}, {1: 8, 2: 8, 3: 8}]
    drawn = ties(Tie.EARLIER_STAGE)

    excluded = drawn.choose(4, "exclude", [1, 2, 3], earlier=stages)
    elected = drawn.choose(4, "elect", [1, 2, 3], earlier=stages)

    assert excluded == 2
    assert drawn.records[0].by == "earlier_stage"
    assert (elected, drawn.records[1].by) == (lot_order(SEED, [1, 3])[0], "lot")


def test_order_leaves_a_record_for_each_place_but_the_last():
    drawn = ties()

    order = drawn.order(3, "order", [2, 1, 4])

    assert order == lot_order(SEED, [1, 2, 4])
    assert [record.options for record in drawn.records] == [(1, 2, 4), tuple(sorted(order[1:]))]


def test_one_option_is_no_tie():
    drawn = ties()

    assert (drawn.choose(1, "elect", [3]), drawn.records) == (3, [])


def test_order_of_options_does_not_matter():
    found = {ties(Tie.LOWER_COST).choose(1, "elect", order) for order in itertools.permutations([1, 2, 3, 4])}

    assert len(found) == 1


def test_support_of_points_counts_ballots_not_points():
    rule = Rule(Method.SCORE, Form.POINTS, OPTIONS, limits=Limits(each=9))

    assert support(rule, Profile({(9, 0, 1, 0): 2, (0, 0, 3, 0): 1})) == {1: 2, 2: 0, 3: 3, 4: 0}
