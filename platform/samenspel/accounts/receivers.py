"""What happens when somebody signs in."""

from typing import Any

from django.http import HttpRequest

from samenspel.accounts.actions.guests import merge_guest
from samenspel.accounts.models import User
from samenspel.accounts.queries import GUEST_SESSION_KEY


def hand_over_guest(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Hand over what the guest of this browser wrote to the person who just signed in."""
    guest_id = request.session.pop(GUEST_SESSION_KEY, None)
    guest = None if guest_id is None else User.objects.filter(pk=guest_id, email="", is_active=True).first()
    if guest is not None:
        merge_guest(guest, into=user, actor=user)
