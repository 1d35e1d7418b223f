"""What a ballot says: every bad ballot has a named treatment, every good one a canonical line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voting.counting.profiles import lines_of, rule_of, rules
from voting.counting.election import Form, Kind, Limits, Method, Option, Rule
from voting.counting.marks import InvalidBallot, Reader, line_of, read_ballots

CHOICE = Rule(
    Method.SINGLE_CHOICE, Form.CHOICE, (Option(1), Option(2), Option(7), Option(9, kind=Kind.BLANK)),
)  # fmt: skip
APPROVAL = rule_of(
    Method.BUDGET, 5, form=Form.APPROVAL, costs=(10, 20, 30, 40, 50), limits=Limits(min=2, max=3, cost=80)
)
RANKING = rule_of(Method.STV, 4, limits=Limits(max=3))
POINTS = rule_of(Method.SCORE, 4, limits=Limits(min=2, max=3, total=10, each=6))

# (rule, line, treatment): the corpus of ballots that are not valid, by the names of docs/published-vote.md
INVALID = [
    (CHOICE, "1 2", "over_vote"),
    (CHOICE, "1 1", "over_vote"),
    (CHOICE, "1 99", "over_vote"),
    (CHOICE, "99", "unknown_option"),
    (CHOICE, "3", "unknown_option"),
    (CHOICE, "0", "unreadable"),
    (CHOICE, "01", "unreadable"),
    (CHOICE, " 1", "unreadable"),
    (CHOICE, "1 ", "unreadable"),
    (CHOICE, "1  2", "unreadable"),
    (CHOICE, "1\t2", "unreadable"),
    (CHOICE, "1\n", "unreadable"),
    (CHOICE, "+1", "unreadable"),
    (CHOICE, "-1", "unreadable"),
    (CHOICE, "1.0", "unreadable"),
    (CHOICE, "--", "unreadable"),
    (CHOICE, "\u0661", "unreadable"),  # a digit, but not one of 0 to 9
    (CHOICE, "\ufeff1", "unreadable"),
    (CHOICE, "1\x00", "unreadable"),
    (CHOICE, "yes", "unreadable"),
    (CHOICE, "1>2", "unreadable"),
    (CHOICE, "1" * 10, "unreadable"),
    (CHOICE, "1" * 10_000, "unreadable"),
    (CHOICE, "1" * 10_001, "absurd"),
    (CHOICE, "x" * 10_001, "absurd"),
    (APPROVAL, "1 6", "unknown_option"),
    (APPROVAL, "6 6", "unknown_option"),
    (APPROVAL, "1 1", "repeated_option"),
    (APPROVAL, "1 2 2 3 4", "repeated_option"),
    (APPROVAL, "1 2 3 4", "too_many"),
    (APPROVAL, "1", "too_few"),
    (APPROVAL, "5", "too_few"),
    (APPROVAL, "4 5", "over_cost"),
    (APPROVAL, "1,2", "unreadable"),
    (APPROVAL, " ".join(["1"] * 5001), "absurd"),
    (RANKING, "5", "unknown_option"),
    (RANKING, "5>1>2", "unknown_option"),
    (RANKING, "1>", "unreadable"),
    (RANKING, ">1", "unreadable"),
    (RANKING, "1>>2", "unreadable"),
    (RANKING, "1=2", "unreadable"),
    (RANKING, "1 > 2", "unreadable"),
    (RANKING, "1 2", "unreadable"),
    (POINTS, "5:1 1:1", "unknown_option"),
    (POINTS, "5:0", "unknown_option"),
    (POINTS, "1:1 1:2", "repeated_option"),
    (POINTS, "1:0 1:2 2:1", "repeated_option"),
    (POINTS, "1:7 2:1", "over_score"),
    (POINTS, "1:7 2:7", "over_score"),
    (POINTS, "1:999999999 2:1", "over_score"),
    (POINTS, "1:6 2:5", "over_points"),
    (POINTS, "1:6", "too_few"),
    (POINTS, "1:1 2:1 3:1 4:1", "too_many"),
    (POINTS, "1:-1", "unreadable"),
    (POINTS, "1:1.5", "unreadable"),
    (POINTS, "1:", "unreadable"),
    (POINTS, "1", "unreadable"),
    (POINTS, "1:01", "unreadable"),
    (POINTS, "1:1234567890 2:1", "unreadable"),
]


@pytest.mark.parametrize(("rule", "line", "treatment"), INVALID)
def test_invalid_ballot_has_its_named_treatment(rule, line, treatment):
    with pytest.raises(InvalidBallot) as caught:
        Reader(rule).read(line)

    assert caught.value.treatment == treatment


@pytest.mark.parametrize(
    ("rule", "line", "marks"),
    [
        (CHOICE, "", ()),
        (CHOICE, "-", ()),
        (CHOICE, "9", ()),
        (CHOICE, "7", (7,)),
        (APPROVAL, "-", ()),
        (APPROVAL, "3 1", (1, 3)),
        (APPROVAL, "3 5", (3, 5)),
        (RANKING, "4>1>2", (4, 1, 2)),
        (RANKING, "4>1>2>3", (4, 1, 2)),
        (RANKING, "4>1>4>2", (4, 1)),
        (RANKING, "4>9>1", (4,)),
        (RANKING, "4>4", (4,)),
        (POINTS, "1:0", ()),
        (POINTS, "1:0 2:0", ()),
        (POINTS, "4:1 1:5", (5, 0, 0, 1)),
        (POINTS, "4:1 1:5 3:0", (5, 0, 0, 1)),
        (POINTS, "1:6 2:4", (6, 4, 0, 0)),
    ],
)
def test_valid_ballot_is_read(rule, line, marks):
    assert Reader(rule).read(line) == marks


def test_profile_counts_every_line_once():
    profile = read_ballots(
        CHOICE, [line for rule, line, _name in INVALID if rule is CHOICE] + ["1", "1", "-", "9", "2"]
    )

    assert (dict(profile.counted), profile.blank) == ({(1,): 2, (2,): 1}, 2)
    assert dict(profile.invalid) == {"absurd": 2, "over_vote": 3, "unknown_option": 2, "unreadable": 18}


@given(st.data())
def test_canonical_line_says_the_same(data):
    rule = data.draw(rules())
    reader = Reader(rule)

    for line in data.draw(lines_of(rule)):
        try:
            marks = reader.read(line)
        except InvalidBallot:
            continue
        assert reader.read(line_of(rule, marks)) == marks


@given(st.data(), st.text())
def test_any_text_is_read_or_named(data, text):
    rule = data.draw(rules())

    profile = read_ballots(rule, [text])

    assert profile.cast == 1


@given(st.data())
def test_reading_a_plain_ballot_at_once_says_the_same(data):
    rule = data.draw(rules((Method.APPROVAL, Method.BUDGET)))
    reader = Reader(rule)

    for line in data.draw(lines_of(rule)):
        plain = reader.plain(line)

        assert plain is None or plain == reader.read(line)
