"""What holds for every profile, near a tie and far from it: order never matters, nothing is lost, no method fails."""

import dataclasses
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.voting.counting.profiles import SEED, elections, lines_of, relabelled, rule_of, rules
from voting.counting.election import Form, Method
from voting.counting.marks import Profile, read_ballots
from voting.counting.results import canonical
from voting.counting.stv import VOTE
from voting.counting.tally import METHODS, count
from voting.counting.ties import support

ALL = tuple(METHODS)
PAID = {Method.BUDGET, Method.EQUAL_SHARES}
UNPAID = tuple(method for method in ALL if method not in PAID)
SEEDS = st.integers(0, 10**6).map(str)


def lots(result):
    """Return the ties that a lot decided."""
    return [tie for tie in result.ties if tie.by == "lot"]


def units(text):
    """Return a decimal with five places in units."""
    return int(text.replace(".", ""))


@given(st.data())
def test_order_of_ballots_and_options_never_matters(data):
    rule = data.draw(rules(ALL))
    lines = data.draw(lines_of(rule))
    shuffled = dataclasses.replace(rule, options=tuple(data.draw(st.permutations(rule.options))))

    once = count(rule, read_ballots(rule, lines), seed=SEED)
    again = count(shuffled, read_ballots(shuffled, data.draw(st.permutations(lines))), seed=SEED)

    assert canonical(once.to_json()) == canonical(again.to_json())


@given(elections(ALL), st.data())
def test_new_numbers_permute_a_result_that_no_lot_decided(election, data):
    rule, profile = election
    numbers = [option.number for option in rule.options]
    new = dict(zip(numbers, data.draw(st.permutations(numbers)), strict=True))

    once = count(rule, profile, seed=SEED)
    again = count(*relabelled(rule, profile, new), seed=SEED)

    if not lots(once):
        found = {option.number: option for option in again.options}
        for option in once.options:
            other = found[new[option.number]]
            assert (option.got, option.outcome, option.reason, option.lacked) == (
                other.got, other.outcome, other.reason, other.lacked,
            )  # fmt: skip
        assert {new[number] for number in once.winners} == set(again.winners)
        assert not lots(again)


@given(elections(ALL), SEEDS, SEEDS)
def test_seed_changes_only_what_a_lot_decides(election, seed, other):
    once, again = (count(*election, seed=each) for each in (seed, other))

    if not lots(once):
        assert once == again


@given(elections(ALL), st.integers(0, 50))
def test_every_result_is_whole(election, electorate):
    rule, profile = election

    result = count(rule, profile, seed=SEED, electorate=electorate)

    numbers = [option.number for option in rule.counting]
    assert [option.number for option in result.options] == numbers
    assert result.sums["cast"] == result.sums["valid"] + sum(result.sums["invalid"].values())
    assert result.sums["valid"] == result.sums["counted"] + result.sums["blank"]
    assert len(set(result.winners)) == len(result.winners)
    for option in result.options:
        won = option.number in result.winners
        assert option.outcome in ({"elected", "funded"} if won else {"not_elected", "not_funded"})
        assert option.rank == (result.winners.index(option.number) + 1 if won else 0)
        assert 0 <= option.round <= max(len(result.rounds), 0)
    for tie in result.ties:
        assert tie.chosen in tie.options
        assert list(tie.options) == sorted(tie.options)
        assert tie.by in [rule_.value for rule_ in rule.ties]
    assert canonical(result.to_json()).endswith("}\n")


@given(elections(UNPAID))
def test_seats_are_filled_as_far_as_there_is_support(election):
    rule, profile = election

    result = count(rule, profile, seed=SEED)

    assert len(result.winners) <= rule.seats
    supported = sum(1 for number in support(rule, profile).values() if number)
    if rule.method is Method.STV and profile.number:
        assert len(result.winners) == min(rule.seats, len(rule.counting))
    elif rule.method in {Method.SCHULZE, Method.SINGLE_CHOICE, Method.APPROVAL, Method.SCORE}:
        assert len(result.winners) == min(rule.seats, supported)


@given(elections(ALL))
def test_blank_and_invalid_ballots_choose_nobody(election):
    rule, profile = election

    result = count(rule, profile, seed=SEED)
    more = count(rule, Profile(profile.counted, profile.blank + 3, {"unreadable": 2}), seed=SEED)

    assert (more.winners, more.options, more.rounds, more.ties) == (
        result.winners, result.options, result.rounds, result.ties,
    )  # fmt: skip


