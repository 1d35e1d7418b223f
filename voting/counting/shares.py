"""Parts of a whole as fractions, and as tenths of a percent for people."""

from fractions import Fraction


def share(part: int, whole: int) -> Fraction:
    """Return part / whole exactly; nothing of nothing is 0."""
    return Fraction(part, whole) if whole else Fraction(0)


def tenths_of_a_percent(fraction: Fraction) -> int:
    """Return a fraction in tenths of a percent, half rounded up: 2/3 is 667. For showing, never for deciding."""
    return (fraction.numerator * 2000 + fraction.denominator) // (2 * fraction.denominator)
