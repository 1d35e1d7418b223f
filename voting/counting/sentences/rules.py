"""The rule in sentences: how a ballot is marked, how it is counted, what decides a tie, and when the outcome holds."""

from voting.counting import money_sentences
from voting.counting.decision import WINNERS_COUNT
from voting.counting.election import MONEY, Form, Kind, Method, Rule, Tie
from voting.counting.words import NOUNS, Text, money, number, of, share

MARK: dict[str, Text] = {
    "yes_no": {"nl": "U stemt ja of nee.", "en": "You vote yes or no."},
    "choice": {"nl": "U kiest één keuze.", "en": "You choose one option."},
    "blank": {
        "nl": "U kunt ook blanco stemmen: dan doet u mee, maar kiest u niets.",
        "en": "You can also vote blank: then you take part, but choose nothing.",
    },
    "any": {"nl": "U kiest zoveel keuzes als u wilt.", "en": "You choose as many options as you like."},
    "exactly": {"nl": "U kiest precies {max}.", "en": "You choose exactly {max}."},
    "between": {"nl": "U kiest ten minste {min} en ten hoogste {max}.", "en": "You choose at least {min} and at most {max}."},
    "at_most": {"nl": "U kiest ten hoogste {max}.", "en": "You choose at most {max}."},
    "at_least": {"nl": "U kiest ten minste {min}.", "en": "You choose at least {min}."},
    "cost": {"nl": "Samen kosten ze niet meer dan {cost}.", "en": "Together they cost no more than {cost}."},
    "rank": {
        "nl": "U zet keuzes op volgorde, met uw eerste keuze bovenaan.",
        "en": "You put options in order, your first choice at the top.",
    },
    "rank_at_most": {
        "nl": "U zet ten hoogste {max} op volgorde, met uw eerste keuze bovenaan.",
        "en": "You put at most {max} in order, your first choice at the top.",
    },
    "total": {"nl": "U verdeelt ten hoogste {total}.", "en": "You divide at most {total}."},
    "each": {"nl": "U geeft een keuze ten hoogste {each}.", "en": "You give an option at most {each}."},
}  # fmt: skip
COUNT: dict[str, Text] = {
    "yes_no": {
        "nl": "Het antwoord met de meeste stemmen is de uitkomst. Zijn het er evenveel, dan is er geen uitkomst.",
        "en": "The answer with the most votes is the outcome. With as many of both there is no outcome.",
    },
    "score": {"nl": "Alle punten worden opgeteld.", "en": "All points are added up."},
    "borda": {
        "nl": "Uw eerste keuze krijgt {most}, elke volgende één punt minder. Wat u niet op volgorde zet, krijgt geen punten.",
        "en": "Your first choice gets {most}, each next one a point less. What you leave out gets no points.",
    },
    "one_seat": {"nl": "De keuze met de meeste {unit} wint.", "en": "The option with the most {unit} wins."},
    "seats": {"nl": "De {seats} keuzes met de meeste {unit} winnen.", "en": "The {seats} options with the most {unit} win."},
    "schulze": {
        "nl": "We vergelijken elke keuze met elke andere: welke van de twee zetten meer mensen hoger? Wie van alle andere wint, "
        "is gekozen. Wint geen keuze van alle andere, dan telt de sterkste keten van overwinningen (methode van Schulze).",
        "en": "We compare each option with each other one: which of the two do more people put higher? Who wins from all others "
        "is elected. If no option wins from all others, the strongest chain of victories counts (Schulze's method).",
    },
    "more_seats": {
        "nl": "Daarna kiezen we op dezelfde manier de volgende, tot er {seats} gekozen zijn.",
        "en": "Then we elect the next one in the same way, until {seats} are elected.",
    },
    "instant_runoff": {
        "nl": "Elk stembiljet telt voor de hoogste keuze die nog meedoet. Heeft een keuze meer dan de helft van die stemmen, dan "
        "wint zij. Anders valt de keuze met de minste stemmen af en tellen we opnieuw.",
        "en": "Each ballot counts for its highest option still taking part. An option with more than half of those votes wins. "
        "Otherwise the option with the fewest votes drops out and we count again.",
    },
    "stv": {
        "nl": "Er zijn {seats} te verdelen. Wie genoeg stemmen heeft (de kiesdeler), is gekozen. Wat iemand meer heeft dan de "
        "kiesdeler, gaat naar de volgende keuze op die stembiljetten. Heeft niemand genoeg, dan valt de keuze met de minste "
        "stemmen af; haar stembiljetten gaan naar de volgende keuze. Zo tellen ook gemeenten in Schotland.",
        "en": "There are {seats} to fill. Who has enough votes (the quota) is elected. What somebody has above the quota goes to the "
        "next choice on those ballots. If nobody has enough, the option with the fewest votes drops out, and its ballots go to the "
        "next choice. Councils in Scotland count like this.",
    },
}  # fmt: skip
TIES: dict[Tie, Text] = {
    Tie.LOWER_COST: {"nl": "de keuze die minder kost", "en": "the option that costs less"},
    Tie.HIGHER_COST: {"nl": "de keuze die meer kost", "en": "the option that costs more"},
    Tie.MORE_VOTES: {"nl": "de keuze die op meer stembiljetten staat", "en": "the option on more ballots"},
    Tie.EARLIER_STAGE: {
        "nl": "de keuze die in een eerdere ronde meer stemmen had",
        "en": "the option that had more votes in an earlier round",
    },
}
TIE: dict[str, Text] = {
    "first": {"nl": "Bij een gelijke stand gaat voor: {first}.", "en": "When options are level, this one goes first: {first}."},
    "then": {"nl": ", en daarna ", "en": ", and then "},
    "else": {
        "nl": "Is het dan nog gelijk, dan beslist een loting die iedereen kan narekenen.",
        "en": "If they are still level, a lot decides that anybody can check.",
    },
    "lot": {
        "nl": "Bij een gelijke stand beslist een loting die iedereen kan narekenen.",
        "en": "When options are level, a lot decides that anybody can check.",
    },
}  # fmt: skip
DECISION: dict[str, Text] = {
    "quorum": {
        "nl": "De uitslag geldt alleen als ten minste {share} van de kiesgerechtigden meedoet.",
        "en": "The outcome holds only if at least {share} of those entitled to vote take part.",
    },
    "votes": {
        "nl": "De uitslag geldt alleen als meer dan {share} van wie iets koos, voor de winnaar is.",
        "en": "The outcome holds only if more than {share} of those who chose something are for the winner.",
    },
    "electorate": {
        "nl": "De uitslag geldt alleen als ten minste {share} van alle kiesgerechtigden voor de winnaar is.",
        "en": "The outcome holds only if at least {share} of all those entitled to vote are for the winner.",
    },
    "electorate_chose": {
        "nl": "De uitslag geldt alleen als ten minste {share} van alle kiesgerechtigden iets koos.",
        "en": "The outcome holds only if at least {share} of all those entitled to vote chose something.",
    },
    "binding": {"nl": "De uitslag is bindend.", "en": "The outcome is binding."},
    "advisory": {"nl": "De uitslag is een advies.", "en": "The outcome is advice."},
}
UNITS = {Method.SCORE: "point", Method.BORDA: "point"}  # all others are counted in votes


