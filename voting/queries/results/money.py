"""A divided budget as a picture and a table: what was spent, and for Equal Shares the money behind each project."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voting.counting.election import Method, Option
from voting.counting.results import OptionResult
from voting.counting.words import money
from voting.queries.results.bars import Row, Table, unit_heading
from voting.queries.results.reading import Reading, coordinate


@dataclass(frozen=True)
class Part:
    """A project's part of the budget: where it begins and how wide it is, from 0 to 100."""

    name: str
    at: str
    width: str


@dataclass(frozen=True)
class Backed:
    """The money behind a project: how much of its cost is there (0 to 100), and from whom, or what is missing."""

    name: str
    share: str
    value: str
    kind: str
    mark: str


@dataclass(frozen=True)
class Spending:
    """The budget: what it was spent on and what is left, and what stands behind each project for Equal Shares."""

    spent: str
    left: str
    parts: tuple[Part, ...]
    backed: tuple[Backed, ...]
    table: Table


def spending_of(reading: Reading) -> Spending | None:
    """Return how the budget was divided; None for votes without money."""
    if not reading.is_money:
        return None
    facts = reading.result.facts
    shares = reading.rule.method is Method.EQUAL_SHARES
    return Spending(
        spent=money(facts["spent"], reading.language),
        left=money(facts["left"], reading.language),
        parts=tuple(_parts(reading)),
        backed=tuple(_backed(reading, option) for option in reading.in_order) if shares else (),
        table=_shares_table(reading) if shares else _budget_table(reading),
    )


def _parts(reading: Reading) -> list[Part]:
    total, spent, parts = max(reading.rule.budget.total, 1), 0, []
    for number in reading.result.winners:
        cost = _option(reading, number).cost
        at, width = Fraction(100 * spent, total), Fraction(100 * cost, total)
        parts.append(Part(reading.names[number], coordinate(at), coordinate(width)))
        spent += cost
    return parts


def _option(reading: Reading, number: int) -> Option:
    return next(option for option in reading.rule.options if option.number == number)


def _purchases(reading: Reading) -> dict[int, Mapping[str, Any]]:
    return {each["option"]: each for each in reading.result.rounds}


def _backed(reading: Reading, option: OptionResult) -> Backed:
    cost, each = _option(reading, option.number).cost, _purchases(reading).get(option.number)
    missing = ceil(Fraction(option.lacked)) if option.reason == "money" else 0
    held = cost - missing if option.reason == "money" or option.rank else 0
    part = Fraction(held, cost) if cost else Fraction(1 if option.rank else 0)
    return Backed(
        name=reading.names[option.number],
        share=coordinate(100 * part),
        value=_paid(reading, option, each) if option.rank and each else _unpaid(reading, option, cost, held),
        kind="" if option.rank else "rest",
        mark=_("gets its money") if option.rank else "",
    )


def _paid(reading: Reading, option: OptionResult, each: Mapping[str, Any]) -> str:
    words = {
        "cost": money(each["cost"], reading.language),
        "payers": reading.plain(each["payers"]),
        "highest": money(ceil(Fraction(each["highest"])), reading.language),
    }
    if option.reason != "shares":
        return _("%(cost)s, from what was left") % words if option.reason == "completion" else words["cost"]
    sentence = ngettext(
        "%(cost)s from %(payers)s person, at most %(highest)s each",
        "%(cost)s from %(payers)s people, at most %(highest)s each",
        each["payers"],
    )
    return sentence % words


def _unpaid(reading: Reading, option: OptionResult, cost: int, held: int) -> str:
    words = {"cost": money(cost, reading.language), "held": money(held, reading.language)}
    if option.reason == "money":
        return _("%(held)s of %(cost)s was there") % words
    if option.reason == "no_votes":
        return _("nobody chose this; costs %(cost)s") % words
    return _("took no part; costs %(cost)s") % words


def _budget_table(reading: Reading) -> Table:
    turns = sorted(reading.result.rounds, key=lambda each: int(each["round"]))
    options = reading.by_number
    rows = [
        Row(
            reading.names[each["option"]],
            (
                reading.plain(each["total"]),
                money(each["cost"], reading.language),
                money(each["left"], reading.language),
                _("Yes") if options[each["option"]].rank else _outcomes()[each["outcome"]],
            ),
            bool(options[each["option"]].rank),
        )
        for each in turns
    ]
    columns = (unit_heading(reading), _("Costs"), _("Left when its turn came"), _("Gets its money"))
    return Table(_("Every project, in the order of the count"), _("Project"), columns, tuple(rows))


def _outcomes() -> dict[str, str]:
    return {
        "threshold": _("No: below the threshold"),
        "no_votes": _("No: nobody chose this"),
        "budget": _("No: too little money left"),
        "area": _("No: too little left for its area"),
        "stopped": _("No: the count had ended"),
        "money": _("No: too little money behind it"),
    }


def _shares_table(reading: Reading) -> Table:
    purchases = _purchases(reading)
    rows = [_shares_row(reading, option, purchases.get(option.number)) for option in reading.in_order]
    columns = (
        unit_heading(reading), _("Costs"), _("Payers"), _("Largest payment"), _("As many full payers"), _("Missing"),
        _("Gets its money"),
    )  # fmt: skip
    return Table(_("The money behind each project"), _("Project"), columns, tuple(rows))


def _shares_row(reading: Reading, option: OptionResult, each: Mapping[str, Any] | None) -> Row:
    cells = [reading.plain(option.got), money(_option(reading, option.number).cost, reading.language)]
    if each is not None and each["by"] == "shares":
        highest, whole = ceil(Fraction(each["highest"])), str(each["effective"])
        cells += [reading.plain(each["payers"]), money(highest, reading.language), reading.plain(whole[:-4]), "–"]
    else:
        missing = money(ceil(Fraction(option.lacked)), reading.language) if option.reason in {"money", "area"} else "–"
        cells += ["–", "–", "–", missing]
    cells.append(_how_paid(option) if option.rank else _outcomes()[option.reason])
    return Row(reading.names[option.number], tuple(cells), bool(option.rank))


def _how_paid(option: OptionResult) -> str:
    return {
        "shares": _("Yes: from equal shares"),
        "completion": _("Yes: from what was left"),
        "comparison": _("Yes: by most votes"),
    }[option.reason]
