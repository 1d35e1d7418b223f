"""The municipality's own words for the stages of council work."""

from samenspel.council.enums import Stage
from samenspel.tenancy.context import current_municipality


def stage_words() -> dict[str, str]:
    """Return the word for each stage: the municipality's own, else the usual one in the reader's language."""
    settings = getattr(current_municipality(), "settings", None)
    own = settings.vocabulary if settings is not None else {}
    return {stage.value: str(own.get(stage.value) or stage.label) for stage in Stage}


def stage_word(stage: str) -> str:
    """Return the word for one stage; an empty string for none."""
    return stage_words().get(stage, "")
