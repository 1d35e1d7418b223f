"""Why an option won, or did not: one answer for each, from its line in the result."""

from collections.abc import Callable, Mapping

from voting.counting import money_sentences
from voting.counting.election import MONEY, Method, Rule
from voting.counting.results import OptionResult, Result
from voting.counting.sentences.rules import unit
from voting.counting.sentences.ties import deciding
from voting.counting.words import Text, number, of

Names = Mapping[int, str]

TEXTS: dict[str, Text] = {
    # totals
    "most": {"nl": "{name} is gekozen, met {got}.", "en": "{name} is elected, with {got}."},
    "most_seats": {"nl": "{name} is gekozen: {got} is genoeg voor een van de {seats} plaatsen.",
                   "en": "{name} is elected: {got} is enough for one of the {seats} seats."},
    "fewer": {"nl": "{name} is niet gekozen: {got}, en dat is {lacked} minder dan de winnaar.",
              "en": "{name} is not elected: {got}, and that is {lacked} less than the winner."},
    "fewer_seats": {"nl": "{name} is niet gekozen: {got}, en dat is {lacked} minder dan de winnaar met het minste.",
                    "en": "{name} is not elected: {got}, and that is {lacked} less than the winner with the least."},
    "tied": {"nl": "{name} kreeg evenveel stemmen als de andere kant: {got}.",
             "en": "{name} got as many votes as the other side: {got}."},
    "no_votes": {"nl": "{name} is niet gekozen: niemand koos dit.", "en": "{name} is not elected: nobody chose this."},
    "tie_won": {"nl": "{name} stond met {got} gelijk met een andere keuze, en is gekozen {by}.",
                "en": "{name} was level with another option at {got}, and is elected {by}."},
    "tie_lost": {"nl": "{name} stond met {got} gelijk met een winnaar, en is niet gekozen {by}.",
                 "en": "{name} was level with a winner at {got}, and is not elected {by}."},
    # Schulze
    "beats_all": {"nl": "{name} is gekozen: deze keuze wint van elke andere.", "en": "{name} is elected: it wins from every other option."},
    "beats_all_by_chain": {
        "nl": "{name} is gekozen: naar elke andere keuze is de keten van overwinningen sterker dan die terug.",
        "en": "{name} is elected: the chain of victories to every other option is stronger than the one back."},
    "unbeaten": {"nl": "{name} is gekozen: geen keuze die nog over was, wint ervan.",
                 "en": "{name} is elected: no option that was left wins from it."},
    "schulze_tie_won": {"nl": "{name} is gekozen {by}: er was nog een keuze waar geen andere van wint.",
                        "en": "{name} is elected {by}: there was another option that none wins from."},
    "schulze_tie_lost": {"nl": "{name} is niet gekozen {by}: geen winnaar wint van deze keuze.",
                         "en": "{name} is not elected {by}: no winner wins from it."},
    "schulze_beside": {"nl": "{name} is niet gekozen: een keuze die gelijk stond met een winnaar, wint van {name}.",
                       "en": "{name} is not elected: an option that was level with a winner wins from {name}."},
    "beaten": {"nl": "{name} is niet gekozen: {direct} zetten {winner} hoger dan {name}, {back} andersom.",
               "en": "{name} is not elected: {direct} put {winner} higher than {name}, {back} the other way round."},
    "beaten_by_chain": {
        "nl": "{name} is niet gekozen: de sterkste keten van overwinningen van {winner} naar {name} is {path}, die terug {path_back}.",
        "en": "{name} is not elected: the strongest chain of victories from {winner} to {name} is {path}, the one back {path_back}."},
    # rounds
    "majority": {"nl": "{name} is gekozen in ronde {round}, met {got}: meer dan de helft.",
                 "en": "{name} is elected in round {round}, with {got}: more than half."},
    "last": {"nl": "{name} is gekozen in ronde {round}: deze keuze bleef als enige over.",
             "en": "{name} is elected in round {round}: it was the only one left."},
    "fewest": {"nl": "{name} viel af in ronde {round}: {got}, en dat is {lacked} minder dan de volgende.",
               "en": "{name} dropped out in round {round}: {got}, and that is {lacked} less than the next one."},
    "runner_up": {"nl": "{name} haalde de laatste ronde: {got}, en dat is {lacked} minder dan de winnaar.",
                  "en": "{name} reached the last round: {got}, and that is {lacked} less than the winner."},
    "round_tie": {"nl": "{name} viel af in ronde {round}: met {got} gelijk met een andere keuze, en afgevallen {by}.",
                  "en": "{name} dropped out in round {round}: level with another option at {got}, and out {by}."},
    "quota": {"nl": "{name} is gekozen in ronde {round}: met {then} is de kiesdeler ({quota}) gehaald.",
              "en": "{name} is elected in round {round}: with {then} it has reached the quota ({quota})."},
    "stv_last": {"nl": "{name} is gekozen in ronde {round}, met {then}: er waren niet meer keuzes over dan plaatsen.",
                 "en": "{name} is elected in round {round}, with {then}: no more options were left than seats."},
    "stv_fewest": {"nl": "{name} viel af in ronde {round}: het minste, {then}. Tot de kiesdeler ontbrak {lacked}.",
                   "en": "{name} dropped out in round {round}: the fewest, {then}. It lacked {lacked} to the quota."},
    "stv_tie": {"nl": "{name} viel af in ronde {round}: met {then} gelijk met een andere keuze, en afgevallen {by}. Tot de kiesdeler "
                      "ontbrak {lacked}.",
                "en": "{name} dropped out in round {round}: level with another option at {then}, and out {by}. It lacked {lacked} to "
                      "the quota."},
    "not_reached": {"nl": "{name} is niet gekozen: met {then} waren alle plaatsen al bezet. Tot de kiesdeler ontbrak {lacked}.",
                    "en": "{name} is not elected: it had {then} when all seats were filled. It lacked {lacked} to the quota."},
}  # fmt: skip
BY: dict[str, Text] = {
    "lot": {"nl": "door loting", "en": "by lot"},
    "lower_cost": {"nl": "door de laagste kosten", "en": "by the lowest cost"},
    "higher_cost": {"nl": "door de hoogste kosten", "en": "by the highest cost"},
    "more_votes": {"nl": "door het aantal stembiljetten", "en": "by the number of ballots"},
    "earlier_stage": {"nl": "door de stand in een eerdere ronde", "en": "by the totals of an earlier round"},
    "": {"nl": "", "en": ""},
}


