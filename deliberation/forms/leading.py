"""Forms of who leads a talk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MINUTES = [
    (5, _("5 minutes")), (10, _("10 minutes")), (15, _("15 minutes")), (30, _("half an hour")), (60, _("an hour")),
]  # fmt: skip
PACES = [
    (0, _("No slow mode")), (15, _("One every 15 seconds")), (30, _("One every 30 seconds")),
    (60, _("One every minute")), (120, _("One every 2 minutes")), (300, _("One every 5 minutes")),
]  # fmt: skip
SELECT = {"class": "utrecht-select utrecht-select--html-select"}


class PauseForm(forms.Form):
    """How long a talk is paused."""

    minutes = forms.TypedChoiceField(
        label=_("Pause for"), choices=MINUTES, coerce=int, initial=10, widget=forms.Select(attrs=SELECT)
    )


class PaceForm(forms.Form):
    """How often each person can place a contribution."""

    seconds = forms.TypedChoiceField(
        label=_("Contributions per person"), choices=PACES, coerce=int, widget=forms.Select(attrs=SELECT)
    )


class PinForm(forms.Form):
    """A sentence of the clerk."""

    text = forms.CharField(
        label=_("Sentence on top of the talk"),
        help_text=_("For example: the council now discusses this item."),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "utrecht-textbox utrecht-textbox--html-input", "autocomplete": "off"}),
        error_messages={"required": _("Write the sentence that everybody must see.")},
    )


def leading_forms(room: Any) -> dict[str, forms.Form]:
    """Return the forms of the bar above a talk, filled with how the room is now."""
    return {
        "pause_form": PauseForm(auto_id="pause_%s"),
        "pace_form": PaceForm(initial={"seconds": room.slow_seconds}, auto_id="pace_%s"),
        "pin_form": PinForm(initial={"text": room.pinned_text}, auto_id="pin_%s"),
    }
