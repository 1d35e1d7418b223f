"""Where one can go from every page, by role. A desk appears only when its address exists."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from samenspel.accounts.enums import Role
from samenspel.accounts.permissions import can_administer, can_clerk, can_moderate, can_organise, has_role
from voting.permissions import can_manage_ballots


@dataclass(frozen=True)
class Entry:
    """One line of a navigation; `current` is "page", "true" for a page below it, or empty."""

    name: str
    address: str
    current: str
    at_end: bool = False

    @property
    def is_current(self) -> bool:
        """Whether the reader is on this page or below it."""
        return bool(self.current)


def main_entries_for(request: HttpRequest) -> list[Entry]:
    """Return the main navigation: home, taking part, council, search, and the way to one's account."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    lines: list[tuple[str, Iterable[str], bool]] = [
        (_("Home"), ["portal:home"], False),
        (_("Taking part"), ["consultations:list"], False),
        (_("Council"), ["council:meetings"], False),
        (_("Search"), ["portal:search"], False),
    ]
    takes_part = getattr(request, "participant", None) is not None
    if takes_part:
        lines.append((_("Your input"), ["portal:taking_part"], True))
    if signed_in:
        lines.append((_("My account"), ["accounts:me"], not takes_part))
    else:
        lines.append((_("Sign in"), ["account_login"], not takes_part))
    return _entries(request, lines)


def desks(request: HttpRequest) -> list[Entry]:
    """Return the desks of the signed-in person's roles, and in demo mode the demo's own pages."""
    user = getattr(request, "user", None)
    lines: list[tuple[str, Iterable[str], bool]] = []
    if has_role(user, Role.COUNCIL_MEMBER, Role.CLERK, Role.ORGANISER, Role.ADMINISTRATOR):
        lines.append((_("Dossiers"), ["dossier:desk"], False))
    if can_organise(user):
        lines.append((_("Consultations"), ["consultations:desk"], False))
    if can_manage_ballots(user):
        lines.append((_("Votes"), ["voting:desk"], False))
    if can_clerk(user):
        lines.append((_("Council desk"), ["council:desk", "council:staff_meetings", "council:staff"], False))
    if can_moderate(user):
        lines.append((_("Moderation"), ["moderation:queue"], False))
    if can_administer(user):
        lines += [
            (_("People"), ["accounts:people"], False),
            (_("Letters"), ["accounts:letters"], False),
            (_("Audit log"), ["accounts:audit"], False),
            (_("Settings"), ["portal:settings"], False),
        ]
    if settings.DEMO:
        lines += [
            (_("Demo: sign in as"), ["accounts:demo"], True),
            (_("Demo: mailbox"), ["notifications:mailbox"], False),
        ]
    return _entries(request, lines)


def first_address(names: Iterable[str]) -> str:
    """Return the address of the first URL name that exists, or nothing."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _entries(request: Any, lines: list[tuple[str, Iterable[str], bool]]) -> list[Entry]:
    found = [(name, first_address(url_names), at_end) for name, url_names, at_end in lines]
    above = [address for _name, address, _at_end in found if address != "/" and request.path.startswith(address)]
    nearest = max(above, key=len, default="")
    return [
        Entry(name, address, _current(request.path, address, nearest), at_end)
        for name, address, at_end in found
        if address
    ]


def _current(path: str, address: str, nearest: str) -> str:
    if path == address:
        return "page"
    return "true" if address == nearest else ""
