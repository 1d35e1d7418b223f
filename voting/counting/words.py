"""Numbers, amounts, shares and lists in plain Dutch and English; pure tables, so that a recount needs nothing else."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

NL, EN = "nl", "en"
LANGUAGES = (NL, EN)
Text = dict[str, str]  # a sentence by language

NOUNS: dict[str, dict[str, tuple[str, str]]] = {
    "vote": {NL: ("stem", "stemmen"), EN: ("vote", "votes")},
    "point": {NL: ("punt", "punten"), EN: ("point", "points")},
    "person": {NL: ("mens", "mensen"), EN: ("person", "people")},
    "ballot": {NL: ("stembiljet", "stembiljetten"), EN: ("ballot", "ballots")},
    "option": {NL: ("keuze", "keuzes"), EN: ("option", "options")},
    "seat": {NL: ("plaats", "plaatsen"), EN: ("seat", "seats")},
    "statement": {NL: ("verklaring", "verklaringen"), EN: ("statement", "statements")},
    "area": {NL: ("gebied", "gebieden"), EN: ("area", "areas")},
}
SHARES: dict[Fraction, Text] = {
    Fraction(1, 2): {NL: "de helft", EN: "half"},
    Fraction(1, 3): {NL: "een derde", EN: "one third"},
    Fraction(2, 3): {NL: "twee derde", EN: "two thirds"},
    Fraction(1, 4): {NL: "een kwart", EN: "a quarter"},
    Fraction(3, 4): {NL: "drie kwart", EN: "three quarters"},
}
AND = {NL: "en", EN: "and"}


def number(value: int | str, language: str) -> str:
    """Return a whole number or a decimal string as people write it: 1239.99064 is 1.239,99064 in Dutch."""
    whole, _point, rest = str(value).partition(".")
    rest = rest.rstrip("0")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits):,}"
    text = f"{sign}{grouped}" + (f".{rest}" if rest else "")
    return text.translate(str.maketrans(",.", ".,")) if language == NL else text


def money(cents: int, language: str) -> str:
    """Return an amount in cents in euros: 123999 is € 1.239,99, and whole euros stand without cents."""
    sign, (euros, rest) = "-" if cents < 0 else "", divmod(abs(cents), 100)
    amount = number(euros, language)
    if rest:
        amount += f"{',' if language == NL else '.'}{rest:02}"
    return f"{sign}€ {amount}" if language == NL else f"{sign}€{amount}"


def of(value: int | str, noun: str, language: str) -> str:
    """Return a number with its noun: 1 stem, 1.239 stemmen."""
    one, many = NOUNS[noun][language]
    return f"{number(value, language)} {one if Decimal(str(value)) == 1 else many}"


def share(fraction: Fraction, language: str) -> str:
    """Return a share in words: de helft, 30%, 3,5%, or 4/7 when no percentage is exact."""
    if fraction in SHARES:
        return SHARES[fraction][language]
    hundredths = fraction * 10_000
    if hundredths.denominator != 1:
        return str(fraction)
    whole, rest = divmod(int(hundredths), 100)
    return number(f"{whole}.{rest:02}", language) + "%"


def listed(items: Sequence[str], language: str) -> str:
    """Return items as a list in a sentence: A, B en C."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {AND[language]} {items[-1]}"
