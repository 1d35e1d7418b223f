"""Every method: the whole result of small counts, worked out by hand."""

from fractions import Fraction

import pytest

from tests.voting.counting.profiles import SEED, counted
from voting.counting.election import Decision, Form, Limits, Method
from voting.counting.lot import lot_order


def rows(result):
    """Return what became of each option: number, got, reason, lacked, round, rank."""
    return [(o.number, o.got, o.reason, o.lacked, o.round, o.rank) for o in result.options]


@pytest.mark.parametrize(
    ("groups", "winners", "expected"),
    [
        (["5*1", "2*2", "4*3", "1*9"], (1,), [(1, "5", "most", "0", 0, 1), (2, "2", "fewer", "3", 0, 0)]),
        (["2*1", "5*2"], (2,), [(1, "2", "fewer", "3", 0, 0), (2, "5", "most", "0", 0, 1)]),
        (["2*1", "2*2", "1*3"], (), [(1, "2", "tied", "0", 0, 0), (2, "2", "tied", "0", 0, 0)]),
        (["2*1"], (1,), [(1, "2", "most", "0", 0, 1), (2, "0", "no_votes", "2", 0, 0)]),
        (["3*3"], (), [(1, "0", "no_votes", "1", 0, 0), (2, "0", "no_votes", "1", 0, 0)]),
    ],
)
def test_yes_no(groups, winners, expected):
    result = counted(Method.YES_NO, *groups)

    assert (result.winners, rows(result), result.ties) == (winners, expected, ())


def test_single_choice_sums_tell_every_ballot():
    result = counted(Method.SINGLE_CHOICE, "5*1", "2*2", "1*1 2", "1*-", "2*7", "1*x", number=4)

    assert result.sums == {
        "cast": 12, "valid": 8, "blank": 1, "counted": 7,
        "invalid": {"over_vote": 1, "unknown_option": 2, "unreadable": 1},
    }  # fmt: skip
    assert rows(result) == [
        (1, "5", "most", "0", 0, 1),
        (2, "2", "fewer", "3", 0, 0),
        (3, "0", "no_votes", "5", 0, 0),
        (4, "0", "no_votes", "5", 0, 0),
    ]


def test_tie_at_the_last_seats_leaves_a_record_for_each():
    order = lot_order(SEED, [2, 3, 4])

    result = counted(Method.APPROVAL, "5*1", "2*2 3 4", number=5, seats=3)

    assert result.winners == (1, order[0], order[1])
    assert [(t.round, t.purpose, t.options, t.by, t.chosen) for t in result.ties] == [
        (0, "elect", (2, 3, 4), "lot", order[0]),
        (0, "elect", tuple(sorted(order[1:])), "lot", order[1]),
    ]
    by_number = {o.number: (o.reason, o.lacked, o.outcome) for o in result.options}
    assert by_number[order[2]] == ("tie", "0", "not_elected")
    assert by_number[order[0]] == ("tie", "0", "elected")
    assert by_number[5] == ("no_votes", "2", "not_elected")


def test_equal_winners_need_no_lot_and_empty_seats_stay_empty():
    result = counted(Method.APPROVAL, "5*2 3", number=4, seats=3)

    assert (result.winners, result.ties) == ((2, 3), ())
    assert rows(result)[0] == (1, "0", "no_votes", "1", 0, 0)


def test_score_adds_points_up():
    result = counted(Method.SCORE, "2*1:5 2:3", "1*2:5", "1*3:10", limits=Limits(each=9))

    assert [o.got for o in result.options] == ["10", "11", "0"]
    assert (result.winners, result.sums["invalid"]) == ((2,), {"over_score": 1})


def test_borda_gives_nothing_to_what_is_not_ranked():
    result = counted(Method.BORDA, "2*1>2", "1*3", number=4)

    assert [o.got for o in result.options] == ["6", "4", "3", "0"]


# --- Schulze


WIKIPEDIA = ("5*1>3>2>5>4", "5*1>4>5>3>2", "8*2>5>4>1>3", "3*3>1>2>5>4", "7*3>1>5>2>4", "2*3>2>1>4>5",
             "7*4>3>5>2>1", "8*5>2>1>4>3")  # fmt: skip  # Schulze 2011, example 1, with a..e as 1..5


