"""Changing a municipality's texts, colours and rules."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.formats import number_format

from samenspel.accounts.permissions import can_administer
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.portal.exceptions import HardToRead, UnknownColour
from samenspel.portal.queries.theme import COLOUR, VARIABLES, colours, contrasts
from samenspel.tenancy.actions import save_settings
from samenspel.tenancy.models import Municipality, MunicipalitySettings


@dataclass(frozen=True)
class SiteSettings:
    """Everything an administrator sets on one page; `theme` and `rules` replace only the names they hold."""

    tagline: str = ""
    contact_email: str = ""
    sender_name: str = ""
    privacy_text: str = ""
    terms_text: str = ""
    accessibility_text: str = ""
    theme: dict[str, str] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """Return the values that are stored as they are."""
        names = ("tagline", "contact_email", "sender_name", "privacy_text", "terms_text", "accessibility_text")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def change_settings(municipality: Municipality, *, actor: Any, to: SiteSettings) -> MunicipalitySettings:
    """Store new settings; only what changed is named in the audit log, never the texts themselves.

    Raises `NotAllowed`, `UnknownColour`, or `HardToRead` when text in the colours could not be read.
    """
    if not can_administer(actor):
        raise NotAllowed
    check_theme(to.theme)
    settings = MunicipalitySettings.objects.select_for_update().first() or MunicipalitySettings()
    theme, rules = {**settings.theme, **to.theme}, {**settings.rules, **to.rules}
    values: dict[str, Any] = {**to.texts(), "theme": theme, "rules": rules}
    changed = sorted(name for name, value in values.items() if getattr(settings, name) != value)
    if changed:
        save_settings(settings, **values)
        record("portal.settings.changed", actor=actor, on=settings, changed=changed, theme=theme, rules=rules)
    return settings


def check_theme(theme: dict[str, str]) -> None:
    """Raise `UnknownColour` or `HardToRead` when a theme cannot be used."""
    names = {variable.name for variable in VARIABLES}
    if any(name not in names or not COLOUR.match(value) for name, value in theme.items()):
        raise UnknownColour
    for pair in contrasts(colours(theme)):
        if not pair.is_enough:
            # Rounded down: 4.49 must not read as 4.5.
            raise HardToRead(variable=pair.variable, what=pair.what, ratio=number_format(int(pair.ratio * 10) / 10, 1))