@given(elections((Method.STV,)))
def test_stages_of_transferable_votes_sum_to_the_ballots(election):
    rule, profile = election

    result = count(rule, profile, seed=SEED)

    before = 0
    for stage in result.rounds:
        lost = units(stage["non_transferable"])
        assert sum(map(units, stage["totals"].values())) + lost == profile.number * VOTE
        assert lost >= before >= 0
        assert all(units(gain) > 0 for gain in stage["moved"].values())
        before = lost
    if result.winners:
        assert [number for stage in result.rounds for number in stage["elected"]] == list(result.winners)


@given(elections((Method.INSTANT_RUNOFF,)))
def test_rounds_of_instant_runoff_sum_to_the_ballots(election):
    rule, profile = election

    result = count(rule, profile, seed=SEED)

    for this, following in zip(result.rounds, result.rounds[1:], strict=False):
        moved = dict(this["transfers"])
        assert moved.pop("exhausted", 0) == following["exhausted"] - this["exhausted"]
        totals = {number: int(got) + moved.get(number, 0) for number, got in this["totals"].items()}
        assert sum(int(got) for got in this["totals"].values()) + this["exhausted"] == profile.number
        totals.pop(str(this["excluded"]))
        assert totals == {number: int(got) for number, got in following["totals"].items()}


@given(elections((Method.INSTANT_RUNOFF,)))
def test_transferable_vote_for_one_seat_elects_whom_instant_runoff_elects(election):
    rule, profile = election
    transferable = dataclasses.replace(rule, method=Method.STV)

    runoff, stages = count(rule, profile, seed=SEED), count(transferable, profile, seed=SEED)

    if not runoff.ties and not stages.ties and stages.winners:
        assert runoff.winners == stages.winners


@given(elections((Method.SCHULZE,)))
def test_schulze_elects_whoever_beats_all_others(election):
    rule, profile = election

    result = count(rule, profile, seed=SEED)

    direct = {(a, b): d for a, b, d, _p in result.facts["pairs"]}
    paths = {(a, b): p for a, b, _d, p in result.facts["pairs"]}
    numbers = [option.number for option in rule.counting]
    for (a, b), strength in paths.items():
        links = [
            min(direct[a, c] if direct[a, c] > direct[c, a] else 0, paths[c, b])
            for c in numbers
            if c not in {a, b}
        ]  # fmt: skip
        straight = direct[a, b] if direct[a, b] > direct[b, a] else 0
        assert strength == max([straight, *links])
    if result.facts["condorcet_winner"] and result.winners:
        assert result.winners[0] == result.facts["condorcet_winner"]


@given(elections((Method.SINGLE_CHOICE, Method.APPROVAL, Method.SCORE, Method.BORDA)))
def test_no_loser_has_more_than_a_winner(election):
    rule, profile = election

    result = count(rule, profile, seed=SEED)

    got = {option.number: int(option.got) for option in result.options}
    lost = [total for number, total in got.items() if number not in result.winners]
    won = [got[number] for number in result.winners]
    assert won == sorted(won, reverse=True)
    assert not lost or not won or max(lost) <= min(won)
    for option in result.options:
        if option.outcome == "not_elected" and option.reason == "fewer":
            assert got[option.number] + int(option.lacked) == min(won)


ONE_SEAT = (*(method for method in UNPAID if method is not Method.YES_NO),)


@given(st.sampled_from(ONE_SEAT), st.data())
def test_one_ballot_more_decides_between_mirrored_options(method, data):
    rule = rule_of(method, 4)
    half = read_ballots(rule, data.draw(lines_of(rule)))
    mirror = relabelled(rule, half, {1: 2, 2: 1, 3: 3, 4: 4})[1]
    level = Counter(half.counted) + Counter(mirror.counted)
    single = {Form.POINTS: (1, 0, 0, 0)}.get(rule.form, (1,))

    tied = count(rule, Profile(level), seed=SEED)
    decided = count(rule, Profile(level + Counter([single])), seed=SEED)

    if 2 in tied.winners:
        assert any({1, 2} <= set(tie.options) for tie in tied.ties)
    assert 2 not in decided.winners
    by_number = {option.number: option for option in decided.options}
    assert by_number[1].reason == "no_votes" or by_number[2].outcome == "not_elected"
