"""Forms about people."""

from datetime import date, datetime, time
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.actions.letter_codes import MOST
from samenspel.accounts.enums import Role
from samenspel.accounts.models import User
from samenspel.common.names import clean_name


class SignInForm(RequestLoginCodeForm):
    """One question: which e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.EmailField(
            label=_("Your e-mail address"),
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            error_messages={"invalid": _("This is not an e-mail address. Write it like name@example.org.")},
        )

    @property
    def person(self) -> User | None:
        """Who has this address, if anybody."""
        person: User | None = self._user
        return person

    def clean_email(self) -> str:
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        return str(super().clean_email())


class SignInCodeForm(ConfirmLoginCodeForm):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Letters from the mail that we sent you. Capitals and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class AddKeyForm(AddWebAuthnForm):
    """A new passkey or security key, with a name or without."""

    name = forms.CharField(label=_("Name of the key"), max_length=100, required=False)


class RenameKeyForm(EditWebAuthnForm):
    """Another name for a passkey or security key."""

    name = forms.CharField(label=_("Name of the key"), max_length=100)


class DisplayNameForm(forms.Form):
    """The name that others see."""

    display_name = forms.CharField(
        label=_("Name shown with what you write"),
        help_text=_("Everybody can see this name. It need not be your full name."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def clean_display_name(self) -> str:
        name = clean_name(self.cleaned_data["display_name"])
        if not name:
            raise forms.ValidationError(self.fields["display_name"].error_messages["required"], code="required")
        return name


class RoleForm(forms.Form):
    """One role, of those that a person does not hold yet."""

    role = forms.TypedChoiceField(label=_("Role"), choices=Role.choices, coerce=Role)

    def __init__(self, *args: Any, taken: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            (value, label) for value, label in Role.choices if value not in taken
        ]


class InviteForm(forms.Form):
    """Whom to invite, and for what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Use the address at work. The invitation works for this address only."),
    )
    roles = forms.TypedMultipleChoiceField(
        label=_("What will they do?"), choices=Role.choices, coerce=Role, widget=forms.CheckboxSelectMultiple
    )


class LetterMailingForm(forms.Form):
    """What a mailing of letter codes is called and until when its codes work."""

    name = forms.CharField(label=_("Name of the mailing"), max_length=120)
    expires_on = forms.DateField(
        label=_("The codes work until and including"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a day from today on."))
        return day

    @property
    def expires_at(self) -> datetime:
        """The last second of the last day, in municipal time."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["expires_on"], time(23, 59, 59)))


class LetterBatchForm(LetterMailingForm):
    """How many codes to make."""

    wanted = forms.IntegerField(label=_("Number of codes"), min_value=1, max_value=MOST)


class LetterImportForm(LetterMailingForm):
    """A file with codes from elsewhere."""

    file = forms.FileField(
        label=_("File with codes"),
        help_text=_(
            "A CSV file with one code on each line, in the first column. At least twelve letters and digits each."
        ),
    )


class LetterCodeForm(forms.Form):
    """The code in a letter."""

    code = forms.CharField(
        label=_("Code in the letter"),
        max_length=60,
        help_text=_("Twelve letters and digits. Capitals and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
