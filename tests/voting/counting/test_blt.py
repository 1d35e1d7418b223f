"""Reading and writing .blt files: as they are found in the wild, and with the line where they are wrong."""

import pytest
from hypothesis import given

from tests.voting.counting.profiles import ballots, elections, rule_of
from voting.counting.blt import Blt, BltError, read_blt, write_blt
from voting.counting.election import Method, RuleError
from voting.counting.marks import Profile

PLAIN = """4 2
-2
3 1 3 4 0
4 1 3 0
2 4 1 3 0
1 0
0
"Amina"
"Bram"
"Chantal"
"Dirk"
"Board of the street"
"""
READ = Blt(
    seats=2,
    names=("Amina", "Bram", "Chantal", "Dirk"),
    ballots={(1, 3, 4): 3, (1, 3): 4, (4, 1, 3): 2, (): 1},
    withdrawn=frozenset({2}),
    title="Board of the street",
)


def test_plain_file_is_read():
    assert read_blt(PLAIN) == READ


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\n\n  \n"),
        PLAIN.replace(" ", "\t  "). replace("Board\t  of\t  the\t  street", "Board of the street"),
        PLAIN.replace('"', ""),
        PLAIN.rstrip("\n"),
        "# a comment\n" + PLAIN.replace(" 0\n", " 0 # counted by hand\n"),
        PLAIN.replace("3 1 3 4 0\n", "1 1 3 4 0\n2.0 1 3 4 0\n0 4 0\n"),
        PLAIN.replace("3 1 3 4 0\n", "(a1) 3 1 3 4 0\n"),
        PLAIN.replace("4 1 3 0\n2 4 1 3 0\n", "4 1 3 0 2 4 1 3 0\n"),
        PLAIN + "made by a program\n",
        PLAIN + "\x1a",
        PLAIN.replace("\n", " "),
        PLAIN.replace("4 2\n-2\n", "4 2 -2 "),
        PLAIN.replace(" 0\n", "\n"),
        PLAIN.replace("3 1 3 4 0\n", "(12 b) 3 1 3 4 0\n"),
        PLAIN.replace("2 4 1 3 0", "/* a\nremark */ 2 4 /* 2 */ 1 3 0"),
        PLAIN.replace('"Amina"\n"Bram"\n', '"Amina" "Bram" '),
        PLAIN.replace("-2", "[withdrawn 2]"),
        PLAIN.replace("-2", "[tie 3 1 2 4]\n-2\n[droop rule=meek]"),
        "4 2\n[nick a b ch d]\n-2\n3 a ch d 0\n4 a ch 0\n2 4 a ch 0\n1 0" + PLAIN[PLAIN.index("\n0\n") :],
    ],
)  # fmt: skip
def test_files_in_the_wild_say_the_same(text):
    assert read_blt(text) == READ


def test_skipped_and_shared_places_end_a_ballot():
    blt = read_blt("3 1\n5 1 - 2 0\n4 3 1=2 0\n1 (1 2) 0\n1 1=2 0\n0\n")

    assert (blt.ballots, blt.cut, blt.names, blt.title) == ({(1,): 5, (3,): 4, (): 2}, 11, ("", "", ""), "")


def test_what_is_not_used_is_told():
    blt = read_blt("3 1\n[tie 3 1 2]\n1 1 0\n0\n")

    assert blt.notes == ("Line 2: an order for ties ([tie]), which is not used.",)


def test_party_stands_behind_the_name():
    blt = read_blt('2 1\n1 1 0\n0\n"Amina" "Green List"\n"Bram" ""\n"Street" "2026"\n')

    assert (blt.names, blt.title) == (("Amina (Green List)", "Bram"), "Street (2026)")


def test_names_may_stand_in_comments():
    blt = read_blt("2 1\n1 1 0\n0\n# ALTERNATIVE NAME 1: Amina (Green)\n# ALTERNATIVE NAME 2: Bram\nStreet")

    assert (blt.names, blt.title) == (("Amina (Green)", "Bram"), "Street")


