"""Each round of a count in sentences: the totals, who is elected or drops out, and where the votes go."""

from collections.abc import Mapping
from typing import Any

from voting.counting import money_sentences
from voting.counting.election import MONEY, Method, Rule
from voting.counting.results import Result, fixed
from voting.counting.stv import PLACES, VOTE
from voting.counting.words import Text, listed, number, of

Names = Mapping[int, str]

TEXTS: dict[str, Text] = {
    "totals": {"nl": "Ronde {round}: {totals}.", "en": "Round {round}: {totals}."},
    "excluded": {"nl": "Niemand heeft er {needed}. {name} heeft de minste en valt af.",
                 "en": "Nobody has {needed}. {name} has the fewest and drops out."},
    "gone_to": {"nl": "Die stemmen gaan naar {to}.", "en": "Those votes go to {to}."},
    "exhausted": {"nl": "Zonder volgende keuze: {lost}.", "en": "Without a next choice: {lost}."},
    "lost": {"nl": "Niet overgedragen: {lost}.", "en": "Not passed on: {lost}."},
    "won": {"nl": "{name} heeft er meer dan de helft en wint.", "en": "{name} has more than half and wins."},
    "alone": {"nl": "{name} is als enige over en wint.", "en": "{name} is the only one left and wins."},
    "first": {"nl": "Ronde 1, de eerste keuzes: {totals}.", "en": "Round 1, the first choices: {totals}."},
    "surplus": {"nl": "Ronde {round}: {name} had {surplus} meer dan de kiesdeler.",
                "en": "Round {round}: {name} had {surplus} more than the quota."},
    "exclude": {"nl": "Ronde {round}: {name} had het minste, {total}, en valt af.",
                "en": "Round {round}: {name} had the fewest, {total}, and drops out."},
    "elected": {"nl": "Gekozen: {names}.", "en": "Elected: {names}."},
    "last": {"nl": "Er zijn niet meer keuzes over dan plaatsen. Ook gekozen: {names}.",
             "en": "No more options are left than seats. Also elected: {names}."},
}  # fmt: skip


def rounds(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    """Return a line for each round; nothing for methods without rounds."""
    if rule.method in MONEY:
        return money_sentences.rounds(rule, result, names, language)
    if rule.method is Method.INSTANT_RUNOFF:
        return [_runoff(each, names, language) for each in result.rounds]
    if rule.method is Method.STV:
        before = ({}, *(stage["totals"] for stage in result.rounds))
        return [
            _stage(stage, earlier, result, names, language)
            for earlier, stage in zip(before, result.rounds, strict=False)
        ]
    return []


def _amounts(totals: Mapping[str, Any], names: Names, language: str) -> str:
    largest_first = sorted(totals.items(), key=lambda item: (-_units(item[1]), int(item[0])))
    return listed([f"{names[int(n)]} {number(total, language)}" for n, total in largest_first], language)


def _runoff(each: Mapping[str, Any], names: Names, language: str) -> str:
    totals, transfers = _amounts(each["totals"], names, language), dict(each["transfers"])
    parts = [TEXTS["totals"][language].format(round=number(each["round"], language), totals=totals)]
    if each["elected"]:
        key = "alone" if len(each["totals"]) == 1 else "won"
        parts.append(TEXTS[key][language].format(name=names[each["elected"]]))
        return " ".join(parts)
    needed, excluded = number(each["needed"], language), names[each["excluded"]]
    parts.append(TEXTS["excluded"][language].format(needed=needed, name=excluded))
    lost = transfers.pop("exhausted", 0)
    if transfers:
        parts.append(TEXTS["gone_to"][language].format(to=_amounts(transfers, names, language)))
    if lost:
        parts.append(TEXTS["exhausted"][language].format(lost=number(lost, language)))
    return " ".join(parts)


def _stage(stage: Mapping[str, Any], earlier: Mapping[str, str], result: Result, names: Names, language: str) -> str:
    parts = [_begin(stage, earlier, result, names, language)]
    if stage["moved"]:
        parts.append(TEXTS["gone_to"][language].format(to=_amounts(stage["moved"], names, language)))
    lost = _units(stage["non_transferable"]) - _lost_before(stage, result)
    if lost:
        parts.append(TEXTS["lost"][language].format(lost=number(fixed(lost, PLACES), language)))
    return " ".join([*parts, *_elected(stage, result, names, language)])


def _begin(stage: Mapping[str, Any], earlier: Mapping[str, str], result: Result, names: Names, language: str) -> str:
    if stage["action"] == "first":
        return TEXTS["first"][language].format(totals=_amounts(stage["totals"], names, language))
    name, before = names[stage["of"]], _units(earlier[str(stage["of"])])
    surplus = fixed(before - result.facts["quota"] * VOTE, PLACES)
    return TEXTS[stage["action"]][language].format(
        round=number(stage["round"], language),
        name=name,
        surplus=of(surplus, "vote", language),
        total=of(fixed(before, PLACES), "vote", language),
    )


def _elected(stage: Mapping[str, Any], result: Result, names: Names, language: str) -> list[str]:
    reasons = {option.number: option.reason for option in result.options}
    found = []
    for key, reason in (("elected", "quota"), ("last", "last")):
        chosen = [names[n] for n in stage["elected"] if reasons[n] == reason]
        if chosen:
            found.append(TEXTS[key][language].format(names=listed(chosen, language)))
    return found


def _lost_before(stage: Mapping[str, Any], result: Result) -> int:
    at = stage["round"] - 2
    return _units(result.rounds[at]["non_transferable"]) if at >= 0 else 0


def _units(total: str | int) -> int:
    """Return a total, whole or with five decimals, in units of 1/100,000."""
    whole, _point, rest = str(total).partition(".")
    return int(whole) * VOTE + int((rest or "0").ljust(PLACES, "0"))
