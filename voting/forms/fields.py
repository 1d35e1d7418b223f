"""Fields of who makes a ballot: amounts in euros, shares in percent, and choices that say what they mean."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

MOST_CENTS = 10**13
AMOUNT = re.compile(r"(?:\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d{1,2}|-))?|\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")


def _explained(name: Any, text: Any) -> str:
    return format_html('<b>{}</b><span class="samenspel-choice__hint">{}</span>', name, text)


explained = lazy(_explained, str)  # a choice with a sentence below it


def read_euros(text: str) -> int:
    """Return cents from an amount as people type it: 12.500, € 1250,50 or 1250.50. Raises `ValueError`."""
    plain = text.replace("€", "").replace("\u00a0", " ").strip()
    if not AMOUNT.fullmatch(plain):
        raise ValueError(text)
    whole, cents = plain, "0"
    found = re.fullmatch(r"(.*)[.,](\d{1,2}|-)", plain)
    if found:
        whole, cents = found[1], found[2].replace("-", "0")
    amount = int(re.sub(r"\D", "", whole)) * 100 + int(cents.ljust(2, "0"))
    if amount > MOST_CENTS:
        raise ValueError(text)
    return amount


def write_euros(cents: int) -> str:
    """Return cents as the field shows them: 12500, or 12500,50 in Dutch."""
    whole, rest = divmod(cents, 100)
    return f"{whole}{'.' if get_language() == 'en' else ','}{rest:02d}" if rest else str(whole)


class EuroField(forms.CharField):
    """An amount in euros, as cents."""

    default_error_messages = {  # as Django's fields have it
        "amount": _("Write an amount in euros, with numbers: 12500 or 12500,50.")
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "samenspel-amount"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), "max_length": 30, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Show what was typed as it was typed, and what is stored as an amount."""
        return write_euros(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return cents; 0 for nothing."""
        text = super().clean(value)
        try:
            return read_euros(text) if text else 0
        except ValueError:
            raise forms.ValidationError(self.error_messages["amount"], code="amount") from None


class PercentField(forms.DecimalField):
    """A share in percent, as a fraction."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "samenspel-amount"})
        limits = {"min_value": 0, "max_value": 100, "max_digits": 7, "decimal_places": 4}
        super().__init__(**{"widget": widget, "localize": True, **limits, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Show a fraction as a percentage, nothing for 0."""
        if not isinstance(value, Fraction):
            return value
        percent = (Decimal(value.numerator) * 100 / Decimal(value.denominator)).quantize(Decimal("0.0001"))
        text = f"{percent:f}".rstrip("0").rstrip(".")
        return ("" if not value else text) if get_language() == "en" else ("" if not value else text.replace(".", ","))

    def clean(self, value: Any) -> Any:
        """Return a fraction; 0 for nothing."""
        text = value.replace(",", ".").removesuffix("%").strip() if isinstance(value, str) else value
        found = super().clean(text)
        return Fraction(0) if found is None else Fraction(found) / 100


class GroupedRadios(forms.RadioSelect):
    """Radio buttons under headings."""

    template_name = "voting/widgets/grouped.html"


class StepForm(forms.Form):
    """A step of the builder: fields under headings. `groups` are a heading and the names below it."""

    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    template_name = "voting/widgets/step.html"

    def needed(self, *names: str) -> None:
        """Mark fields that a draft may leave empty, but a ballot that people see may not."""
        for name in names:
            self.fields[name].needed_to_publish = True  # type: ignore[attr-defined]  # for the field's template

    @property
    def pairs(self) -> list[tuple[forms.BoundField, Any]]:
        """Return fields with their errors, for a template that shows the summary of errors by itself."""
        return [(field, field.errors) for field in self]

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields that are shown, under their headings; without `groups` all under none."""
        groups = self.groups or (("", tuple(self.fields)),)
        shown = ((title, [self[name] for name in names if name in self.fields]) for title, names in groups)
        return [(title, fields) for title, fields in shown if fields]

    def get_context(self) -> dict[str, Any]:
        """Give the template the sections besides the fields."""
        return {**super().get_context(), "sections": self.sections}


def choices_of(words: Mapping[Any, tuple[Any, Any]]) -> list[tuple[str, Any]]:
    """Return choices with a sentence below each; the keys are values of an enumeration or plain text."""
    return [(str(value), explained(name, text)) for value, (name, text) in words.items()]
