"""What people fill in around reports, decisions and appeals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samenspel.common.spam import HoneypotMixin
from samenspel.moderation.enums import Ground


class ReportForm(HoneypotMixin, forms.Form):
    """What is wrong, and where to write about the outcome."""

    ground = forms.ChoiceField(label=_("What is wrong?"), choices=Ground.choices, widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("What should the moderator know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Only to tell you what we decide. The author never sees it."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, has_address: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_address:  # a signed-in person hears at their own address
            del self.fields["email"]

    def report(self) -> dict[str, str]:
        """Return what `report_subject` takes."""
        return {name: self.cleaned_data.get(name, "") for name in ("ground", "explanation", "email")}


class HideForm(forms.Form):
    """Ground and reasons: both are shown to everyone."""

    action = "hide"
    prefix = "hide"
    ground = forms.ChoiceField(label=_("Ground"), choices=Ground.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("Everyone reads this in place of the text. Do not name anybody."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RestoreForm(forms.Form):
    """Why the text is shown again."""

    action = "restore"
    prefix = "restore"
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The author and whoever reported this read it; it is in the public log too. Do not name anybody."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class KeepForm(forms.Form):
    """Why the text stays as it is."""

    action = "keep"
    prefix = "keep"
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("Whoever reported this and left an address reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ApproveForm(forms.Form):
    """Nothing to fill in: the button is the decision. `seen` says which text stood above it."""

    action = "approve"
    prefix = "approve"
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def show(self, fingerprint: str) -> None:
        """Let the form, refused or new, go with the text that the page shows now."""
        self.initial["seen"] = fingerprint
        if self.is_bound:
            self.data = {**dict(self.data.items()), self.add_prefix("seen"): fingerprint}


class AppealForm(HoneypotMixin, forms.Form):
    """Why the author disagrees."""

    text = forms.CharField(
        label=_("Why do you disagree?"),
        help_text=_("The moderator who answers reads this; it is not shown to others."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AnswerForm(forms.Form):
    """Who is right, and why."""

    action = "answer"
    prefix = "answer"
    upheld = forms.TypedChoiceField(
        label=_("What do you decide?"),
        choices=[("yes", _("The author is right: show the text again")), ("no", _("The decision stays as it is"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the author"),
        help_text=_("If the text is shown again, whoever reported it reads this too."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
