"""Names that people choose for themselves, as others see them."""

import unicodedata

UNSEEN_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # blanks that Unicode counts among letters and signs


def clean_name(typed: str) -> str:
    """Return a name on one line without characters that nobody sees.

    They turn around the words that follow (and so the mark of who is verified), or make a copy of somebody's name.
    """
    seen = [
        letter
        for letter in typed
        if letter.isspace() or not (unicodedata.category(letter).startswith("C") or letter in UNSEEN_LETTERS)
    ]
    return " ".join("".join(seen).split())
