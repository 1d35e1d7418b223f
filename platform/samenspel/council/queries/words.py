"""The municipality's own words for the stages of council work."""

from samenspel.council.enums import Stage
from samenspel.tenancy.context import current_municipality


def stage_words() -> dict[str, str]:
    """Return the word for each stage: the municipality's own, else the usual one in the reader's language."""
    own = own_stage_words()
    return {stage.value: str(own.get(stage.value) or stage.label) for stage in Stage}


def stage_word(stage: str) -> str:
    """Return the word for one stage; an empty string for none."""
    return stage_words().get(stage, "")


def own_stage_words() -> dict[str, str]:
    """Return the words that the municipality chose itself; none for a stage that has its usual word."""
    settings = getattr(current_municipality(), "settings", None)
    own = settings.vocabulary if settings is not None else {}
    return {stage.value: str(own[stage.value]) for stage in Stage if own.get(stage.value)}
