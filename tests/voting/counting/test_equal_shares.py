"""Equal Shares: small counts by hand, and everything else against the definition in fractions."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voting.counting.naive_shares import Naive
from tests.voting.counting.profiles import SEED, counted
from voting.counting import purses
from voting.counting.election import Budget, Form, Limits, Method, Option, Rule, RuleError, Shares, Tie
from voting.counting.equal_shares import cut
from voting.counting.lot import lot_order
from voting.counting.marks import Profile, read_ballots
from voting.counting.tally import count

ONCE = Shares(stop="once")
# Three purses of 10: the first project costs each 6, then 1 and 2 lack 2 for the second, and 3 lacks 8 for the third.
THREE = {"form": Form.APPROVAL, "costs": (18, 10, 12), "budget": Budget(30)}
BALLOTS = ("2*1 2", "1*1 3")


def rows(result):
    """Return what became of each option: number, got, reason, lacked, rank."""
    return [(o.number, o.got, o.reason, o.lacked, o.rank) for o in result.options]


def test_one_run_by_hand():
    result = counted(Method.EQUAL_SHARES, *BALLOTS, **THREE, shares=ONCE)

    assert rows(result) == [
        (1, "3", "shares", "0", 1),
        (2, "2", "money", "2.000000", 0),
        (3, "1", "money", "8.000000", 0),
    ]
    assert result.rounds == (
        {
            "round": 1,
            "option": 1,
            "cost": 18,
            "payers": 3,
            "highest": "6.000000",
            "effective": "3.000000",
            "by": "shares",
        },
    )
    assert result.facts == {"endowment": "10", "increments": 0, "spent": 18, "left": 12, "compared": None}
    assert (result.winners, result.ties) == ((1,), ())


@pytest.mark.parametrize(
    ("stop", "winners", "facts"),
    [
        ("before_overspending", (1, 2), {"endowment": "17", "increments": 7, "spent": 28, "left": 2, "compared": None}),
        ("when_exhaustive", (1, 2), {"endowment": "11", "increments": 1, "spent": 28, "left": 2, "compared": None}),
        ("once", (1,), {"endowment": "10", "increments": 0, "spent": 18, "left": 12, "compared": None}),
    ],
)
def test_the_stop_decides_how_often_the_endowment_is_raised(stop, winners, facts):
    result = counted(Method.EQUAL_SHARES, *BALLOTS, **THREE, shares=Shares(stop=stop))

    assert (result.winners, result.facts) == (winners, facts)


def test_raising_ends_when_everything_with_a_supporter_is_funded():
    budget = Budget(100)

    result = counted(
        Method.EQUAL_SHARES, "1*1", "1*2", form=Form.APPROVAL, costs=(60, 10, 10), budget=budget, shares=Shares()
    )

    assert (sorted(result.winners), result.facts["endowment"], rows(result)[2]) == (
        [1, 2],
        "60",
        (3, "0", "no_votes", "1", 0),
    )


def test_completion_spends_what_is_left_by_votes():
    result = counted(Method.EQUAL_SHARES, *BALLOTS, **THREE, shares=replace(ONCE, completion="votes"))

    assert [(r["round"], r["option"], r["payers"], r["by"]) for r in result.rounds] == [
        (1, 1, 3, "shares"), (2, 2, 0, "completion"),
    ]  # fmt: skip
    assert rows(result)[1:] == [(2, "2", "completion", "0", 2), (3, "1", "money", "8.000000", 0)]


def test_comparison_takes_what_more_ballots_prefer():
    result = counted(Method.EQUAL_SHARES, *BALLOTS, **THREE, shares=replace(ONCE, comparison="votes"))

    assert result.facts == {
        "endowment": "10", "increments": 0, "spent": 28, "left": 2, "compared": {"shares": 0, "votes": 2},
    }  # fmt: skip
    assert [(r["round"], r["option"], r["payers"], r["by"]) for r in result.rounds] == [
        (1, 1, 0, "comparison"), (2, 2, 0, "comparison"),
    ]  # fmt: skip


def test_points_are_paid_for_in_proportion():
    ballots = ("1*1:1 2:5", "1*1:2")

    result = counted(Method.EQUAL_SHARES, *ballots, number=2, form=Form.POINTS, costs=(12, 8), budget=Budget(20),
                     shares=Shares(utility="points", stop="once"))  # fmt: skip

    assert [(r["option"], r["payers"], r["highest"], r["effective"]) for r in result.rounds] == [
        (2, 1, "8.000000", "0.625000"),
        (1, 2, "10.000000", "0.200000"),
    ]


def test_a_floored_start_loses_what_an_exact_one_has():
    rest = {"form": Form.APPROVAL, "number": 2, "costs": (10, 1), "budget": Budget(10)}

    floored = counted(Method.EQUAL_SHARES, "3*1", **rest, shares=ONCE)
    exact = counted(Method.EQUAL_SHARES, "3*1", **rest, shares=replace(ONCE, start="exact"))

    assert (floored.winners, floored.facts["endowment"], rows(floored)[0][3]) == ((), "3", "1.000000")
    assert (exact.winners, exact.facts["endowment"], exact.rounds[0]["highest"]) == ((1,), "10/3", "3.333333")


def test_what_costs_nothing_is_funded_when_it_has_a_supporter():
    result = counted(Method.EQUAL_SHARES, "1*1", form=Form.APPROVAL, costs=(0, 0, 5), budget=Budget(5), shares=ONCE)

    assert rows(result)[:2] == [(1, "1", "shares", "0", 1), (2, "0", "no_votes", "1", 0)]
    assert result.rounds[0] | {"payers": 0, "highest": "0.000000", "effective": "0.000000"} == result.rounds[0]


def test_below_the_threshold_nothing_takes_part():
    result = counted(Method.EQUAL_SHARES, *BALLOTS, form=Form.APPROVAL, costs=(18, 10, 1), budget=Budget(30, threshold=2),
                     shares=replace(ONCE, completion="votes"))  # fmt: skip

    assert rows(result)[2] == (3, "1", "threshold", "1", 0)


def test_an_area_that_is_full_funds_nothing_more():
    options = (Option(1, cost=10, area="north"), Option(2, cost=8, area="north"), Option(3, cost=5, area="south"))
    rule = Rule(Method.EQUAL_SHARES, Form.APPROVAL, options, budget=Budget(40, areas={"north": 15}), shares=Shares())

    result = count(rule, read_ballots(rule, ["1 2 3"] * 3 + ["2"]), seed=SEED)

    assert rows(result) == [
        (1, "3", "area", "3", 0), (2, "4", "shares", "0", 1), (3, "3", "shares", "0", 2),
    ]  # fmt: skip


def test_equal_rates_are_decided_by_the_tie_rules():
    order = lot_order(SEED, [1, 2])

    result = counted(
        Method.EQUAL_SHARES, "2*1 2", number=2, form=Form.APPROVAL, costs=(10, 10), budget=Budget(10), shares=ONCE
    )

    assert result.winners == (order[0],)
    assert [(t.round, t.purpose, t.options, t.by, t.chosen) for t in result.ties] == [
        (1, "fund", (1, 2), "lot", order[0])
    ]


def test_only_ties_of_the_run_that_was_taken_are_told():
    shares = Shares(increment=5)

    result = counted(
        Method.EQUAL_SHARES, "2*1 2 3", form=Form.APPROVAL, costs=(10, 10, 10), budget=Budget(20), shares=shares
    )

    assert result.facts["increments"] == 0
    assert [(t.round, len(t.options)) for t in result.ties] == [(1, 3), (2, 2)]


@pytest.mark.parametrize("comparison", ["none", "votes"])
def test_no_ballots_fund_nothing(comparison):
    shares = Shares(completion="votes", comparison=comparison)

    result = counted(Method.EQUAL_SHARES, **THREE, shares=shares)

    assert (result.winners, result.rounds, result.ties) == ((), (), ())
    assert {(o.reason, o.lacked) for o in result.options} == {("no_votes", "1")}
    assert result.facts["compared"] == ({"shares": 0, "votes": 0} if comparison == "votes" else None)


def test_amounts_beyond_all_money_are_refused():
    with pytest.raises(RuleError, match="too large"):
        counted(Method.EQUAL_SHARES, "1*1", form=Form.APPROVAL, costs=(1, 1, 1), budget=Budget(2**62), shares=ONCE)


def test_amounts_are_cut_off():
    assert [cut(Fraction(2, 3)), cut(Fraction(7)), cut(Fraction(10**7 - 1, 10**7))] == [
        "0.666666",
        "7.000000",
        "0.999999",
    ]


# --- Properties


@st.composite
def near_ties(draw):
    """Rules whose costs differ by one in a million millions, or not at all, and few ballots, many of them equal."""
    number, base = draw(st.integers(1, 6)), draw(st.sampled_from([10, 60, 10**6, 10**13]))
    cost = st.tuples(st.integers(0, 4), st.sampled_from([-1, 0, 0, 0, 1])).map(lambda c: max(0, c[0] * base + c[1]))
    form = draw(st.sampled_from([Form.CHOICE, Form.APPROVAL, Form.APPROVAL, Form.POINTS]))
    areas = draw(st.sampled_from([{}, {}, {"a": 2 * base, "b": 3 * base}]))
    shares = Shares(
        utility="points" if form is Form.POINTS else draw(st.sampled_from(["cost", "count"])),
        start=draw(st.sampled_from(["floor", "exact"])),
        increment=draw(st.sampled_from([0, base // 10, base // 7])),
        stop=draw(st.sampled_from(["before_overspending", "when_exhaustive", "once"])),
    )
    rule = Rule(
        method=Method.EQUAL_SHARES,
        form=form,
        options=tuple(
            Option(n, cost=draw(cost), area=draw(st.sampled_from(["", "a", "b"]))) for n in range(1, number + 1)
        ),
        limits=Limits(total=10**6) if form is Form.POINTS else Limits(),
        budget=Budget(
            draw(cost) + base * draw(st.integers(0, 6)), threshold=draw(st.sampled_from([0, 0, 2])), areas=areas
        ),
        shares=shares,
        ties=(*draw(st.sampled_from([(), (Tie.LOWER_COST,), (Tie.MORE_VOTES,)])), Tie.LOT),
    )
    subsets = st.lists(st.integers(1, number), min_size=1, max_size=1 if form is Form.CHOICE else number, unique=True)
    points = st.sampled_from([1, 1, 2, 3, 1000]) if form is Form.POINTS else st.just(1)
    lines = []
    for chosen, times in draw(st.lists(st.tuples(subsets, st.integers(1, 3)), min_size=1, max_size=10)):
        given_points = [(n, draw(points)) for n in sorted(chosen)]
        line = " ".join(f"{n}:{p}" if form is Form.POINTS else str(n) for n, p in given_points)
        lines += [line] * times
    return rule, read_ballots(rule, lines)


def preferred(rule, profile):
    """Return the options by what their ties are decided by: a number for each, the least first."""
    votes = {o.number: 0 for o in rule.options}
    for marks, times in profile.counted.items():
        named = (
            [o.number for o, p in zip(rule.counting, marks, strict=False) if p] if rule.form is Form.POINTS else marks
        )
        for number in named:
            votes[number] += times
    lot = lot_order(SEED, votes)
    first = {Tie.LOWER_COST: lambda o: o.cost, Tie.MORE_VOTES: lambda o: -votes[o.number], Tie.LOT: lambda _o: 0}[
        rule.ties[0]
    ]
    order = sorted(rule.options, key=lambda o: (first(o), lot.index(o.number)))
    return {option.number: place for place, option in enumerate(order)}


def same_as_the_definition(rule, profile):
    """Count both ways and compare every number that is told."""
    result = count(rule, profile, seed=SEED)
    naive = Naive(rule, profile)
    increments, funded, purse_of, payments = naive.outcome(preferred(rule, profile))
    left = {
        n: sum((purse for purse, ballot in zip(purse_of, naive.ballots, strict=True) if n in ballot), Fraction(0))
        for n in naive.options
    }
    assert result.winners == tuple(funded)
    assert result.facts["increments"] == increments
    for row, paid in zip(result.rounds, payments, strict=True):
        assert sum(paid.values()) == row["cost"]
        assert row["payers"] == sum(amount > 0 for amount in paid.values())
        assert row["highest"] == cut(max(paid.values()))
    for option in result.options:
        if option.reason == "money":
            assert option.lacked == cut(max(naive.options[option.number].cost - left[option.number], Fraction(0)))
    assert min(purse_of) >= 0


@given(near_ties())
def test_every_number_is_that_of_the_definition(election):
    same_as_the_definition(*election)


@given(near_ties())
def test_with_hardly_any_bits_for_proposals_the_fractions_decide_all_the_same(election):
    rule, profile = election
    patch = pytest.MonkeyPatch()
    most = (rule.budget.total + sum(option.cost for option in rule.options) + 10**13) * profile.number * 12

    patch.setattr(purses, "ROOM", most.bit_length())

    same_as_the_definition(rule, profile)
    patch.undo()


@given(near_ties(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_options_does_not_matter(election, random):
    rule, profile = election
    groups, options = list(profile.counted.items()), list(rule.options)
    random.shuffle(groups)
    random.shuffle(options)

    shuffled = count(replace(rule, options=tuple(options)), Profile(dict(groups)), seed=SEED)

    assert shuffled == count(rule, profile, seed=SEED)


@given(near_ties(), st.sampled_from(["none", "votes"]), st.sampled_from(["none", "votes"]))
def test_sums_add_up_within_budget_and_areas(election, completion, comparison):
    rule, profile = election
    rule = replace(rule, shares=replace(rule.shares, completion=completion, comparison=comparison))

    result = count(rule, profile, seed=SEED)

    options = {option.number: option for option in rule.options}
    spent = sum(options[number].cost for number in result.winners)
    assert (result.facts["spent"], result.facts["left"]) == (spent, rule.budget.total - spent)
    assert result.facts["left"] >= 0
    for area, cap in rule.budget.areas.items():
        assert sum(options[n].cost for n in result.winners if options[n].area == area) <= cap
    assert [row["option"] for row in result.rounds] == list(result.winners)
    assert [row["round"] for row in result.rounds] == list(range(1, len(result.winners) + 1))
