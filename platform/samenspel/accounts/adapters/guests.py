"""Binding a guest to a browser session."""

from samenspel.accounts.actions.guests import create_guest
from samenspel.accounts.context import AppRequest
from samenspel.accounts.models import User
from samenspel.accounts.queries import GUEST_SESSION_KEY


def ensure_guest(request: AppRequest, display_name: str) -> User:
    """Return who takes part in this browser; make a guest with this name and bind it when there is nobody yet."""
    if request.participant is None:
        guest = create_guest(display_name)
        request.session[GUEST_SESSION_KEY] = guest.pk
        request.participant = guest
    return request.participant
