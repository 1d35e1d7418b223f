"""What each option got: a row of the table and a bar, for every method."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voting.counting import share
from voting.counting.election import Form, Kind, Method
from voting.counting.results import OptionResult
from voting.counting.words import money
from voting.enums import OptionKind
from voting.queries.results.reading import Reading, coordinate, percent

BAR_KINDS = {Kind.YES: "for", Kind.NO: "against", Kind.BLANK: "quiet"}
SHOWN_PLACES = 2  # of a vote that was passed on, in a picture; the table has all five


@dataclass(frozen=True)
class ResultLine:
    """What an option got: `got` in figures, `value` in words, `share` (0 to 100) of the longest bar possible."""

    name: str
    got: str
    percent: str
    value: str
    share: str
    kind: str
    leads: bool
    mark: str  # what became of it, in a word; nothing for who did not win


@dataclass(frozen=True)
class Row:
    """An option in a table."""

    name: str
    cells: tuple[str, ...]
    leads: bool = False


@dataclass(frozen=True)
class Table:
    """The numbers of a picture: what the rows are, the columns, and a row for each option."""

    caption: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def lines_of(reading: Reading) -> tuple[ResultLine, ...]:
    """Return a bar for each option: as printed for yes or no, else winners first; blank votes last."""
    ordered: Iterable[OptionResult] = reading.result.options
    if reading.rule.method is not Method.YES_NO:
        ordered = reading.in_order
    blank = [_blank_line(reading, option.number) for option in reading.rule.options if option.kind is Kind.BLANK]
    return (*(_line(reading, option) for option in ordered), *blank)


def table_of(reading: Reading) -> Table:
    """Return what each option got, its part of the votes where that says something, and what became of it."""
    by_share = _is_by_share(reading)
    columns = [unit_heading(reading), _("Part of the votes without blanks")] if by_share else [unit_heading(reading)]
    rows = [Row(line.name, (line.got, line.percent or "–")[: len(columns)], line.leads) for line in lines_of(reading)]
    return Table(_caption(reading), _("Option"), tuple(columns), tuple(rows))


def unit_heading(reading: Reading) -> str:
    """Return what the numbers of a column are."""
    if reading.rule.method is Method.SCHULZE:
        return _("Wins from so many")
    return _("Points") if reading.unit == "point" else _("Votes")


def shown(amount: str) -> str:
    """Return an amount cut off for a picture."""
    whole, _point, rest = amount.partition(".")
    return f"{whole}.{rest[:SHOWN_PLACES]}" if rest else whole


def _caption(reading: Reading) -> str:
    if reading.rule.method is Method.SCHULZE:
        return _("From how many other options each option wins")
    return _("Points per option") if reading.unit == "point" else _("Votes per option")


def _is_by_share(reading: Reading) -> bool:
    """Whether a bar is a part of all ballots: where every ballot gives an option one vote or none."""
    totals = {Method.YES_NO, Method.SINGLE_CHOICE, Method.APPROVAL}
    return reading.rule.method in totals or (reading.is_money and reading.rule.form in {Form.CHOICE, Form.APPROVAL})


def _line(reading: Reading, option: OptionResult) -> ResultLine:
    got, counted = Fraction(option.got), reading.result.sums["counted"]
    by_share = _is_by_share(reading)
    most = Fraction(counted) if by_share else _most(reading)
    part = got / most if most else Fraction(0)
    kind = next(each.kind for each in reading.rule.options if each.number == option.number)
    return ResultLine(
        name=reading.names[option.number],
        got=reading.plain(option.got),
        percent=percent(part) if by_share else "",
        value=_value(reading, option, percent(part) if by_share else ""),
        share=coordinate(100 * part),
        kind=BAR_KINDS.get(kind, "" if option.rank else "rest"),
        leads=bool(option.rank),
        mark=_mark(reading, option),
    )


def _most(reading: Reading) -> Fraction:
    if reading.rule.method is Method.SCHULZE:
        return Fraction(len(reading.result.options) - 1)
    return max((Fraction(option.got) for option in reading.result.options), default=Fraction(0))


def _value(reading: Reading, option: OptionResult, part: str) -> str:
    if reading.rule.method is Method.SCHULZE:
        others = len(reading.result.options) - 1
        sentence = ngettext("wins from %(got)s of %(others)s", "wins from %(got)s of %(others)s", others)
        return sentence % {"got": option.got, "others": others}
    value = reading.amount(shown(option.got))
    if reading.is_money:
        cost = next(each.cost for each in reading.rule.options if each.number == option.number)
        return _("%(votes)s, costs %(cost)s") % {"votes": value, "cost": money(cost, reading.language)}
    return f"{value} ({part})" if part else value


def _mark(reading: Reading, option: OptionResult) -> str:
    if not option.rank or reading.rule.method is Method.YES_NO:
        return ""
    if reading.is_money:
        return _("gets its money")
    return _("chosen")


def _blank_line(reading: Reading, number: int) -> ResultLine:
    sums = reading.result.sums
    return ResultLine(
        name=reading.names.get(number, str(OptionKind.BLANK.label)),
        got=reading.plain(sums["blank"]),
        percent="",
        value=reading.amount(sums["blank"]),
        share=coordinate(100 * share(sums["blank"], sums["valid"])),
        kind="quiet",
        leads=False,
        mark="",
    )
