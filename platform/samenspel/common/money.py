"""Amounts of money as people write them."""

from django.utils import formats
from django.utils.translation import gettext as _


def euros(cents: int) -> str:
    """Return an amount in the reader's language, without cents when there are none: € 1.250 or € 12,50."""
    whole, rest = divmod(abs(cents), 100)
    number = formats.number_format(whole, use_l10n=True, force_grouping=True)
    if rest:
        number = f"{number}{formats.get_format('DECIMAL_SEPARATOR')}{rest:02}"
    amount = _("€ %(number)s") % {"number": number}
    return f"-{amount}" if cents < 0 else amount
