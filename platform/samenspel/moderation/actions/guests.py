"""When a guest becomes somebody with an address."""

from django.db import transaction

from samenspel.accounts.models import User
from samenspel.moderation.models import Appeal, Report


@transaction.atomic
def hand_over_reports(guest: User, *, to: User) -> None:
    """Make a guest's reports and appeals those of the person who signed in; the caller audits the merge."""
    Report.objects.filter(reporter=guest).update(reporter=to)
    Appeal.objects.filter(appellant=guest).update(appellant=to)
