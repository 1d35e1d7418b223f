"""What accounts tell: a guest signed in."""

from typing import Any

from django.dispatch import receiver

from samenspel.accounts.models import User
from samenspel.accounts.signals import guest_merged
from samenspel.notifications.actions import hand_over_notices


@receiver(guest_merged)
def follow_guest(guest: User, user: User, **kwargs: Any) -> None:
    """Hand what the guest was told to the person who signed in."""
    hand_over_notices(guest, to=user)
