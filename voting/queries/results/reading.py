"""A counted ballot as pages read it: the rule, the result as a value, and the names of the options."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from voting.counting import tenths_of_a_percent
from voting.counting.election import MONEY, Form, Method, Rule
from voting.counting.results import OptionResult, Result
from voting.counting.words import EN, NL, number, of
from voting.enums import OptionKind
from voting.models import Ballot, Option
from voting.queries.rules import rule_of

POINTS = frozenset({Method.SCORE, Method.BORDA})  # methods whose totals are points, whatever the form


@dataclass(frozen=True)
class Reading:
    """What was stored at the count, ready to be told in the reader's language."""

    ballot: Ballot
    found: Mapping[str, Any]
    rule: Rule
    result: Result
    language: str

    @cached_property
    def names(self) -> dict[int, str]:
        """The texts of the options by number, blank too; yes, no and blank in the reader's language."""
        return {option["number"]: _text(option) for option in self.found["names"]}

    @cached_property
    def by_number(self) -> dict[int, OptionResult]:
        """What became of each option."""
        return {option.number: option for option in self.result.options}

    @property
    def is_money(self) -> bool:
        """Whether a budget was divided."""
        return self.rule.method in MONEY

    @property
    def in_order(self) -> list[OptionResult]:
        """The options, winners first, then those that got most; by number where they got as much."""
        return sorted(self.result.options, key=lambda o: (o.rank or len(self.names) + 1, -Fraction(o.got), o.number))

    @property
    def unit(self) -> str:
        """What an option gets: votes or points."""
        ranked_money = self.rule.method is Method.BUDGET and self.rule.form is Form.RANKING
        return "point" if self.rule.method in POINTS or self.rule.form is Form.POINTS or ranked_money else "vote"

    def amount(self, value: int | str) -> str:
        """Return a number of votes or points with its noun."""
        return of(value, self.unit, self.language)

    def plain(self, value: int | str) -> str:
        """Return a number as the reader writes it."""
        return number(value, self.language)


def read(ballot: Ballot) -> Reading:
    """Return a counted ballot for reading, without a query."""
    found: dict[str, Any] = ballot.result or {}
    options = [Option(number=one["number"], kind=one["kind"], text=one["text"]) for one in found["names"]]
    language = EN if get_language() == EN else NL
    return Reading(ballot, found, rule_of(ballot, options), Result.from_json(found), language)


def joined(names: list[str]) -> str:
    """Return names as one would say them: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def percent(part: Fraction) -> str:
    """Return a share as people write it, with one decimal unless it is 0."""
    tenths = tenths_of_a_percent(part)
    return formats.number_format(Decimal(tenths) / 10, decimal_pos=1 if tenths % 10 else 0) + "%"


def coordinate(value: Fraction | float) -> str:
    """Return a place in a picture with one decimal and a point, whatever the reader's language."""
    return f"{float(value):.1f}"


def _text(option: Mapping[str, Any]) -> str:
    return str(option["text"] if option["kind"] == OptionKind.CHOICE else OptionKind(option["kind"]).label)
