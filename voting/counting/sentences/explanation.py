"""A result in sentences: who took part, the outcome, whether it holds, each round, each tie, each option."""

from collections.abc import Mapping

from voting.counting import money_sentences
from voting.counting.election import MONEY, Kind, Method, Rule
from voting.counting.results import Result
from voting.counting.sentences.reasons import by_number, why
from voting.counting.sentences.rounds import rounds
from voting.counting.sentences.rules import DECISION, unit
from voting.counting.sentences.ties import ties
from voting.counting.words import Text, listed, number, of

Names = Mapping[int, str]

TEXTS: dict[str, Text] = {
    "cast": {"nl": "{cast} hebben gestemd.", "en": "{cast} voted."},
    "cast_one": {"nl": "{cast} heeft gestemd.", "en": "{cast} voted."},
    "nobody": {"nl": "Niemand heeft gestemd.", "en": "Nobody voted."},
    "blank": {"nl": "Blanco: {blank}.", "en": "Blank: {blank}."},
    "invalid": {"nl": "Ongeldig: {invalid} ({why}).", "en": "Not valid: {invalid} ({why})."},
    "counted": {"nl": "Er tellen {counted} mee.", "en": "{counted} count."},
    "counted_one": {"nl": "Er telt {counted} mee.", "en": "{counted} counts."},
    "no_choice": {"nl": "Niemand heeft iets gekozen. Er is geen uitkomst.", "en": "Nobody chose anything. There is no outcome."},
    "tied": {"nl": "{a} en {b} kregen evenveel stemmen: {got}. Er is geen uitkomst.",
             "en": "{a} and {b} got as many votes: {got}. There is no outcome."},
    "yes_no": {"nl": "De uitkomst is {winner}: {votes}.", "en": "The outcome is {winner}: {votes}."},
    "votes_for": {"nl": "{got} voor {name}", "en": "{got} for {name}"},
    "one": {"nl": "{name} wint met {got}.", "en": "{name} wins with {got}."},
    "several": {"nl": "Gekozen: {winners}.", "en": "Elected: {winners}."},
    "empty": {"nl": "Leeg blijft: {seats}, want meer keuzes kregen geen steun.",
              "en": "Left empty: {seats}, for no more options had any support."},
    "condorcet": {"nl": "{name} wint van elke andere keuze.", "en": "{name} wins from every other option."},
    "schulze": {"nl": "Geen keuze wint van alle andere. {name} wint door de sterkste keten van overwinningen.",
                "en": "No option wins from all others. {name} wins by the strongest chain of victories."},
    "in_order": {"nl": "Gekozen, in deze volgorde: {winners}.", "en": "Elected, in this order: {winners}."},
    "runoff": {"nl": "{name} wint in ronde {round}, met {got} van de {counting} die dan meetellen.",
               "en": "{name} wins in round {round}, with {got} of the {counting} that count then."},
    "quota": {"nl": "De kiesdeler is {quota}.", "en": "The quota is {quota}."},
    "unknown": {"nl": "Hoeveel mensen mogen stemmen is niet bekend. Daarom is dit niet gehaald.",
                "en": "How many people may vote is not known. So this is not reached."},
    "quorum_yes": {"nl": "De opkomst is hoog genoeg: {got}, en {needed} waren nodig.",
                   "en": "The turnout is high enough: {got}, and {needed} were needed."},
    "quorum_no": {"nl": "De opkomst is te laag: {got}, en {needed} waren nodig.",
                  "en": "The turnout is too low: {got}, and {needed} were needed."},
    "majority_yes": {"nl": "De meerderheid is gehaald: {got}, en {needed} waren nodig.",
                     "en": "The majority is reached: {got}, and {needed} were needed."},
    "majority_no": {"nl": "De meerderheid is niet gehaald: {got}, en {needed} waren nodig.",
                    "en": "The majority is not reached: {got}, and {needed} were needed."},
    "valid": {"nl": "De uitslag geldt.", "en": "The outcome holds."},
    "not_valid": {"nl": "De uitslag geldt niet.", "en": "The outcome does not hold."},
}  # fmt: skip
TREATMENTS: dict[str, Text] = {
    "over_vote": {"nl": "meer dan één keuze", "en": "more than one option"},
    "unknown_option": {"nl": "een keuze die er niet is", "en": "an option that does not exist"},
    "repeated_option": {"nl": "twee keer dezelfde keuze", "en": "the same option twice"},
    "too_many": {"nl": "te veel keuzes", "en": "too many options"},
    "too_few": {"nl": "te weinig keuzes", "en": "too few options"},
    "over_cost": {"nl": "samen te duur", "en": "together too dear"},
    "over_score": {"nl": "te veel punten voor één keuze", "en": "too many points for one option"},
    "over_points": {"nl": "te veel punten", "en": "too many points"},
    "unreadable": {"nl": "niet te lezen", "en": "not readable"},
    "absurd": {"nl": "veel te lang", "en": "far too long"},
}


