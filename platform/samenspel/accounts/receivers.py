"""What happens when somebody signs in or adds a second factor."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from samenspel.accounts.actions.guests import merge_guest
from samenspel.accounts.models import User
from samenspel.accounts.queries import GUEST_SESSION_KEY
from samenspel.audit.actions import record
from samenspel.realtime.actions import recheck_person


def hand_over_guest(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Hand over what the guest of this browser wrote to the person who just signed in."""
    guest_id = request.session.pop(GUEST_SESSION_KEY, None)
    guest = None if guest_id is None else User.objects.filter(pk=guest_id, email="", is_active=True).first()
    if guest is not None:
        merge_guest(guest, into=user, actor=user)


def count_new_factor_as_used(*, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever adds a second factor proves to have it, so this session has used one."""
    record("accounts.second_factor.added", actor=user, on=user, type=str(authenticator.type))
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, method="mfa", id=authenticator.pk, type=str(authenticator.type), reauthenticated=True
        )


def note_removed_factor(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Write down that a person removed a second factor."""
    record("accounts.second_factor.removed", actor=user, on=user, type=str(authenticator.type))


def send_sockets_away(*, user: User | None, **kwargs: Any) -> None:
    """Let the sockets of whoever signs out connect again, as nobody."""
    if user is not None:
        recheck_person(user.pk)
