"""Numbers, amounts and shares as people write them."""

from fractions import Fraction

import pytest

from voting.counting.words import listed, money, number, of, share


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234567, "1.234.567", "1,234,567"),
        (-1234, "-1.234", "-1,234"),
        ("1239.99064", "1.239,99064", "1,239.99064"),
        ("1210.00000", "1.210", "1,210"),
        ("0.50000", "0,5", "0.5"),
        ("-0.50000", "-0,5", "-0.5"),
    ],
)
def test_numbers(value, dutch, english):
    assert (number(value, "nl"), number(value, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [
        (123999, "€ 1.239,99", "€1,239.99"),
        (10_000_000, "€ 100.000", "€100,000"),
        (5, "€ 0,05", "€0.05"),
        (-250, "-€ 2,50", "-€2.50"),
    ],
)
def test_money(cents, dutch, english):
    assert (money(cents, "nl"), money(cents, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("fraction", "dutch", "english"),
    [("1/2", "de helft", "half"), ("3/10", "30%", "30%"), ("7/200", "3,5%", "3.5%"), ("4/7", "4/7", "4/7"), ("1", "100%", "100%")],
)  # fmt: skip
def test_shares(fraction, dutch, english):
    assert (share(Fraction(fraction), "nl"), share(Fraction(fraction), "en")) == (dutch, english)


def test_nouns_and_lists():
    assert [of(n, "vote", "nl") for n in (0, 1, "1.00000", "1.50000", 2)] == [
        "0 stemmen", "1 stem", "1 stem", "1,5 stemmen", "2 stemmen",
    ]  # fmt: skip
    assert [listed(items, "nl") for items in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A en B",
        "A, B en C",
    ]
    assert listed(["A", "B"], "en") == "A and B"