def unit(rule: Rule) -> str:
    """Return the noun of what is counted: vote or point."""
    return UNITS.get(rule.method, "point" if rule.form is Form.POINTS else "vote")


def rule_sentences(rule: Rule, language: str) -> list[str]:
    """Return the rule as it is shown before anybody votes; the same rule always gives the same sentences."""
    return [*_marking(rule, language), *_counting(rule, language), *_ties(rule, language), *_decision(rule, language)]


def _marking(rule: Rule, language: str) -> list[str]:
    by_form = {Form.CHOICE: _one, Form.APPROVAL: _several, Form.RANKING: _order, Form.POINTS: _points}
    return by_form[rule.form](rule, language)


def _one(rule: Rule, language: str) -> list[str]:
    sentences = [MARK["yes_no" if rule.method is Method.YES_NO else "choice"][language]]
    if any(option.kind is Kind.BLANK for option in rule.options):
        sentences.append(MARK["blank"][language])
    return sentences


def _several(rule: Rule, language: str) -> list[str]:
    sentences = [_how_many(rule, language) or MARK["any"][language]]
    if rule.limits.cost:
        sentences.append(MARK["cost"][language].format(cost=money(rule.limits.cost, language)))
    return sentences


def _how_many(rule: Rule, language: str) -> str:
    least, most = rule.limits.min, rule.limits.max
    if not (least > 1 or most):
        return ""
    key = "at_least" if not most else "exactly" if least == most else "between" if least > 1 else "at_most"
    return MARK[key][language].format(min=of(least, "option", language), max=of(most, "option", language))


