"""How sure the municipality is who somebody is."""

from django.db import transaction

from samenspel.accounts.enums import Level
from samenspel.accounts.models import User, Verification
from samenspel.audit.actions import record


@transaction.atomic
def verify_person(person: User, *, level: Level, method: str, actor: User | None, evidence: str = "") -> Verification:
    """Write down that a person was verified at a level; the person's own level becomes the highest they have.

    Evidence is a reference such as the primary key of a letter code's batch, never a citizen number.
    """
    locked = User.objects.select_for_update().get(pk=person.pk)
    verification: Verification = Verification.objects.create(user=locked, level=level, method=method, evidence=evidence)
    person.verification_level = max(locked.verification_level, level)
    person.save(update_fields=["verification_level"])
    record("accounts.person.verified", actor=actor, on=person, level=int(level), method=method)
    return verification
