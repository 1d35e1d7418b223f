"""What a voter chooses, and what the maker of a ballot fills in."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.enums import OBTAINABLE
from voting.enums import Method
from voting.models import Ballot, Option

if TYPE_CHECKING:
    BallotModelForm = forms.ModelForm[Ballot]
else:
    BallotModelForm = forms.ModelForm

MOST_OPTIONS, OPTION_LENGTH = 30, 200
MOMENT = "%Y-%m-%dT%H:%M"


class BallotForm(BallotModelForm):
    """A ballot before it opens. Times are those of the municipality."""

    options = forms.CharField(
        label=_("Options"),
        required=False,
        max_length=MOST_OPTIONS * (OPTION_LENGTH + 2),
        help_text=_("Only for one choice of many: one option on each line, in the order of the ballot."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    minimum_level = forms.TypedChoiceField(
        label=_("Who may vote"),
        coerce=int,
        help_text=_("How sure the municipality must be who somebody is. Guests never vote."),
    )
    is_binding = forms.TypedChoiceField(
        label=_("What the result does"),
        coerce=lambda value: value == "binding",
        choices=[
            ("advisory", _("Advice: the council weighs the result and says what it did with it")),
            ("binding", _("Binding: the municipality does what the result says")),
        ],
        widget=forms.RadioSelect,
    )
    opens_at = forms.DateTimeField(
        label=_("Opens"),
        help_text=_("In local time. It opens by itself."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    closes_at = forms.DateTimeField(
        label=_("Closes"),
        help_text=_("In local time. It closes and is counted by itself."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=1)

    class Meta:
        model = Ballot
        fields = [
            "question",
            "explanation",
            "method",
            "options",
            "minimum_level",
            "opens_at",
            "closes_at",
            "is_binding",
        ]
        widgets = {"explanation": forms.Textarea(attrs={"rows": 5}), "method": forms.RadioSelect}

    def __init__(self, *args: Any, options: list[Option] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level, method = self.fields["minimum_level"], self.fields["method"]
        assert isinstance(level, forms.TypedChoiceField)  # noqa: S101  # for the type checker
        assert isinstance(method, forms.TypedChoiceField)  # noqa: S101
        level.choices = [(found.value, found.label) for found in OBTAINABLE]
        method.choices = [(m.value, m.label) for m in (Method.YES_NO, Method.SINGLE_CHOICE)]
        self.initial["is_binding"] = "binding" if self.instance.is_binding else "advisory"
        self.initial["version"] = self.instance.version
        if options and self.instance.method == Method.SINGLE_CHOICE:
            self.initial["options"] = "\n".join(option.text for option in options)

    def clean_options(self) -> list[str]:
        """Return the lines that hold something."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines()]
        options = [line for line in lines if line]
        if len({option.casefold() for option in options}) < len(options):
            raise forms.ValidationError(_("Two options are the same. Each option stands on the ballot once."))
        if len(options) > MOST_OPTIONS or any(len(option) > OPTION_LENGTH for option in options):
            raise forms.ValidationError(_("At most 30 options of at most 200 characters fit on a ballot."))
        return options

    def clean_closes_at(self) -> datetime:
        """The close lies ahead."""
        closes_at: datetime = self.cleaned_data["closes_at"]
        if closes_at <= timezone.now():
            raise forms.ValidationError(_("This moment is past. Choose a later one."))
        return closes_at

    def clean(self) -> dict[str, Any]:
        """Options and method fit together, and the close comes after the opening."""
        data = super().clean() or {}
        if data.get("method") == Method.YES_NO:
            data["options"] = []
        elif "options" in data and len(data["options"]) < 2:
            self.add_error("options", _("Write two options or more, each on its own line."))
        opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("The ballot must close after it opens."))
        return data

    def _post_clean(self) -> None:
        """The action writes, under its lock: the instance of the form stays as it was read."""


class CancelForm(forms.Form):
    """Why a ballot does not go on."""

    reason = forms.CharField(
        label=_("Why do you cancel this ballot?"),
        max_length=500,
        help_text=_("Everybody can read this. Votes that were cast are destroyed without being counted."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
