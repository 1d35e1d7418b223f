"""Ending sessions."""

from samenspel.accounts.models import Session, User
from samenspel.realtime.actions import recheck_person


def end_sessions(person: User) -> int:
    """End every browser session of a person at once, with the sockets; return how many sessions there were."""
    count: int = Session.objects.filter(user_id=person.pk).delete()[0]
    recheck_person(person.pk)
    return count
