"""Forms of proposals and of the municipality's answer to one."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.enums import ANSWERED_STATUSES, Channel, ProposalStatus
from deliberation.exceptions import AnswerIncomplete
from samenspel.common.spam import HoneypotMixin

TEXT_LIMIT = 5000


class ProposalForm(HoneypotMixin, forms.Form):
    """A new proposal. `checked` says that similar ones were shown; organisers may say how it reached them."""

    title = forms.CharField(
        label=_("Your proposal in one sentence"),
        max_length=150,
        help_text=_("Begin with what must happen. For example: plant fruit trees on the square."),
        error_messages={"required": _("Write in one sentence what you propose.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("Explanation"),
        max_length=TEXT_LIMIT,
        help_text=_("Why is it needed, and for whom?"),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Explain your proposal, so that others can decide if they support it.")},
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("A street, square or neighbourhood. No address of a person."),
    )
    channel = forms.ChoiceField(
        label=_("How did it reach you?"), choices=Channel.choices, initial=Channel.ONLINE, widget=forms.RadioSelect
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asks_channel: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_channel:
            del self.fields["channel"]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_place(self) -> str:
        return " ".join(self.cleaned_data["place"].split())

    def mark_checked(self) -> None:
        """Let the next press submit: the page shows similar proposals now."""
        self.data = {**dict(self.data.items()), "checked": "yes"}


class ProposalAnswerForm(forms.Form):
    """What the municipality does with a proposal."""

    status = forms.ChoiceField(
        label=_("What happens with this proposal?"), choices=ProposalStatus.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=TEXT_LIMIT,
        required=False,
        help_text=_("What do you do, and when? Everybody can read it."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=TEXT_LIMIT,
        required=False,
        help_text=_("Why? Name what weighed for and against."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean(self) -> dict[str, Any]:
        """Ask for answer and reasons where the status closes the matter."""
        cleaned = super().clean() or {}
        if cleaned.get("status") in ANSWERED_STATUSES:
            for name in ("answer", "reasons"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, str(AnswerIncomplete.message))
        return cleaned

    def keep_with_version(self, version: int) -> None:
        """Keep what was typed; the next press replaces the answer that stands there now."""
        self.data = {**dict(self.data.items()), "version": str(version)}
