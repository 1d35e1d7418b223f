"""Handing over what a guest wrote to the person the guest turned out to be."""

from typing import Any

from django.db import transaction

from deliberation.models import Contribution, Room


@transaction.atomic
def hand_over_contributions(guest: Any, *, to: Any) -> int:
    """Make a person the author of what a guest wrote; return how many contributions that were.

    Guests cannot react, and nothing in a held contribution changes: a moderator still looks at it.
    """
    theirs = Contribution.objects.filter(author=guest)
    list(Room.objects.select_for_update().filter(pk__in=theirs.values("room")).order_by("pk"))  # rooms before words
    moved: int = theirs.update(author=to)
    return moved
