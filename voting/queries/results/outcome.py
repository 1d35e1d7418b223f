"""The outcome of a ballot in one sentence, for pages that show nothing else of it."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voting.counting.election import Kind, Method
from voting.counting.sentences.reasons import BY
from voting.counting.sentences.ties import deciding
from voting.counting.words import money
from voting.models import Ballot
from voting.queries.results.reading import Reading, joined, read

MOST_NAMES = 3  # more projects than these are a number, not a list


def outcome_sentence(ballot: Ballot) -> str:
    """Return the outcome of a counted ballot in one sentence, without a query; an empty string before the count."""
    return "" if ballot.result is None else outcome_of(read(ballot))


def outcome_of(reading: Reading) -> str:
    """Return what came out, and whether it holds."""
    if not reading.result.sums["counted"]:
        return _("Nobody voted, or everybody voted blank. There is no outcome.")
    if not reading.result.winners:
        return _no_winner(reading)
    sentence = _funded(reading) if reading.is_money else _chosen(reading)
    return sentence if reading.result.decision["valid"] else f"{sentence} {_lacking(reading)}"


def _no_winner(reading: Reading) -> str:
    if reading.is_money:
        return _("No option gets any money.")
    if reading.rule.method is not Method.YES_NO:
        return _("There is no winner.")
    words = {
        "leading": joined([reading.names[option.number] for option in reading.result.options]),
        "votes": reading.plain(reading.result.options[0].got),
    }
    return _("It is a tie: %(leading)s each got %(votes)s votes. There is no winner.") % words


def _chosen(reading: Reading) -> str:
    winners, rule = reading.result.winners, reading.rule
    first = reading.by_number[winners[0]]
    words = {
        "leading": joined([reading.names[number] for number in winners]),
        "votes": reading.plain(first.got),
        "points": reading.amount(first.got),
        "counted": reading.plain(reading.result.sums["counted"]),
        "round": reading.plain(first.round),
    }
    if rule.method is Method.YES_NO:
        kind = next(option.kind for option in rule.options if option.number == winners[0])
        if kind is Kind.YES:
            return _("Most voters said yes: %(votes)s of %(counted)s votes without blanks.") % words
        return _("Most voters said no: %(votes)s of %(counted)s votes without blanks.") % words
    if len(winners) > 1:
        ordered = rule.method in {Method.STV, Method.SCHULZE}
        return (_("Chosen, in this order: %(leading)s.") if ordered else _("Chosen: %(leading)s.")) % words
    if first.reason == "tie":
        words["by"] = BY[deciding(reading.result, first.number)][reading.language]
        return _("“%(leading)s” is chosen %(by)s: it was level with another option.") % words
    return _SENTENCES[rule.method](reading) % words


def _schulze(reading: Reading) -> str:
    if reading.result.facts["condorcet_winner"] == reading.result.winners[0]:
        return _("“%(leading)s” is chosen: it wins from every other option.")
    return _("“%(leading)s” is chosen: it stands strongest when all options are compared two by two.")


_SENTENCES: dict[Method, Callable[[Reading], str]] = {
    Method.SINGLE_CHOICE: lambda _reading: _("“%(leading)s” got the most votes: %(votes)s of %(counted)s."),
    Method.APPROVAL: lambda _reading: _("“%(leading)s” is chosen: %(votes)s of %(counted)s voters ticked it."),
    Method.SCORE: lambda _reading: _("“%(leading)s” is chosen, with %(points)s."),
    Method.BORDA: lambda _reading: _("“%(leading)s” is chosen, with %(points)s."),
    Method.SCHULZE: _schulze,
    Method.INSTANT_RUNOFF: lambda _reading: _("“%(leading)s” is chosen in round %(round)s, with %(points)s."),
    Method.STV: lambda _reading: _("Chosen: %(leading)s."),
}


def _funded(reading: Reading) -> str:
    winners, facts = reading.result.winners, reading.result.facts
    words = {
        "names": joined([reading.names[number] for number in winners]),
        "number": reading.plain(len(winners)),
        "all": reading.plain(len(reading.result.options)),
        "spent": money(facts["spent"], reading.language),
        "total": money(reading.rule.budget.total, reading.language),
    }
    if len(winners) > MOST_NAMES:
        return _("%(number)s of %(all)s projects get their money: %(spent)s of %(total)s.") % words
    sentence = ngettext(
        "%(names)s gets its money: %(spent)s of %(total)s.",
        "%(names)s get their money: %(spent)s of %(total)s.",
        len(winners),
    )
    return sentence % words


def _lacking(reading: Reading) -> str:
    if not reading.result.decision["quorum"]["reached"]:
        return _("But too few people voted for this to hold.")
    return _("But this is not the majority that is needed, so it does not hold.")