def test_schulze_orders_the_published_example():
    result = counted(Method.SCHULZE, *WIKIPEDIA, number=5, seats=5)

    assert result.winners == (5, 1, 3, 2, 4)
    paths = {(a, b): strength for a, b, _direct, strength in result.facts["pairs"]}
    assert [paths[1, b] for b in (2, 3, 4, 5)] == [28, 28, 30, 24]
    assert [paths[5, b] for b in (1, 2, 3, 4)] == [25, 28, 28, 31]
    assert result.facts["condorcet_winner"] == 0


def test_schulze_says_what_a_loser_lacked():
    result = counted(Method.SCHULZE, "4*1>2", "3*2>1", "1*-", number=3)

    assert rows(result) == [
        (1, "2", "beats_all", "0", 0, 1),
        (2, "1", "beaten", "4", 0, 0),
        (3, "0", "no_votes", "7", 0, 0),
    ]
    assert result.facts["condorcet_winner"] == 1
    assert result.facts["pairs"][0] == [1, 2, 4, 4]


def test_schulze_never_elects_what_nobody_ranks():
    result = counted(Method.SCHULZE, "4*1>2", number=4, seats=4)

    assert (result.winners, result.ties) == ((1, 2), ())


def test_schulze_records_a_tie():
    first, second = lot_order(SEED, [1, 2])

    result = counted(Method.SCHULZE, "1*1>2", "1*2>1", number=3)

    assert (result.winners, result.ties[0].options, result.ties[0].round) == ((first,), (1, 2), 1)
    reasons = {o.number: (o.reason, o.lacked) for o in result.options}
    assert (reasons[first], reasons[second]) == (("tie", "0"), ("tie", "0"))


# --- Instant runoff


def test_instant_runoff_tells_every_round():
    result = counted(Method.INSTANT_RUNOFF, "4*1", "3*2", "2*3>2", "1*4>3>2", "1*4", number=4)

    assert result.winners == (2,)
    assert result.rounds == (
        {
            "round": 1, "totals": {"1": "4", "2": "3", "3": "2", "4": "2"}, "exhausted": 0, "needed": 6,
            "excluded": result.ties[0].chosen, "elected": 0, "transfers": result.rounds[0]["transfers"],
        },
        *result.rounds[1:],
    )  # fmt: skip
    assert result.ties[0].options == (3, 4)
    last = result.rounds[-1]
    assert (last["elected"], last["transfers"]) == (2, {})
    assert int(last["totals"]["2"]) >= last["needed"]


def test_instant_runoff_excludes_one_a_round():
    result = counted(Method.INSTANT_RUNOFF, "5*1", "4*2", "2*3>2", "1*3")

    assert result.rounds == (
        {"round": 1, "totals": {"1": "5", "2": "4", "3": "3"}, "exhausted": 0, "needed": 7, "excluded": 3, "elected": 0,
         "transfers": {"2": 2, "exhausted": 1}},
        {"round": 2, "totals": {"1": "5", "2": "6"}, "exhausted": 1, "needed": 6, "excluded": 0, "elected": 2,
         "transfers": {}},
    )  # fmt: skip
    assert rows(result) == [
        (1, "5", "runner_up", "1", 2, 0),
        (2, "6", "majority", "0", 2, 1),
        (3, "3", "fewest", "1", 1, 0),
    ]


def test_instant_runoff_looks_back_before_it_draws():
    groups = ["6*1", "3*2", "4*3", "1*4>2"]

    result = counted(Method.INSTANT_RUNOFF, *groups, number=4)

    assert [(t.round, t.purpose, t.options, t.by, t.chosen) for t in result.ties] == [
        (2, "exclude", (2, 3), "earlier_stage", 2)
    ]
    assert rows(result)[1] == (2, "4", "tie", "0", 2, 0)


def test_instant_runoff_between_two_that_are_level_is_won_by_who_is_left():
    result = counted(Method.INSTANT_RUNOFF, "2*1", "2*2", number=2)

    winner, loser = result.winners[0], result.ties[0].chosen
    assert {winner, loser} == {1, 2}
    assert {o.number: (o.reason, o.lacked, o.round) for o in result.options} == {
        winner: ("last", "0", 2),
        loser: ("tie", "0", 1),
    }


@pytest.mark.parametrize("method", [Method.INSTANT_RUNOFF, Method.STV, Method.SCHULZE, Method.BORDA])
def test_no_ballots_elect_nobody(method):
    result = counted(method, "2*-", "1*99")

    got = "0.00000" if method is Method.STV else "0"
    assert (result.winners, result.rounds, result.ties) == ((), (), ())
    assert rows(result) == [(n, got, "no_votes", "1", 0, 0) for n in (1, 2, 3)]
    assert result.decision["valid"] is False