def explain(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    """Return the whole result in sentences, each option included."""
    return [
        *participation(result, language),
        *outcome(rule, result, names, language),
        *decision(rule, result, language),
        *rounds(rule, result, names, language),
        *ties(result, names, language),
        *(why(rule, result, option.number, names, language) for option in result.options),
    ]


def participation(result: Result, language: str) -> list[str]:
    """Return who took part, and which ballots count."""
    sums = result.sums
    if not sums["cast"]:
        return [TEXTS["nobody"][language]]
    sentences = [_plural("cast", sums["cast"]).get(language, "").format(cast=of(sums["cast"], "person", language))]
    if sums["blank"]:
        sentences.append(TEXTS["blank"][language].format(blank=of(sums["blank"], "ballot", language)))
    if sums["invalid"]:
        named = [f"{TREATMENTS[key][language]}: {number(n, language)}" for key, n in sums["invalid"].items()]
        total = of(sum(sums["invalid"].values()), "ballot", language)
        sentences.append(TEXTS["invalid"][language].format(invalid=total, why="; ".join(named)))
    counted = of(sums["counted"], "ballot", language)
    return [*sentences, _plural("counted", sums["counted"])[language].format(counted=counted)]


def outcome(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    """Return what came out."""
    if rule.method in MONEY:
        return money_sentences.outcome(rule, result, names, language)
    if rule.method is Method.YES_NO:
        return _yes_or_no(rule, result, names, language)
    if not result.winners:
        return [TEXTS["no_choice"][language]]
    by_method = {Method.SCHULZE: _schulze, Method.INSTANT_RUNOFF: _runoff, Method.STV: _stv}
    sentences = by_method.get(rule.method, _totals)(rule, result, names, language)
    empty = rule.seats - len(result.winners)
    if empty and rule.method is not Method.STV:
        sentences.append(TEXTS["empty"][language].format(seats=of(empty, "seat", language)))
    return sentences


def decision(rule: Rule, result: Result, language: str) -> list[str]:
    """Return whether the outcome holds, and what was missing."""
    if not result.winners:
        return []
    sentences = []
    quorum, majority = result.decision["quorum"], result.decision["majority"]
    if rule.decision.quorum:
        got = of(result.sums["cast"], "person", language)
        sentences += _reached("quorum", quorum["reached"], quorum["needed"], got, language)
    if rule.decision.share:
        got = of(majority["got"], "vote", language)
        sentences += _reached("majority", majority["reached"], majority["needed"], got, language)
    if sentences or not result.decision["valid"]:
        sentences.append(TEXTS["valid" if result.decision["valid"] else "not_valid"][language])
    return [*sentences, DECISION["binding" if result.decision["binding"] else "advisory"][language]]


def _plural(key: str, count: int) -> Text:
    return TEXTS[f"{key}_one" if count == 1 else key]


def _reached(what: str, reached: bool, needed: int, got: str, language: str) -> list[str]:
    if not reached and not needed:
        return [TEXTS["unknown"][language]]
    text = TEXTS[f"{what}_{'yes' if reached else 'no'}"][language]
    return [text.format(got=got, needed=number(needed, language))]


def _yes_or_no(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    options = by_number(result)
    yes, no = (next(o.number for o in rule.counting if o.kind is kind) for kind in (Kind.YES, Kind.NO))
    if result.winners:
        first, second = (yes, no) if result.winners[0] == yes else (no, yes)
        votes = [
            TEXTS["votes_for"][language].format(got=of(options[n].got, "vote", language), name=names[n])
            for n in (first, second)
        ]
        return [TEXTS["yes_no"][language].format(winner=names[first], votes=listed(votes, language))]
    if options[yes].reason == "tied":
        return [TEXTS["tied"][language].format(a=names[yes], b=names[no], got=number(options[yes].got, language))]
    return [TEXTS["no_choice"][language]]


def _totals(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    options = by_number(result)
    got = {n: of(options[n].got, unit(rule), language) for n in result.winners}
    if len(got) == 1:
        ((winner, text),) = got.items()
        return [TEXTS["one"][language].format(name=names[winner], got=text)]
    winners = listed([f"{names[n]} ({text})" for n, text in got.items()], language)
    return [TEXTS["several"][language].format(winners=winners)]


def _schulze(rule: Rule, result: Result, names: Names, language: str) -> list[str]:  # one signature for all methods
    first = result.winners[0]
    key = "condorcet" if result.facts["condorcet_winner"] == first else "schulze"
    sentences = [TEXTS[key][language].format(name=names[first])]
    if rule.seats > 1:
        winners = listed([names[n] for n in result.winners], language)
        sentences.append(TEXTS["in_order"][language].format(winners=winners))
    return sentences


def _runoff(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    winner = by_number(result)[result.winners[0]]
    counting = sum(int(total) for total in result.rounds[-1]["totals"].values())
    text = TEXTS["runoff"][language].format(
        name=names[winner.number],
        round=number(winner.round, language),
        got=of(winner.got, unit(rule), language),
        counting=number(counting, language),
    )
    return [text]


def _stv(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    winners = listed([names[n] for n in result.winners], language)
    key = "in_order" if len(result.winners) > 1 else "several"
    quota = TEXTS["quota"][language].format(quota=of(result.facts["quota"], unit(rule), language))
    return [TEXTS[key][language].format(winners=winners), quota]
