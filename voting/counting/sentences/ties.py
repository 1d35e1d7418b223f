"""The ties of a result in sentences: who was level, which rule decided, and what followed."""

from collections.abc import Mapping

from voting.counting.results import Result, TieRecord
from voting.counting.words import Text, listed, number

LEVEL: dict[str, Text] = {
    "level": {"nl": "{options} stonden gelijk.", "en": "{options} were level."},
    "round": {"nl": "Ronde {round}: {options} stonden gelijk.", "en": "Round {round}: {options} were level."},
}
BY: dict[str, Text] = {
    "lot": {"nl": "De loting besliste", "en": "The lot decided"},
    "lower_cost": {"nl": "De laagste kosten beslisten", "en": "The lowest cost decided"},
    "higher_cost": {"nl": "De hoogste kosten beslisten", "en": "The highest cost decided"},
    "more_votes": {"nl": "Het aantal stembiljetten waar de keuze op staat besliste", "en": "The number of ballots that name them decided"},
    "earlier_stage": {"nl": "De stand in een eerdere ronde besliste", "en": "The totals of an earlier round decided"},
}  # fmt: skip
THEN: dict[str, Text] = {
    "elect": {"nl": "{name} is gekozen", "en": "{name} is elected"},
    "exclude": {"nl": "{name} valt af", "en": "{name} drops out"},
    "transfer": {
        "nl": "wat {name} te veel heeft, gaat eerst door",
        "en": "what {name} has too many is passed on first",
    },
    "fund": {"nl": "{name} krijgt het geld", "en": "{name} gets the money"},
    "order": {"nl": "{name} gaat voor", "en": "{name} goes first"},
}


def ties(result: Result, names: Mapping[int, str], language: str) -> list[str]:
    """Return a sentence or two for each tie that was decided."""
    return [tie_sentence(tie, names, language) for tie in result.ties]


def tie_sentence(tie: TieRecord, names: Mapping[int, str], language: str) -> str:
    """Return one tie: who was level, what decided, and for whom."""
    options = listed([names[n] for n in tie.options], language)
    level = LEVEL["round" if tie.round else "level"][language].format(
        options=options, round=number(tie.round, language)
    )
    return f"{level} {BY[tie.by][language]}: {THEN[tie.purpose][language].format(name=names[tie.chosen])}."


def deciding(result: Result, option: int) -> str:
    """Return the name of the rule in the last tie in which an option stood; nothing when it was in none."""
    return next((tie.by for tie in reversed(result.ties) if option in tie.options), "")