# --- Transferable votes


def test_stv_passes_a_surplus_on_at_its_value_cut_off():
    result = counted(Method.STV, "4*1>2", "3*1>3", "2*3", "1*2", number=3, seats=2)

    assert result.facts == {"quota": 4}
    assert result.rounds == (
        {"round": 1, "action": "first", "of": 0, "totals": {"1": "7.00000", "2": "1.00000", "3": "2.00000"},
         "elected": [1], "non_transferable": "0.00000", "moved": {}},
        {"round": 2, "action": "surplus", "of": 1, "totals": {"1": "4.00000", "2": "2.71428", "3": "3.28571"},
         "elected": [], "non_transferable": "0.00001", "moved": {"2": "1.71428", "3": "1.28571"}},
        {"round": 3, "action": "exclude", "of": 2, "totals": {"1": "4.00000", "2": "0.00000", "3": "3.28571"},
         "elected": [3], "non_transferable": "2.71429", "moved": {}},
    )  # fmt: skip
    assert rows(result) == [
        (1, "7.00000", "quota", "0", 1, 1),
        (2, "2.71428", "fewest", "1.28572", 3, 0),
        (3, "3.28571", "last", "0", 3, 2),
    ]


def test_stv_elects_the_larger_first_and_draws_between_equals():
    first, second = lot_order(SEED, [1, 2])

    result = counted(Method.STV, "5*1>4", "5*2>4", "6*3>4", number=4, seats=3)

    assert result.winners == (3, first, second)
    assert [(t.round, t.purpose, t.options, t.chosen) for t in result.ties] == [(1, "elect", (1, 2), first)]
    assert len(result.rounds) == 1


def test_stv_looks_back_before_it_draws():
    result = counted(Method.STV, "6*1", "3*2", "4*3", "1*4>2", number=4, seats=1)

    assert [(t.round, t.purpose, t.options, t.by, t.chosen) for t in result.ties] == [
        (3, "exclude", (2, 3), "earlier_stage", 2)
    ]


def test_stv_with_more_seats_than_candidates_elects_all():
    result = counted(Method.STV, "3*2", "1*1", number=3, seats=5)

    assert result.winners == (2, 1, 3)
    assert [o.reason for o in result.options] == ["quota", "quota", "last"]


def test_stv_says_who_was_not_reached():
    result = counted(Method.STV, "9*1", "2*2", "1*3", number=3, seats=1)

    assert rows(result)[1] == (2, "2.00000", "not_reached", "5.00000", 1, 0)


# --- Decisions around a count


@pytest.mark.parametrize(
    ("decision", "electorate", "quorum", "majority", "valid"),
    [
        (Decision(), 0, (0, True), (0, 5, True), True),
        (Decision(quorum=Fraction(3, 10)), 31, (10, True), (0, 5, True), True),
        (Decision(quorum=Fraction(3, 10)), 34, (11, False), (0, 5, True), False),
        (Decision(quorum=Fraction(3, 10)), 0, (0, False), (0, 5, True), False),
        (Decision(share=Fraction(1, 2)), 0, (0, True), (5, 5, True), True),
        (Decision(share=Fraction(2, 3)), 0, (0, True), (7, 5, False), False),
        (Decision(majority="electorate", share=Fraction(3, 10)), 16, (0, True), (5, 5, True), True),
        (Decision(majority="electorate", share=Fraction(3, 10)), 17, (0, True), (6, 5, False), False),
        (Decision(majority="electorate", share=Fraction(3, 10)), 0, (0, True), (0, 5, False), False),
    ],
)
def test_decision_compares_with_quorum_and_majority(decision, electorate, quorum, majority, valid):
    result = counted(Method.YES_NO, "5*1", "4*2", "1*3", electorate=electorate, decision=decision)

    assert result.decision == {
        "quorum": {"needed": quorum[0], "reached": quorum[1]},
        "majority": {"of": decision.majority, "needed": majority[0], "got": majority[1], "reached": majority[2]},
        "valid": valid,
        "binding": False,
    }


def test_decision_of_other_methods_looks_at_all_counted_ballots():
    result = counted(
        Method.SCORE, "3*1:5", form=Form.POINTS, limits=Limits(each=5), decision=Decision(share=Fraction(1, 2))
    )

    assert result.decision["majority"] == {"of": "votes", "needed": 2, "got": 3, "reached": True}
