"""The methods that spend money in plain Dutch and English: the rule, the outcome, each round, and why or why not."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from voting.counting.election import Form, Method, Option, Rule, Shares
from voting.counting.results import OptionResult, Result
from voting.counting.words import NOUNS, Text, listed, money, number, of

Names = Mapping[int, str]

RULE: dict[str, Text] = {
    "total": {"nl": "Er is {total} te besteden.", "en": "There is {total} to spend."},
    "threshold": {"nl": "Een keuze met minder dan {threshold} doet niet mee.",
                  "en": "An option with fewer than {threshold} takes no part."},
    "area": {"nl": "Aan {area} besteden we niet meer dan {cap}.", "en": "On {area} we spend no more than {cap}."},
    "places": {"nl": "Uw eerste keuze krijgt {most}, elke volgende één punt minder.",
               "en": "Your first choice gets {most}, each next one a point less."},
    "budget": {"nl": "De keuze met de meeste {unit} krijgt eerst geld, dan de volgende, tot het geld op is.",
               "en": "The option with the most {unit} gets its money first, then the next one, until the money is spent."},
    "skip": {"nl": "Is er voor een keuze te weinig over, dan slaan we die over.",
             "en": "If too little is left for an option, we pass it over."},
    "no_skip": {"nl": "Is er voor een keuze te weinig over, dan houdt het op: ook wat daarna komt, krijgt niets.",
                "en": "If too little is left for an option, it ends there: what comes after it gets nothing either."},
    "shares": {"nl": "Iedereen die iets kiest, krijgt een gelijk deel van het geld. Wie een keuze steunt, betaalt eraan mee. "
                     "Een keuze krijgt geld als de mensen die haar steunen, de kosten samen kunnen betalen.",
               "en": "Everybody who chooses something gets an equal share of the money. Who supports an option pays part of it. "
                     "An option gets its money if those who support it can pay the cost together."},
    "floor": {"nl": "Een deel is een heel aantal centen; wat dan overblijft, verdelen we niet.",
              "en": "A share is a whole number of cents; what is left over then is not shared out."},
    "cost": {"nl": "Wie meebetaalt, betaalt evenveel, of alles wat hij of zij nog heeft als dat minder is. Steeds is de keuze aan de "
                   "beurt waarvan ieder het kleinste deel van de kosten betaalt.",
             "en": "Who pays, pays as much as the others, or all they have left if that is less. Each time it is the turn of the option "
                   "of which everybody pays the smallest part of the cost."},
    "count": {"nl": "Wie meebetaalt, betaalt evenveel, of alles wat hij of zij nog heeft als dat minder is. Steeds is de keuze aan de "
                    "beurt waarvoor ieder het minste betaalt.",
              "en": "Who pays, pays as much as the others, or all they have left if that is less. Each time it is the turn of the option "
                    "for which everybody pays the least."},
    "points": {"nl": "Wie twee keer zoveel punten gaf, betaalt twee keer zoveel, of alles wat hij of zij nog heeft als dat minder is. "
                     "Steeds is de keuze aan de beurt waarvan één punt het minste kost.",
               "en": "Who gave twice as many points pays twice as much, or all they have left if that is less. Each time it is the turn "
                     "of the option of which one point costs the least."},
    "once": {"nl": "We doen dit één keer.", "en": "We do this once."},
    "before_overspending": {
        "nl": "Daarna krijgt iedereen steeds {increment} meer, en tellen we helemaal opnieuw. De laatste uitkomst die niet meer kost dan "
              "er is, geldt.",
        "en": "After that everybody gets {increment} more each time, and we count all over again. The last outcome that costs no more "
              "than there is counts."},
    "when_exhaustive": {
        "nl": "Daarna krijgt iedereen steeds {increment} meer, en tellen we helemaal opnieuw. We stoppen zodra er geen keuze meer bij "
              "past, en altijd voordat het meer kost dan er is.",
        "en": "After that everybody gets {increment} more each time, and we count all over again. We stop as soon as no further option "
              "fits, and always before it costs more than there is."},
    "completion": {"nl": "Wat dan over is, gaat naar de keuzes met de meeste {unit} die er nog bij passen.",
                   "en": "What is left then goes to the options with the most {unit} that still fit."},
    "comparison": {"nl": "Ten slotte vergelijken we met een andere telling: de meeste {unit} eerst. Is die uitkomst voor meer mensen "
                         "beter dan slechter, dan geldt die.",
                   "en": "Finally we compare with another count: the most {unit} first. If that outcome is better for more people than "
                         "it is worse, it counts instead."},
    "name": {"nl": "Dit is de methode van gelijke delen (Method of Equal Shares).", "en": "This is the Method of Equal Shares."},
}  # fmt: skip
OUTCOME: dict[str, Text] = {
    "nobody": {"nl": "Niemand heeft iets gekozen. Er is geen uitkomst.", "en": "Nobody chose anything. There is no outcome."},
    "none": {"nl": "Geen enkele keuze krijgt geld.", "en": "No option gets any money."},
    "funded": {"nl": "Deze keuzes krijgen geld: {winners}.", "en": "These options get their money: {winners}."},
    "one": {"nl": "Deze keuze krijgt geld: {winners}.", "en": "This option gets its money: {winners}."},
    "spent": {"nl": "Samen kost dat {spent}. Er blijft {left} over.", "en": "That costs {spent} together. {left} is left."},
    "endowment": {"nl": "Iedereen die iets koos, had {endowment} te verdelen.",
                  "en": "Everybody who chose something had {endowment} to divide."},
    "raised": {"nl": "Daarvoor is het deel van iedereen {times} keer verhoogd met {increment}.",
               "en": "For that, everybody's share was raised {times} times by {increment}."},
    "kept": {"nl": "De uitkomst van gelijke delen geldt: voor {shares} is die beter dan de meeste {unit} eerst, voor {votes} slechter.",
             "en": "The outcome of equal shares counts: for {shares} it is better than the most {unit} first, for {votes} worse."},
    "replaced": {"nl": "De uitkomst met de meeste {unit} eerst geldt: voor {votes} is die beter dan die van gelijke delen, voor "
                       "{shares} slechter.",
                 "en": "The outcome with the most {unit} first counts: for {votes} it is better than that of equal shares, for "
                       "{shares} worse."},
}  # fmt: skip
ROUND: dict[str, Text] = {
    "turn": {"nl": "Ronde {round}: {name} ({total}) kost {cost}, en er is {left} over. {outcome}",
             "en": "Round {round}: {name} ({total}) costs {cost}, and {left} is left. {outcome}"},
    "funded": {"nl": "Er komt geld.", "en": "It gets its money."},
    "threshold": {"nl": "Te weinig om mee te doen.", "en": "Too few to take part."},
    "no_votes": {"nl": "Niemand koos dit.", "en": "Nobody chose this."},
    "budget": {"nl": "Dat past niet.", "en": "That does not fit."},
    "area": {"nl": "Dat past niet in wat er voor {area} over is: {area_left}.",
             "en": "That does not fit in what is left for {area}: {area_left}."},
    "stopped": {"nl": "Het was al opgehouden.", "en": "It had ended already."},
    "shares": {"nl": "Ronde {round}: {name} kost {cost}. {payers} mee, niemand meer dan {highest}.",
               "en": "Round {round}: {name} costs {cost}. {payers} for it, nobody more than {highest}."},
    "pay": {"nl": "{payers} betalen", "en": "{payers} pay"},
    "pay_one": {"nl": "{payers} betaalt", "en": "{payers} pays"},
    "free": {"nl": "Ronde {round}: {name} kost niets.", "en": "Round {round}: {name} costs nothing."},
    "full": {"nl": "Dat is evenveel als {full} die dat hoogste bedrag betalen.",
             "en": "That is as much as {full} paying that highest amount."},
    "completion": {"nl": "Ronde {round}: {name} kost {cost}, betaald uit wat over was.",
                   "en": "Round {round}: {name} costs {cost}, paid from what was left."},
    "comparison": {"nl": "Ronde {round}: {name} kost {cost}, op volgorde van {unit}.",
                   "en": "Round {round}: {name} costs {cost}, in the order of {unit}."},
}  # fmt: skip
WHY: dict[str, Text] = {
    "funded": {"nl": "{name} krijgt geld: {got} is genoeg voor plaats {round}, en het paste.",
               "en": "{name} gets its money: {got} is enough for place {round}, and it fitted."},
    "shares": {"nl": "{name} krijgt geld: wie dit steunde, kon de {cost} samen betalen ({payers}).",
               "en": "{name} gets its money: those who supported it could pay the {cost} together ({payers})."},
    "completion": {"nl": "{name} krijgt geld uit wat over was: {got}, en het paste nog.",
                   "en": "{name} gets its money from what was left: {got}, and it still fitted."},
    "comparison": {"nl": "{name} krijgt geld: in de uitkomst die voor meer mensen beter is, hoort dit erbij ({got}).",
                   "en": "{name} gets its money: it belongs to the outcome that is better for more people ({got})."},
    "threshold": {"nl": "{name} krijgt geen geld: {got}, en dat is {fewer} te weinig om mee te doen.",
                  "en": "{name} gets no money: {got}, and that is {fewer} too few to take part."},
    "no_votes": {"nl": "{name} krijgt geen geld: niemand koos dit.", "en": "{name} gets no money: nobody chose this."},
    "budget": {"nl": "{name} krijgt geen geld: toen dit aan de beurt was ({got}), was er {lacked} te weinig over.",
               "en": "{name} gets no money: when its turn came ({got}), {lacked} was missing."},
    "area": {"nl": "{name} krijgt geen geld: voor {area} was er {lacked} te weinig over ({got}).",
             "en": "{name} gets no money: for {area}, {lacked} was missing ({got})."},
    "stopped": {"nl": "{name} krijgt geen geld: een keuze die voorging paste niet, en daar hield het op ({got}).",
                "en": "{name} gets no money: an option before it did not fit, and it ended there ({got})."},
    "money": {"nl": "{name} krijgt geen geld: wie dit steunde ({got}), had aan het eind samen nog {held} van de {cost}. Er ontbrak "
                    "{lacked}.",
              "en": "{name} gets no money: those who supported it ({got}) had {held} of the {cost} left together in the end. {lacked} "
                    "was missing."},
    "enough": {"nl": "{name} krijgt geen geld: wie dit steunde ({got}), kon het betalen, maar een andere uitkomst is voor meer mensen "
                     "beter.",
               "en": "{name} gets no money: those who supported it ({got}) could pay for it, but another outcome is better for more "
                     "people."},
}  # fmt: skip


def rule_sentences(rule: Rule, language: str) -> list[str]:
    """Return how ballots become spending: the whole variant, so that two rules that differ read differently."""
    unit = NOUNS[_unit(rule)][language][1]
    sentences = [RULE["total"][language].format(total=money(rule.budget.total, language))]
    if rule.form is Form.RANKING:
        most = of(rule.limits.max or len(rule.counting), "point", language)
        sentences.append(RULE["places"][language].format(most=most))
    keys = _variant(rule.shares) if rule.shares else ["budget", "skip" if rule.budget.skip else "no_skip"]
    increment = money(rule.shares.increment, language) if rule.shares else ""
    sentences += [RULE[key][language].format(unit=unit, increment=increment) for key in keys]
    if rule.budget.threshold:
        sentences.append(RULE["threshold"][language].format(threshold=of(rule.budget.threshold, _unit(rule), language)))
    return sentences + [
        RULE["area"][language].format(area=area, cap=money(cap, language))
        for area, cap in sorted(rule.budget.areas.items())
    ]


def _variant(shares: Shares) -> list[str]:
    stop = shares.stop if shares.increment else "once"
    keys = ["shares", *(["floor"] if shares.start == "floor" else []), shares.utility, stop]
    keys += ["completion"] if shares.completion == "votes" else []
    keys += ["comparison"] if shares.comparison == "votes" else []
    return [*keys, "name"]


def outcome(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    """Return what is funded, what it costs and what is left, and for Equal Shares what everybody had."""
    if not result.sums["counted"]:
        return [OUTCOME["nobody"][language]]
    costs = {option.number: option.cost for option in rule.options}
    winners = listed([f"{names[n]} ({money(costs[n], language)})" for n in result.winners], language)
    key = "none" if not result.winners else "one" if len(result.winners) == 1 else "funded"
    sentences = [OUTCOME[key][language].format(winners=winners)]
    spent, left = money(result.facts["spent"], language), money(result.facts["left"], language)
    sentences.append(OUTCOME["spent"][language].format(spent=spent, left=left))
    return sentences + (_of_shares(rule, rule.shares, result, language) if rule.shares else [])


def _of_shares(rule: Rule, shares: Shares, result: Result, language: str) -> list[str]:
    facts = result.facts
    endowment = money(int(Fraction(facts["endowment"])), language)
    sentences = [OUTCOME["endowment"][language].format(endowment=endowment)]
    if facts["increments"]:
        times, increment = number(facts["increments"], language), money(shares.increment, language)
        sentences.append(OUTCOME["raised"][language].format(times=times, increment=increment))
    if facts["compared"]:
        numbers = {name: of(n, "person", language) for name, n in facts["compared"].items()}
        key = "replaced" if facts["compared"]["votes"] > facts["compared"]["shares"] else "kept"
        sentences.append(OUTCOME[key][language].format(unit=NOUNS[_unit(rule)][language][1], **numbers))
    return sentences


def rounds(rule: Rule, result: Result, names: Names, language: str) -> list[str]:
    """Return a line for each round: whose turn it was and what was left, or who paid and how much at most."""
    tell = _turn if rule.method is Method.BUDGET else _purchase
    return [tell(rule, each, names, language) for each in result.rounds]


def _turn(rule: Rule, each: Mapping[str, Any], names: Names, language: str) -> str:
    area = "" if each["area_left"] is None else money(each["area_left"], language)
    told = ROUND[each["outcome"]][language].format(area=_option(rule, each["option"]).area, area_left=area)
    return ROUND["turn"][language].format(
        round=number(each["round"], language),
        name=names[each["option"]],
        total=of(each["total"], _unit(rule), language),
        cost=money(each["cost"], language),
        left=money(each["left"], language),
        outcome=told,
    )


def _purchase(rule: Rule, each: Mapping[str, Any], names: Names, language: str) -> str:
    key = "free" if each["by"] == "shares" and not each["payers"] else each["by"]
    text = ROUND[key][language].format(
        round=number(each["round"], language),
        name=names[each["option"]],
        cost=money(each["cost"], language),
        payers=_payers(each, language),
        highest=money(ceil(Fraction(each["highest"])), language),
        unit=NOUNS[_unit(rule)][language][1],
    )
    if key == "shares" and rule.form is not Form.POINTS:
        whole = str(each["effective"]).partition(".")[0]
        text += " " + ROUND["full"][language].format(full=of(whole, "person", language))
    return text


def _payers(each: Mapping[str, Any], language: str) -> str:
    key = "pay_one" if each["payers"] == 1 else "pay"
    return ROUND[key][language].format(payers=of(each["payers"], "person", language))


def why(rule: Rule, result: Result, option: int, names: Names, language: str) -> str:
    """Return why an option gets its money, or why not and what was missing."""
    found = next(each for each in result.options if each.number == option)
    plan = _option(rule, option)
    lacked = ceil(Fraction(found.lacked))
    key = "enough" if found.reason == "money" and not lacked else found.reason
    return WHY[key][language].format(
        name=names[option],
        got=of(found.got, _unit(rule), language),
        round=number(found.round, language),
        cost=money(plan.cost, language),
        area=plan.area,
        fewer=number(lacked, language),
        lacked=money(lacked, language),
        held=money(plan.cost - lacked, language),
        payers=_payers_of(result, found, language),
    )


def _payers_of(result: Result, found: OptionResult, language: str) -> str:
    if found.reason != "shares":
        return ""
    return of(result.rounds[found.round - 1]["payers"], "person", language)


def _option(rule: Rule, option: int) -> Option:
    return next(each for each in rule.options if each.number == option)


def _unit(rule: Rule) -> str:
    return "point" if rule.form in {Form.POINTS, Form.RANKING} else "vote"
