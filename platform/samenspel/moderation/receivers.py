"""What lower apps tell: a guest signed in."""

from typing import Any

from samenspel.accounts.models import User
from samenspel.moderation.actions.guests import hand_over_reports


def follow_guest(guest: User, user: User, **kwargs: Any) -> None:
    """Hand the guest's reports and appeals to the person who signed in."""
    hand_over_reports(guest, to=user)
