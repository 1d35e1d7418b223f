"""Forms of the talk."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.enums import Stance
from samenspel.common.names import clean_name
from samenspel.common.spam import HoneypotMixin

TEXT_LIMIT = 5000
STANCES = [
    (Stance.FOR, _("I am for")),
    (Stance.AGAINST, _("I am against")),
    (Stance.NEUTRAL, _("I want to tell something")),
    (Stance.QUESTION, _("I have a question")),
]


class WordsForm(forms.Form):
    """Words and where they stand."""

    text = forms.CharField(
        label=_("What do you want to tell the council?"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "class": "utrecht-textarea utrecht-textarea--html-textarea"}),
        error_messages={"required": _("Write what you want to say.")},
    )
    stance = forms.ChoiceField(
        label=_("How do you look at it?"), choices=STANCES, initial=Stance.NEUTRAL, widget=forms.RadioSelect
    )


class ContributionForm(HoneypotMixin, WordsForm):
    """A new contribution; a visitor without an account gives a name. The token makes one form post once."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_(
            "Shown with what you write. A moderator reads it before others see it, because you have not signed in."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "utrecht-textbox utrecht-textbox--html-input"}),
        error_messages={"required": _("Give the name you want to be shown, or sign in.")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    field_order = ["text", "stance", "name"]

    def __init__(self, *args: Any, asks_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_name:
            del self.fields["name"]

    def clean_name(self) -> str:
        """Return the name without what nobody sees."""
        name = clean_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name


class ReplyForm(ContributionForm):
    """A reply has no stance of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["stance"]
        self.fields["text"].label = _("Your reply")
        self.fields["text"].widget.attrs["rows"] = 3
