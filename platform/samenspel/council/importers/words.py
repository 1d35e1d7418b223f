"""What the council's own words mean: results, breaks and stages, in Dutch, German, Frisian and English."""

import re

from samenspel.council.enums import Outcome, Stage

# In this order: "ingetrokken, niet aangenomen" was withdrawn, and "niet aangenomen" was not adopted.
_OUTCOMES: list[tuple[Outcome, str]] = [
    (
        Outcome.WITHDRAWN,
        r"\bingetrokken|\bteruggetrokken|\bafgevoerd|zurückgezogen|zurückgenommen|\bynlutsen|\bweromlutsen|\bwithdrawn",
    ),
    (
        Outcome.DEFERRED,
        r"\baangehouden|\buitgesteld|\bverdaagd|\bdoorgeschoven|\bvertagt|zurückgestellt|\boanhâlden|\bútsteld|"
        r"\bdeferred|\badjourned|\bpostponed",
    ),
    (
        Outcome.REJECTED,
        r"\bverworpen|\bafgewezen|\bniet (aangenomen|akkoord|vastgesteld)|\babgelehnt|\bablehnung|"
        r"nicht (zugestimmt|beschlossen|angenommen)|\bferwurpen|\bôfwiisd|\bnet oannommen|\brejected",
    ),
    (
        Outcome.AMENDED,
        r"\bgewijzigd|\bgeamendeerd|\bgedeeltelijk|\bgeändert|mit änderung|\bteilweise|\bferoare|\bwizige|\bamended",
    ),
    (
        Outcome.NOTED,
        r"kennisgeving|kennisgenomen|kennisname|kennis genomen|kenntnis|kundskip|\bafgedaan|\berledigt|"
        r"stellungnahme einverstanden|\bnoted",
    ),
    (
        Outcome.ADOPTED,
        r"\baangenomen|\bvastgesteld|\bakkoord|\bconform|\bingestemd|\bbeschlossen|\bzugestimmt|\bzustimmung|"
        r"\bangenommen|\boannommen|\bfêststeld|\badopted",
    ),
]
_BREAK = re.compile(
    r"^\W*(korte |diner|lunch|koffie|thee)?(pauze|schorsing|pause|mittagspause|skoft|break|lunch)\b", re.IGNORECASE
)
_STAGES: list[tuple[Stage, str]] = [
    (Stage.EXPLORING, r"beeldvorm|informatiebijeenkomst|byldfoarm"),
    (Stage.WEIGHING, r"oordeelsvorm|meningsvorm|opinieraad|opiniërend|mieningsfoarm"),
    (Stage.DECIDING, r"besluitvorm|besluitenraad|raadsvergadering|beslútfoarm"),
]


def outcome_of(result: str) -> str:
    """Return the outcome that a result names; `unknown` for words that are new to us, empty for no result."""
    if not result.strip():
        return ""
    lowered = result.lower()
    return next((outcome.value for outcome, pattern in _OUTCOMES if re.search(pattern, lowered)), Outcome.UNKNOWN.value)


def is_break(title: str) -> bool:
    """Return whether a line of an agenda is a break."""
    return _BREAK.match(title) is not None


def stage_of(title: str) -> str:
    """Return the stage that a meeting's or body's name tells, or an empty string."""
    return next((stage.value for stage, pattern in _STAGES if re.search(pattern, title.lower())), "")
