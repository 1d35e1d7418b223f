"""Handing over what a guest wrote to the person the guest turned out to be."""

from typing import Any

from django.db import transaction

from deliberation.models import Contribution


@transaction.atomic
def hand_over_contributions(guest: Any, *, to: Any) -> int:
    """Make a person the author of what a guest wrote; return how many contributions that were.

    Guests cannot react, and nothing in a held contribution changes: a moderator still looks at it.
    """
    moved: int = Contribution.objects.filter(author=guest).update(author=to)
    return moved
