"""A counted ballot in words, pictures and numbers: the outcome, how it came about, who took part."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from voting.counting.election import Method
from voting.counting.results import OptionResult
from voting.counting.sentences import why
from voting.counting.sentences.explanation import decision, outcome, participation
from voting.counting.sentences.ties import tie_sentence
from voting.models import Ballot
from voting.queries.results.bars import ResultLine, Table, lines_of, table_of
from voting.queries.results.flow import Flow, flow_of
from voting.queries.results.money import Spending, spending_of
from voting.queries.results.notes import Lot, OtherRule, lot_of, note_of, others_of
from voting.queries.results.outcome import outcome_of
from voting.queries.results.pairs import PairRow, pairs_of
from voting.queries.results.participation import Participants, participants
from voting.queries.results.reading import Reading, read
from voting.queries.results.rounds import Round, rounds_of, rounds_table, stages_of

FEW_LINES = 8  # in a summary


@dataclass(frozen=True)
class ResultSummary:
    """What other pages show of a result: the outcome, the first bars, and who took part."""

    sentence: str
    lines: tuple[ResultLine, ...]
    more: int  # options that are not among the lines
    people: Participants


@dataclass(frozen=True)
class Why:
    """Why an option won, or why it did not."""

    question: str
    answers: tuple[str, ...]
    won: bool


@dataclass(frozen=True)
class ResultPage:
    """Everything the result shows. Which pictures there are depends on the method; each has its numbers in `table`."""

    sentence: str
    reasons: tuple[str, ...]
    decision: tuple[str, ...]
    lines: tuple[ResultLine, ...]
    table: Table
    pairs: tuple[PairRow, ...]
    flow: Flow | None
    rounds: tuple[Round, ...]
    spending: Spending | None
    whys: tuple[Why, ...]
    ties: tuple[str, ...]
    lot: Lot | None
    others: tuple[OtherRule, ...]
    people: Participants

    @property
    def is_wide(self) -> bool:
        """Whether a picture or a table needs the whole page."""
        return bool(self.flow or self.pairs or self.spending)


def result_summary(ballot: Ballot) -> ResultSummary:
    """Return the result of a counted ballot in short, from what was stored at the count, without a query."""
    reading = read(ballot)
    lines = lines_of(reading)
    return ResultSummary(outcome_of(reading), lines[:FEW_LINES], max(0, len(lines) - FEW_LINES), participants(reading))


def result_page(ballot: Ballot) -> ResultPage:
    """Return the result of a counted ballot, from what was stored at the count and after it, in one query."""
    reading, note = read(ballot), note_of(ballot)
    stages, spending = stages_of(reading), spending_of(reading)
    return ResultPage(
        sentence=outcome_of(reading),
        reasons=tuple(_reasons(reading)),
        decision=tuple(decision(reading.rule, reading.result, reading.language)),
        lines=lines_of(reading),
        table=spending.table if spending else rounds_table(reading, stages) if stages else table_of(reading),
        pairs=pairs_of(reading),
        flow=flow_of(reading, stages),
        rounds=rounds_of(reading, stages),
        spending=spending,
        whys=tuple(_why(reading, option) for option in reading.in_order),
        ties=tuple(tie_sentence(tie, reading.names, reading.language) for tie in reading.result.ties),
        lot=lot_of(reading, note),
        others=others_of(reading, note),
        people=participants(reading),
    )


def _reasons(reading: Reading) -> list[str]:
    """How the outcome came about, one sentence per step."""
    rule, result, language = reading.rule, reading.result, reading.language
    sentences = participation(result, language)
    if not result.sums["counted"]:
        return sentences
    if rule.method in {Method.YES_NO, Method.SINGLE_CHOICE} and rule.seats == 1:
        return [*sentences, _half(reading)]
    return sentences + outcome(rule, result, reading.names, language)


def _half(reading: Reading) -> str:
    """Whether somebody has more than half, where people will ask."""
    winners, counted = reading.result.winners, reading.result.sums["counted"]
    if not winners:
        return _("The options with the most votes have exactly as many, so the votes alone do not decide.")
    most, needed = int(reading.by_number[winners[0]].got), counted // 2 + 1
    words = {"needed": reading.plain(needed), "most": reading.plain(most)}
    if most < needed:
        return (
            _(
                "More than half would be %(needed)s votes. No option got that many; the option with the most votes leads."
            )
            % words
        )
    return _("More than half is %(needed)s votes or more. The option that leads has %(most)s.") % words


def _why(reading: Reading, option: OptionResult) -> Why:
    answers = [why(reading.rule, reading.result, option.number, reading.names, reading.language)]
    answers += [
        tie_sentence(tie, reading.names, reading.language)
        for tie in reading.result.ties
        if option.number in tie.options
    ]
    return Why(_question(reading, option), tuple(answers), bool(option.rank))


def _question(reading: Reading, option: OptionResult) -> str:
    words = {"name": reading.names[option.number]}
    if reading.is_money:
        return (
            _("Why does “%(name)s” get its money?") if option.rank else _("Why does “%(name)s” get no money?")
        ) % words
    return (_("Why did “%(name)s” win?") if option.rank else _("Why did “%(name)s” not win?")) % words
