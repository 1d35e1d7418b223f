"""Thresholds for statements of support in sentences: what each step got, what it lacks, and which statements do not count."""

from voting.counting.thresholds import Channel, Refused, StepResult, ThresholdResult
from voting.counting.words import Text, listed, number, of

TEXTS: dict[str, Text] = {
    "step": {"nl": "Stap {number}: ", "en": "Step {number}: "},
    "got": {"nl": "{got} tellen mee ({online} online, {paper} op papier), en {needed} waren nodig.",
            "en": "{got} count ({online} online, {paper} on paper), and {needed} were needed."},
    "got_one": {"nl": "{got} telt mee ({online} online, {paper} op papier), en {needed} waren nodig.",
                "en": "{got} counts ({online} online, {paper} on paper), and {needed} were needed."},
    "kept": {"nl": "Daarbij zijn {kept} uit de vorige stap.", "en": "With them are {kept} from the step before."},
    "lacks": {"nl": "Er ontbreken er {lacks}.", "en": "{lacks} are missing."},
    "area": {"nl": "{area}: {got} van {needed}.", "en": "{area}: {got} of {needed}."},
    "area_lacks": {"nl": "{area}: {got} van {needed}, {lacks} te weinig.", "en": "{area}: {got} of {needed}, {lacks} too few."},
    "areas": {"nl": "Nodig in ten minste {needed}.", "en": "Needed in at least {needed}."},
    "refused": {"nl": "Niet meegeteld: {refused}.", "en": "Not counted: {refused}."},
    "met": {"nl": "De drempel is gehaald.", "en": "The threshold is reached."},
    "not_met": {"nl": "De drempel is niet gehaald.", "en": "The threshold is not reached."},
    "earlier": {"nl": "Een eerdere stap is niet gehaald, dus deze telt niet.", "en": "An earlier step is not reached, so this one does not count."},
}  # fmt: skip
REFUSED: dict[Refused, Text] = {
    Refused.INVALID: {"nl": "ongeldig", "en": "not valid"},
    Refused.TOO_EARLY: {"nl": "te vroeg", "en": "too early"},
    Refused.TOO_LATE: {"nl": "te laat", "en": "too late"},
    Refused.AGE_UNKNOWN: {"nl": "leeftijd onbekend", "en": "age unknown"},
    Refused.TOO_YOUNG: {"nl": "te jong", "en": "too young"},
    Refused.DUPLICATE: {"nl": "dezelfde persoon nog een keer", "en": "the same person again"},
}


def explain_thresholds(result: ThresholdResult, language: str) -> list[str]:
    """Return a few sentences for each step, and whether it is reached."""
    sentences: list[str] = []
    for step in result.steps:
        first, *rest = _step(step, language)
        prefix = TEXTS["step"][language].format(number=number(step.number, language)) if len(result.steps) > 1 else ""
        sentences += [f"{prefix}{first}", *rest]
    return sentences


def _step(step: StepResult, language: str) -> list[str]:
    sentences = [_got(step, language)]
    if step.kept:
        sentences.append(TEXTS["kept"][language].format(kept=number(step.kept, language)))
    if step.lacks:
        sentences.append(TEXTS["lacks"][language].format(lacks=number(step.lacks, language)))
    if step.step.areas_needed:
        needed = of(step.step.areas_needed, "area", language)
        sentences.append(TEXTS["areas"][language].format(needed=needed))
    for area in step.areas:
        key = "area_lacks" if area.lacks else "area"
        numbers = {name: number(getattr(area, name), language) for name in ("got", "needed", "lacks")}
        sentences.append(TEXTS[key][language].format(area=area.area, **numbers))
    if step.refused:
        refused = [f"{REFUSED[why][language]} {number(n, language)}" for why, n in step.refused.items()]
        sentences.append(TEXTS["refused"][language].format(refused=listed(refused, language)))
    if not step.earlier_met:
        return [*sentences, TEXTS["earlier"][language]]
    return [*sentences, TEXTS["met" if step.met else "not_met"][language]]


def _got(step: StepResult, language: str) -> str:
    return TEXTS["got_one" if step.got == 1 else "got"][language].format(
        got=of(step.got, "statement", language),
        online=number(step.counted[Channel.ONLINE], language),
        paper=number(step.counted[Channel.PAPER], language),
        needed=number(step.step.needed, language),
    )
