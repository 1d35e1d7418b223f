"""Guests: people without an e-mail address, bound to one browser session."""

from django.db import transaction

from samenspel.accounts.enums import Level
from samenspel.accounts.models import User
from samenspel.accounts.signals import guest_merged
from samenspel.audit.actions import record


def create_guest(display_name: str) -> User:
    """Make a guest of the current municipality, at verification level 0."""
    guest = User(display_name=display_name, verification_level=Level.GUEST)
    guest.set_unusable_password()
    guest.save()
    return guest


@transaction.atomic
def merge_guest(guest: User, *, into: User, actor: User) -> User:
    """Hand over what a guest wrote to a signed-in person, and close the guest; does nothing the second time."""
    # Not the strongest lock: it would wait for every row that is being written in the guest's name, and those for us.
    guest = User.objects.select_for_update(no_key=True).get(pk=guest.pk)
    if not guest.is_guest or not guest.is_active or guest.pk == into.pk:
        return into
    guest_merged.send(sender=User, guest=guest, user=into)
    guest.is_active = False
    guest.save(update_fields=["is_active"])
    record("accounts.guest.merged", actor=actor, on=into, guest=guest.pk)
    return into
