"""Who may vote and when, and why a ballot does not go on."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.enums import OBTAINABLE
from voting.enums import Eligibility
from voting.forms.fields import StepForm
from voting.models import Ballot

MOMENT = "%Y-%m-%dT%H:%M"
FIELDS = ("minimum_level", "eligibility", "has_paper", "opens_at", "closes_at", "lot_source")


def moment_field(label: Any, help_text: Any) -> forms.DateTimeField:
    """Return a field for a moment in municipal time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget)


class VotersForm(StepForm):
    """Step 5: who may vote, from when until when, and how a lot is drawn."""

    groups = (
        (_("Who may vote"), ("minimum_level", "eligibility", "has_paper")),
        (_("When"), ("opens_at", "closes_at")),
        (_("If a lot must decide"), ("lot_source",)),
    )
    minimum_level = forms.TypedChoiceField(
        label=_("Who may vote"),
        coerce=int,
        help_text=_("How sure the municipality must be who somebody is. Guests never vote."),
    )
    eligibility = forms.ChoiceField(
        label=_("Is there an electoral roll?"),
        choices=Eligibility.choices,
        widget=forms.RadioSelect,
        help_text=_("You make the roll, and letters with codes, after saving this ballot."),
    )
    has_paper = forms.BooleanField(
        label=_("Paper ballots are counted too"),
        required=False,
        help_text=_("Two people type them in, without seeing what the other typed."),
    )
    opens_at = moment_field(_("Opens"), _("In local time. It opens by itself."))
    closes_at = moment_field(_("Closes"), _("In local time. It closes and is counted by itself."))
    lot_source = forms.CharField(
        label=_("Is a public draw added?"),
        max_length=300,
        required=False,
        help_text=_(
            "Leave this empty, and a secret number decides of which the fingerprint is shown from the start. For even more "
            "certainty, name a draw after the close: “The main prize of the State Lottery of 10 May”. The count waits "
            "until you typed in what it gave."
        ),
    )

    def __init__(self, *args: Any, ballot: Ballot, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {name: getattr(ballot, name) for name in FIELDS}, **kwargs})
        level = self.fields["minimum_level"]
        assert isinstance(level, forms.TypedChoiceField)  # noqa: S101  # for the type checker
        level.choices = [(found.value, found.label) for found in OBTAINABLE]

    def clean_closes_at(self) -> datetime:
        """The close lies ahead."""
        closes_at: datetime = self.cleaned_data["closes_at"]
        if closes_at <= timezone.now():
            raise forms.ValidationError(_("This moment is past. Choose a later one."))
        return closes_at

    def clean(self) -> dict[str, Any]:
        """The close comes after the opening."""
        data = super().clean() or {}
        opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("The ballot must close after it opens."))
        return data


class CancelForm(forms.Form):
    """Why a ballot does not go on."""

    reason = forms.CharField(
        label=_("Why do you cancel this ballot?"),
        max_length=500,
        help_text=_("Everybody can read this. Votes that were cast are destroyed without being counted."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
