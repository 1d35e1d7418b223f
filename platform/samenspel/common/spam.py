"""Against machines that fill in forms, without any third party: a trap field, a minimum time, and counting links."""

import time
from functools import cache
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from linkify_it import LinkifyIt

MINIMUM_SECONDS = 2  # nobody reads and answers a form faster
MAXIMUM_SECONDS = 60 * 60 * 24  # an older stamp may have been copied; the form then asks to press once more
_signer = signing.Signer(salt="samenspel.common.spam")


class TrapInput(forms.TextInput):
    """A text field that people never meet: not shown, not in the tab order, not read aloud; rendered without a label."""

    is_hidden = True  # the form then renders it among its hidden fields

    def __init__(self) -> None:
        super().__init__(attrs={"hidden": True, "tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"})


class HoneypotMixin(forms.Form):
    """Refuse a form that was filled in by a machine, kindly: a person presses the button again and goes on.

    Put it before the form class: `class ReportForm(HoneypotMixin, forms.ModelForm)`.
    """

    website = forms.CharField(required=False, widget=TrapInput, label="")
    started = forms.CharField(required=False, widget=forms.HiddenInput, label="", initial=lambda: stamp())  # noqa: PLW0108  # defined below

    def clean(self) -> dict[str, Any]:
        """Check the trap and the time with the rest of the form."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("website") or not _is_human_pace(cleaned.get("started", "")):
            self._offer_again()
            raise ValidationError(
                _(
                    "We could not tell if a person sent this. Wait a moment and press the button again: your text is kept."
                ),
                code="machine",
            )
        return cleaned

    def _offer_again(self) -> None:
        """Empty the trap, and replace a stamp that will never be good, so that the next press works."""
        data = dict(self.data.items())
        data[self.add_prefix("website")] = ""
        if _age(data.get(self.add_prefix("started"), "")) is None:
            data[self.add_prefix("started")] = stamp()
        self.data = data


def stamp(*, age: int = 0) -> str:
    """Return a signed note of when a form was shown, `age` seconds ago."""
    return _signer.sign(str(int(time.time()) - age))


def links_in(text: str) -> int:
    """Return how many links a text holds, those without `https://` included."""
    return len(_linkify().match(text) or [])


def _is_human_pace(value: str) -> bool:
    age = _age(value)
    return age is not None and age >= MINIMUM_SECONDS


def _age(value: str) -> int | None:
    """Return the seconds since a stamp was made; None when it is forged, missing or too old."""
    try:
        age = int(time.time()) - int(_signer.unsign(value))
    except (signing.BadSignature, ValueError):
        return None
    return age if age <= MAXIMUM_SECONDS else None


@cache
def _linkify() -> LinkifyIt:
    return LinkifyIt()
