"""Ending sessions."""

from samenspel.accounts.models import Session, User


def end_sessions(person: User) -> int:
    """End every browser session of a person at once; return how many there were."""
    count: int = Session.objects.filter(user_id=person.pk).delete()[0]
    return count
