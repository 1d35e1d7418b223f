"""Deciding about what people wrote: hide, restore, publish, or leave as it is; always with a case, always announced."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from samenspel.accounts.permissions import can_moderate
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.moderation.actions.cases import close_case, lock_open_case, open_case
from samenspel.moderation.adapters.mail import tell_about_decision
from samenspel.moderation.enums import Ground, Verdict
from samenspel.moderation.exceptions import AlreadyDecided, AppealOpen, OwnText, ReasonsMissing, TextChanged
from samenspel.moderation.models import Appeal, Case, ModerationDecision
from samenspel.moderation.permissions import has_other_moderator
from samenspel.moderation.queries.rules import rules
from samenspel.moderation.queries.subjects import description_of
from samenspel.moderation.signals import subject_decided
from samenspel.subjects.models import Subject
from samenspel.subjects.registry import Description

GONE = {"withdrawn", "gone"}


@transaction.atomic
def hide_subject(subject: Subject, *, actor: Any, ground: str, reasons: str) -> ModerationDecision:
    """Hide something, with the reasons shown in its place; `actor` None: the program decided.

    Raises `ReasonsMissing`, `NotAllowed`, `OwnText`, and `AlreadyDecided` when it is hidden or withdrawn by now.
    """
    if ground not in Ground.values or not reasons.strip():
        raise ReasonsMissing
    case = open_case(subject, actor=actor)
    _check(subject, actor=actor, states={"", "published", "held"}, automated=True)
    return _decide(case, Verdict.HIDE, actor=actor, ground=ground, reasons=reasons, appeal_until=_appeal_until())


@transaction.atomic
def restore_subject(subject: Subject, *, actor: Any, reasons: str) -> ModerationDecision:
    """Show something hidden again, on the moderators' own initiative. Raises `AppealOpen` when the author appealed."""
    if not reasons.strip():
        raise ReasonsMissing
    case = open_case(subject, actor=actor)
    _check(subject, actor=actor, states={"hidden"})
    if Appeal.objects.filter(decision__subject=subject, answered_at=None).exists():
        raise AppealOpen
    return _decide(case, Verdict.RESTORE, actor=actor, reasons=reasons)


@transaction.atomic
def approve_held(subject: Subject, *, actor: Any, seen: str | None = None) -> ModerationDecision:
    """Publish something that waited for a moderator; `seen`: the fingerprint of the text that this moderator read.

    Raises `TextChanged` when the author wrote something else since then.
    """
    case = open_case(subject, actor=actor)
    _check(subject, actor=actor, states={"held"})
    description = description_of(subject)
    if seen is not None and (description is None or description.fingerprint != seen):
        raise TextChanged
    return _decide(case, Verdict.APPROVE, actor=actor)


@transaction.atomic
def keep_subject(subject: Subject, *, actor: Any, reasons: str) -> ModerationDecision:
    """Leave something reported as it is; the reporters hear why. What was withdrawn leaves the queue this way too.

    Raises `AlreadyDecided` when no case is open, or when it still waits to be published.
    """
    if not reasons.strip():
        raise ReasonsMissing
    case = lock_open_case(subject)
    if case is None:
        raise AlreadyDecided
    _check(subject, actor=actor, states={"", "published", *GONE})
    return _decide(case, Verdict.KEEP, actor=actor, reasons=reasons)


def restore_after_appeal(case: Case, *, actor: Any, reasons: str) -> ModerationDecision | None:
    """Show something again because the author was right; None when the author withdrew it. The caller holds the case."""
    description = description_of(case.subject)
    if description is None or description.state != "hidden":
        close_case(case)
        return None
    return _decide(case, Verdict.RESTORE, actor=actor, reasons=reasons)


def check_not_own(description: Description | None, actor: Any) -> None:
    """Raise `OwnText` when a moderator would judge their own text while somebody else could."""
    if description is not None and description.author_id == actor.pk and has_other_moderator(actor):
        raise OwnText


def _check(subject: Subject, *, actor: Any, states: set[str], automated: bool = False) -> None:
    """Check who decides, and that the subject is in one of these states now."""
    if not (can_moderate(actor) or (automated and actor is None)):
        raise NotAllowed
    if _state(subject) not in states:
        raise AlreadyDecided
    if actor is not None:
        check_not_own(description_of(subject), actor)


def _state(subject: Subject) -> str:
    description = description_of(subject)
    return "gone" if description is None else description.state


def _decide(
    case: Case,
    verdict: Verdict,
    *,
    actor: Any,
    ground: str = "",
    reasons: str = "",
    appeal_until: datetime | None = None,
) -> ModerationDecision:
    decision: ModerationDecision = ModerationDecision.objects.create(
        subject=case.subject,
        case=case,
        verdict=verdict,
        ground=ground,
        reasons=reasons.strip(),
        decided_by=actor,
        appeal_until=appeal_until,
    )
    close_case(case)
    record(
        "moderation.decision.made", actor=actor, on=decision, subject=case.subject_id, verdict=verdict, ground=ground
    )
    subject_decided.send(sender=ModerationDecision, decision=decision)
    tell_about_decision(decision)
    return decision


def _appeal_until() -> datetime:
    """Return the end of the last day on which the author can appeal, in municipal time."""
    last_day = timezone.localtime() + timedelta(days=rules().appeal_days)
    return last_day.replace(hour=23, minute=59, second=59, microsecond=0)
