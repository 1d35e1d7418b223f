"""Putting something in the moderators' queue."""

from typing import Any

from django.db import IntegrityError, transaction

from samenspel.audit.actions import record
from samenspel.moderation.models import Case
from samenspel.subjects.models import Subject


@transaction.atomic
def open_case(subject: Subject, *, is_held: bool = False, actor: Any = None) -> Case:
    """Return the open case of a subject, opened when there is none; `is_held`: not published until approved.

    Safe to call at the same moment from two places. Call it before locking a stream: a decision locks the case first.
    """
    case = _open_case_of(subject) or _insert(subject, is_held=is_held, actor=actor)
    if is_held and not case.is_held:
        case.is_held = True
        case.save(update_fields=["is_held"])
    return case


def _open_case_of(subject: Subject) -> Case | None:
    case: Case | None = Case.objects.filter(subject=subject, closed_at=None).first()
    return case


def _insert(subject: Subject, *, is_held: bool, actor: Any) -> Case:
    while True:
        try:
            with transaction.atomic():
                case: Case = Case.objects.create(subject=subject, is_held=is_held)
        except IntegrityError:  # somebody else opened it just now; when it is closed already, try again
            existing = _open_case_of(subject)
            if existing is not None:
                return existing
        else:
            record("moderation.case.opened", actor=actor, on=case, subject=subject.pk, held=is_held)
            return case
