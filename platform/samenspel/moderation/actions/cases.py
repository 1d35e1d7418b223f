"""Putting something in the moderators' queue, and taking it out."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from samenspel.audit.actions import record
from samenspel.moderation.models import Case
from samenspel.subjects.models import Subject


@transaction.atomic
def open_case(subject: Subject, *, is_held: bool = False, is_new: bool = False, actor: Any = None) -> Case:
    """Return the open case of a subject, opened when there is none; `is_held`: not published until approved.

    The case stays locked until the transaction ends, so nobody decides meanwhile. Call it before locking anything else:
    the one order of locks is in docs/architecture.md. Only a subject made in this transaction may have its case later: `is_new`
    says so, and no case is looked for.
    """
    case = (None if is_new else lock_open_case(subject)) or _insert(subject, is_held=is_held, actor=actor)
    if is_held and not case.is_held:
        case.is_held = True
        case.save(update_fields=["is_held"])
    return case


def lock_open_case(subject: Subject) -> Case | None:
    """Return the open case of a subject, locked until the transaction ends, or None."""
    case: Case | None = Case.objects.select_for_update(no_key=True).filter(subject=subject, closed_at=None).first()
    return case


def close_case(case: Case) -> None:
    """Take a case out of the queue; the caller has decided and audits."""
    case.closed_at = timezone.now()
    case.save(update_fields=["closed_at"])


def _insert(subject: Subject, *, is_held: bool, actor: Any) -> Case:
    while True:
        try:
            with transaction.atomic():
                case: Case = Case.objects.create(subject=subject, is_held=is_held)
        except IntegrityError:  # somebody else opened it just now; when it is closed already, try again
            existing = lock_open_case(subject)
            if existing is not None:
                return existing
        else:
            record("moderation.case.opened", actor=actor, on=case, subject=subject.pk, held=is_held)
            return case