def by_number(result: Result) -> dict[int, OptionResult]:
    """Return what became of the options by their number."""
    return {option.number: option for option in result.options}


def why(rule: Rule, result: Result, option: int, names: Names, language: str) -> str:
    """Return why an option won, or why it did not and what it lacked."""
    if rule.method in MONEY:
        return money_sentences.why(rule, result, option, names, language)
    found = by_number(result)[option]
    by_method: dict[Method, Callable[[Rule, Result, OptionResult], str]] = {
        Method.SCHULZE: _schulze_key, Method.STV: _stage_key, Method.INSTANT_RUNOFF: _round_key,
    }  # fmt: skip
    key = by_method.get(rule.method, _total_key)(rule, result, found)
    values = {
        "name": names[option],
        "got": of(found.got, unit(rule), language),
        "lacked": number(found.lacked, language),
        "round": number(found.round, language),
        "seats": number(rule.seats, language),
        "by": BY[deciding(result, option)][language],
        **_schulze_values(result, found, names, language),
        **_stage_values(result, found, language),
    }
    return TEXTS[key][language].format(**values)


def _total_key(rule: Rule, _result: Result, option: OptionResult) -> str:
    if option.reason == "tie":
        return "tie_won" if option.rank else "tie_lost"
    return f"{option.reason}_seats" if rule.seats > 1 and option.reason in {"most", "fewer"} else option.reason


def _round_key(_rule: Rule, _result: Result, option: OptionResult) -> str:
    return "round_tie" if option.reason == "tie" else option.reason


def _stage_key(_rule: Rule, _result: Result, option: OptionResult) -> str:
    return f"stv_{option.reason}" if option.reason in {"last", "fewest", "tie"} else option.reason


def _schulze_key(_rule: Rule, result: Result, option: OptionResult) -> str:
    if option.reason == "tie":
        lost = "schulze_tie_lost" if deciding(result, option.number) else "schulze_beside"
        return "schulze_tie_won" if option.rank else lost
    if option.reason == "beaten":
        direct, back, _path, _path_back, _winner = _closest(result, option)
        return "beaten" if direct > back else "beaten_by_chain"
    if option.reason == "beats_all" and result.facts["condorcet_winner"] != option.number:
        return "beats_all_by_chain"
    return option.reason


def _closest(result: Result, option: OptionResult) -> tuple[int, int, int, int, int]:
    """Return the pair with the winner that beats an option by least: direct votes, paths, and that winner."""
    pairs = {(a, b): (direct, path) for a, b, direct, path in result.facts["pairs"]}
    found = []
    for place, winner in enumerate(result.winners):
        (direct, path), (back, path_back) = pairs[winner, option.number], pairs[option.number, winner]
        if path > path_back:
            found.append((path - path_back, place, (direct, back, path, path_back, winner)))
    return min(found)[2]


def _schulze_values(result: Result, option: OptionResult, names: Names, language: str) -> dict[str, str]:
    if option.reason != "beaten":
        return {}
    direct, back, path, path_back, winner = _closest(result, option)
    return {
        "direct": of(direct, "person", language),
        "back": number(back, language),
        "path": number(path, language),
        "path_back": number(path_back, language),
        "winner": names[winner],
    }


def _stage_values(result: Result, option: OptionResult, language: str) -> dict[str, str]:
    """Return the quota, and what an option had when its outcome fell: before it was excluded, or when it was elected."""
    if "quota" not in result.facts or not result.rounds:
        return {}
    before = option.reason in {"fewest", "tie"}
    stage = result.rounds[option.round - (2 if before else 1)]
    then = of(stage["totals"][str(option.number)], "vote", language)
    return {"then": then, "quota": number(result.facts["quota"], language)}
