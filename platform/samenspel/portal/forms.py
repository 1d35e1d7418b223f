"""The administrators' page of settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samenspel.moderation.queries import Rules
from samenspel.portal.actions.settings import SiteSettings, check_theme
from samenspel.portal.exceptions import HardToRead, UnknownColour
from samenspel.portal.queries.theme import VARIABLES, colours
from samenspel.tenancy.models import MunicipalitySettings

OWN_TEXT = _("Leave empty to use the standard text. ## makes a heading, - a list, [words](address) a link.")
TEXTS = ("tagline", "contact_email", "sender_name", "privacy_text", "terms_text", "accessibility_text")
RULES = ("held_first", "max_links", "appeal_days", "support_display")


@dataclass(frozen=True)
class Group:
    """Fields that belong together, below one heading."""

    heading: str | Promise
    intro: str | Promise
    fields: list[BoundField]


def colour_field(name: str) -> str:
    """Return the form field's name for a theme variable."""
    return name.replace("-", "_")


class SettingsForm(forms.Form):
    """Name line, contact, colours, rules and texts of a municipality."""

    template_name = "portal/_settings_form.html"
    tagline = forms.CharField(label=_("One sentence on the home page"), max_length=200, required=False)
    contact_email = forms.EmailField(
        label=_("Contact address"),
        required=False,
        help_text=_("Shown at the bottom of every page and in security.txt."),
    )
    sender_name = forms.CharField(
        label=_("Sender of mail"), max_length=100, required=False, help_text=_("The name residents see in their inbox.")
    )
    held_first = forms.BooleanField(
        label=_("Let a moderator read first contributions"),
        required=False,
        help_text=_(
            "What somebody who is not verified writes for the first time is published after a moderator read it."
        ),
    )
    max_links = forms.IntegerField(
        label=_("Links in one contribution"),
        validators=[MinValueValidator(0), MaxValueValidator(20)],
        help_text=_("A contribution with more links waits for a moderator."),
    )
    appeal_days = forms.IntegerField(
        label=_("Days to appeal"),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("How long an author can appeal against a moderator's decision. Six weeks is 42 days."),
    )
    support_display = forms.ChoiceField(
        label=_("Show how many people support a proposal"),
        choices=[("after", _("After one's own choice")), ("live", _("Always"))],
        widget=forms.RadioSelect,
        help_text=_("Numbers that are seen first pull opinions along."),
    )
    privacy_text = forms.CharField(
        label=_("Privacy statement"), required=False, widget=forms.Textarea, max_length=20000
    )
    terms_text = forms.CharField(label=_("Terms of use"), required=False, widget=forms.Textarea, max_length=20000)
    accessibility_text = forms.CharField(
        label=_("Accessibility statement"), required=False, widget=forms.Textarea, max_length=20000
    )

    def __init__(self, *args: Any, settings: MunicipalitySettings, **kwargs: Any) -> None:
        stored = colours(settings.theme)
        defaults = Rules()
        initial = {name: getattr(settings, name) for name in TEXTS}
        initial |= {name: getattr(defaults, name) for name in ("held_first", "max_links", "appeal_days")}
        initial |= {"support_display": "after"}
        initial |= {name: value for name, value in settings.rules.items() if name in RULES}
        initial |= {colour_field(name): value for name, value in stored.items()}
        super().__init__(*args, **kwargs)
        self.initial = initial
        for variable in VARIABLES:
            self.fields[colour_field(variable.name)] = forms.CharField(
                label=str(variable.label),
                help_text=str(variable.help),
                widget=forms.TextInput(attrs={"type": "color"}),
            )
        self.order_fields(["tagline", "contact_email", "sender_name", *map(colour_field, stored), *RULES])

    @property
    def groups(self) -> list[Group]:
        """The fields in reading order, grouped by what they are about."""
        colour_names = [colour_field(variable.name) for variable in VARIABLES]
        groups: list[tuple[str | Promise, str | Promise, Iterable[str]]] = [
            (_("Name and contact"), "", TEXTS[:3]),
            (_("Colours"), _("Text must stay readable: colours that are too alike are refused."), colour_names),
            (_("Rules of the talk"), "", RULES),
            (_("Texts"), OWN_TEXT, TEXTS[3:]),
        ]
        return [Group(heading, intro, [self[name] for name in names]) for heading, intro, names in groups]

    def clean(self) -> dict[str, Any]:
        """Check the colours against each other, and say at which one to change something."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_theme(self._theme(cleaned))
            except HardToRead as error:
                self.add_error(colour_field(error.variable), str(error))
            except UnknownColour as error:
                self.add_error(None, str(error))
        return cleaned

    def site_settings(self) -> SiteSettings:
        """Return what the valid form asks for."""
        data = self.cleaned_data
        return SiteSettings(
            **{name: data[name] for name in TEXTS},
            theme=self._theme(data),
            rules={name: data[name] for name in RULES},
        )

    def _theme(self, data: dict[str, Any]) -> dict[str, str]:
        return {variable.name: data[colour_field(variable.name)].lower() for variable in VARIABLES}