def _order(rule: Rule, language: str) -> list[str]:
    if not rule.limits.max:
        return [MARK["rank"][language]]
    return [MARK["rank_at_most"][language].format(max=of(rule.limits.max, "option", language))]


def _points(rule: Rule, language: str) -> list[str]:
    limits = rule.limits
    sentences = [MARK["total"][language].format(total=of(limits.total, "point", language))] if limits.total else []
    if limits.each:
        sentences.append(MARK["each"][language].format(each=of(limits.each, "point", language)))
    how_many = _how_many(rule, language)
    return [*sentences, how_many] if how_many else sentences


def _counting(rule: Rule, language: str) -> list[str]:
    if rule.method in MONEY:
        return money_sentences.rule_sentences(rule, language)
    if rule.method in {Method.YES_NO, Method.INSTANT_RUNOFF}:
        return [COUNT[rule.method][language]]
    if rule.method is Method.STV:
        return [COUNT["stv"][language].format(seats=of(rule.seats, "seat", language))]
    if rule.method is Method.SCHULZE:
        more = COUNT["more_seats"][language].format(seats=number(rule.seats, language))
        return [COUNT["schulze"][language], more][: min(rule.seats, 2)]
    return _adding_up(rule, language)


def _adding_up(rule: Rule, language: str) -> list[str]:
    noun = NOUNS[unit(rule)][language][1]
    wins = COUNT["one_seat" if rule.seats == 1 else "seats"][language].format(
        seats=number(rule.seats, language), unit=noun
    )
    if rule.method is Method.SCORE:
        return [COUNT["score"][language], wins]
    if rule.method is Method.BORDA:
        return [COUNT["borda"][language].format(most=of(len(rule.counting) - 1, "point", language)), wins]
    return [wins]


def _ties(rule: Rule, language: str) -> list[str]:
    if rule.method is Method.YES_NO:
        return []
    staged = rule.method in {Method.INSTANT_RUNOFF, Method.STV}
    named = [TIES[tie][language] for tie in rule.ties if tie in TIES and (staged or tie is not Tie.EARLIER_STAGE)]
    if not named:
        return [TIE["lot"][language]]
    return [TIE["first"][language].format(first=TIE["then"][language].join(named)), TIE["else"][language]]


def _decision(rule: Rule, language: str) -> list[str]:
    decision = rule.decision
    sentences = []
    if decision.quorum:
        sentences.append(DECISION["quorum"][language].format(share=share(decision.quorum, language)))
    counts_winner = rule.method in WINNERS_COUNT
    if decision.share and (counts_winner or decision.majority == "electorate"):
        key = decision.majority if counts_winner else "electorate_chose"
        sentences.append(DECISION[key][language].format(share=share(decision.share, language)))
    return [*sentences, DECISION["binding" if decision.binding else "advisory"][language]]
