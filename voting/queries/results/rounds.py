"""Counts in rounds as a picture and a table: who had how much, who dropped out or was chosen, where the votes went."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from voting.counting.election import Method
from voting.counting.sentences.rounds import rounds as told_rounds
from voting.queries.results.bars import Row, Table, shown
from voting.queries.results.reading import Reading, coordinate, joined


@dataclass(frozen=True)
class RoundBar:
    """What an option has in a round; `kind` is `won`, `out` or nothing."""

    name: str
    value: str
    share: str
    kind: str
    mark: str


@dataclass(frozen=True)
class Round:
    """A round: what happened in a few words and in full, a bar for each option, and where on it the line stands."""

    title: str
    sentence: str
    bars: tuple[RoundBar, ...]
    needed: str  # what it takes to be chosen, in words
    line: str  # where that is, from 0 to 100


@dataclass(frozen=True)
class Stage:
    """A round in numbers, alike for instant runoff and transferable votes. `moved` are the votes that came in."""

    number: int
    totals: Mapping[int, Fraction]
    chosen: tuple[int, ...]
    dropped: int  # who drops out: at the end of a round of instant runoff, at the beginning of a transferable one
    moved: Mapping[int, Fraction]
    source: int  # from whom the votes came that came in
    lost: Fraction  # votes that pass to nobody any more, in all
    needed: Fraction


def stages_of(reading: Reading) -> list[Stage]:
    """Return the rounds in numbers; none for methods without rounds of votes."""
    if reading.rule.method is Method.STV:
        quota = Fraction(reading.result.facts.get("quota", 0))
        return [_stv_stage(each, quota) for each in reading.result.rounds]
    if reading.rule.method is Method.INSTANT_RUNOFF:
        before: list[Mapping[str, Any]] = [{"transfers": {}, "excluded": 0}, *reading.result.rounds]
        return [_runoff_stage(each, last) for last, each in zip(before, reading.result.rounds, strict=False)]
    return []


def _stv_stage(each: Mapping[str, Any], quota: Fraction) -> Stage:
    return Stage(
        number=each["round"],
        totals={int(n): Fraction(total) for n, total in each["totals"].items() if Fraction(total)},
        chosen=tuple(each["elected"]),
        dropped=each["of"] if each["action"] == "exclude" else 0,
        moved={int(n): Fraction(moved) for n, moved in each["moved"].items()} if each["of"] else {},
        source=each["of"],
        lost=Fraction(each["non_transferable"]),
        needed=quota,
    )


def _runoff_stage(each: Mapping[str, Any], last: Mapping[str, Any]) -> Stage:
    return Stage(
        number=each["round"],
        totals={int(n): Fraction(total) for n, total in each["totals"].items()},
        chosen=(each["elected"],) if each["elected"] else (),
        dropped=each["excluded"],
        moved={int(n): Fraction(moved) for n, moved in last["transfers"].items() if n != "exhausted"},
        source=last["excluded"],
        lost=Fraction(each["exhausted"]),
        needed=Fraction(each["needed"]),
    )


def rounds_of(reading: Reading, stages: list[Stage]) -> tuple[Round, ...]:
    """Return each round with its bars, longest first, all on one scale."""
    told = told_rounds(reading.rule, reading.result, reading.names, reading.language) if stages else []
    longest = max((max([*stage.totals.values(), stage.needed], default=Fraction(1)) for stage in stages), default=1)
    return tuple(
        Round(
            title=_title(reading, stage),
            sentence=sentence,
            bars=_bars(reading, stage, Fraction(longest)),
            needed=_needed(reading, stage),
            line=coordinate(100 * stage.needed / longest),
        )
        for stage, sentence in zip(stages, told, strict=True)
    )


def _title(reading: Reading, stage: Stage) -> str:
    words = {
        "round": stage.number,
        "chosen": joined([reading.names[n] for n in stage.chosen]),
        "dropped": reading.names.get(stage.dropped, ""),
    }
    if stage.dropped and stage.chosen:
        return _("Round %(round)s: %(dropped)s drops out, chosen: %(chosen)s") % words
    if stage.dropped:
        return _("Round %(round)s: %(dropped)s drops out") % words
    if stage.chosen:
        return _("Round %(round)s: chosen: %(chosen)s") % words
    return _("Round %(round)s: nobody has enough yet") % words


def _needed(reading: Reading, stage: Stage) -> str:
    words = {"needed": reading.amount(str(stage.needed))}
    if reading.rule.method is Method.STV:
        return _("The line is the quota: %(needed)s.") % words
    return _("The line is more than half: %(needed)s.") % words


def _bars(reading: Reading, stage: Stage, longest: Fraction) -> tuple[RoundBar, ...]:
    exact = _exact(reading, stage.number)
    until_now = {n for each in reading.result.rounds[: stage.number] for n in _chosen_in(each)}
    bars = []
    for number, total in sorted(stage.totals.items(), key=lambda item: (-item[1], item[0])):
        kind = "won" if number in until_now else "out" if number == stage.dropped else ""
        mark = {"won": _("chosen"), "out": _("drops out"), "": ""}[kind]
        value = reading.plain(shown(exact[number]))
        bars.append(RoundBar(reading.names[number], value, coordinate(100 * total / longest), kind, mark))
    return tuple(bars)


def _chosen_in(each: Mapping[str, Any]) -> list[int]:
    elected = each["elected"]
    return elected if isinstance(elected, list) else [elected]


def _exact(reading: Reading, number: int) -> dict[int, str]:
    """The totals of a round as the count wrote them."""
    return {int(n): str(total) for n, total in reading.result.rounds[number - 1]["totals"].items()}


def rounds_table(reading: Reading, stages: list[Stage]) -> Table:
    """Return all totals to the last digit, an option a row and a round a column."""
    exact = [_exact(reading, stage.number) for stage in stages]
    rows = [
        Row(
            reading.names[option.number],
            tuple(_cell(reading, totals.get(option.number, "")) for totals in exact),
            bool(option.rank),
        )
        for option in reading.in_order
    ]
    if any(stage.lost for stage in stages):
        key = "non_transferable" if reading.rule.method is Method.STV else "exhausted"
        lost = tuple(reading.plain(str(each[key])) for each in reading.result.rounds)
        rows.append(Row(_("No further choice"), lost))
    columns = tuple(_("Round %(round)s") % {"round": stage.number} for stage in stages)
    return Table(_("Votes per round"), _("Option"), columns, tuple(rows))


def _cell(reading: Reading, total: str) -> str:
    return reading.plain(total) if total and Fraction(total) else "–"