def test_western_letters_of_older_programs_are_read():
    assert read_blt('1 1\n0\n"Ren\xe9"\n'.encode("cp1252")).names == ("Ren\xe9",)
    assert read_blt(b"\xef\xbb\xbf" + '1 1\n0\n"Ren\xe9"\n'.encode("cp1252")).names == ("Ren\xe9",)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "the file ends before the single 0 that closes the ballots."),
        ("3\n0\n", 1, "the first line holds two numbers: candidates and seats."),
        ("three 1\n0\n", 1, "'three' is not the number of candidates and of seats."),
        ("0 1\n0\n", 1, "there are 1 to 1000 candidates, and 1 seat or more."),
        ("3 0\n0\n", 1, "there are 1 to 1000 candidates, and 1 seat or more."),
        ("3 1\n-4\n0\n", 2, "-4 is not a candidate who withdrew."),
        ("3 1\n\n1 1 2 0\n2 2 7 0\n0\n", 4, "there is no candidate 7."),
        ("3 1\n1 1 0\n1 1 2\n0\n", 3, "the ballot does not end with 0."),
        ("3 1\n1 1 2\n1 1 0\n0\n", 2, "the ballot does not end with 0."),
        ("3 1\n1 1 0 2 1\n1 1 2\n0\n", 2, "there is no candidate 0."),
        ("3 1 1 1 2 1\n2 0", 2, "the file ends before the single 0 that closes the ballots."),
        ("3 1\n[nick a b]\n1 1 0\n0\n", 2, "[nick] holds a short name for each of the 3 candidates."),
        ("3 1\n[nick a b b]\n1 1 0\n0\n", 2, "[nick] holds a short name for each of the 3 candidates."),
        ("3 1\n[nick a b c]\n1 d 0\n0\n", 3, "'d' is not a candidate's number."),
        ("3 1\n[withdrawn 4]\n0\n", 2, "there is no candidate 4."),
        ("3 1\n[elected 1]\n0\n", 2, "[elected] is not understood."),
        ("3 1\n[nick a\nb c]\n0\n", 2, "the bracket [ is closed at the end of its line."),
        ("3 1\n1 1 x 0\n0\n", 2, "'x' is not a candidate's number."),
        ("3 1\n1.5 1 0\n0\n", 2, "'1.5' is not how many ballots there are."),
        ("3 1\n-1\n1 -2 0\n0\n", 3, "'-2' is not a candidate's number."),
        ("3 1\n1 2 0\n", 2, "the file ends before the single 0 that closes the ballots."),
        ('3 1\n1 2 0\n"A"\n', 3, "a single 0 closes the ballots before the names."),
        ('3 1\n1 2 0\n0\n"A"\n"B"\n', 5, "there are 2 names for 3 candidates."),
    ],
)
def test_error_says_in_which_line(text, line, problem):
    with pytest.raises(BltError) as caught:
        read_blt(text)

    assert (caught.value.line, caught.value.problem) == (line, problem)


def test_who_withdrew_is_passed_over():
    blt = read_blt("3 1\n-1\n4 1 2 0\n3 1 0\n1 3 1 2 2 0\n0\n")
    rule = blt.rule()

    assert [option.number for option in rule.options] == [2, 3]
    assert blt.profile(rule) == Profile({(2,): 4, (3, 2): 1}, blank=3)


def test_only_ranked_ballots_are_written():
    with pytest.raises(RuleError):
        write_blt(rule_of(Method.SCORE), Profile({}), names={}, title="")


def test_file_is_written_in_one_order():
    rule = rule_of(Method.STV, 3, seats=2)

    text = write_blt(rule, ballots(rule, "2*3>1", "5*1", "1*-"), names={1: 'The "old" pond', 2: "B"}, title="Square")

    assert text == '3 2\n1 0\n5 1 0\n2 3 1 0\n0\n"The \'old\' pond"\n"B"\n""\n"Square"\n'


@given(elections((Method.STV, Method.SCHULZE)))
def test_what_is_written_is_read_again(election):
    rule, profile = election

    blt = read_blt(write_blt(rule, profile, names={}, title=""))

    again = blt.profile(blt.rule())
    assert (again.counted, again.blank, blt.seats) == (profile.counted, profile.blank, rule.seats)
