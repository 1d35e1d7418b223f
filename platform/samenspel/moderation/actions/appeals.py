"""Objecting to a decision, and answering."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from samenspel.accounts.permissions import can_moderate
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.moderation.actions.cases import close_case, open_case
from samenspel.moderation.actions.decisions import check_not_own, restore_after_appeal
from samenspel.moderation.adapters.mail import tell_about_denied_appeal
from samenspel.moderation.enums import Verdict
from samenspel.moderation.exceptions import (
    AlreadyDecided,
    AppealExists,
    AppealTooLate,
    NothingToAppeal,
    NotTheAuthor,
    ReasonsMissing,
    SameModerator,
)
from samenspel.moderation.models import Appeal, ModerationDecision
from samenspel.moderation.permissions import can_answer_appeal
from samenspel.moderation.queries.decisions import latest_decisions
from samenspel.moderation.queries.subjects import description_of


@transaction.atomic
def file_appeal(decision: ModerationDecision, *, actor: Any, text: str) -> Appeal:
    """Object to a decision that hid one's own text; it goes back into the queue.

    Raises `NotTheAuthor`, `NothingToAppeal`, `AppealExists`, `AppealTooLate`.
    """
    case = open_case(decision.subject, actor=actor)
    check_appeal(decision, actor=actor)
    appeal: Appeal = Appeal.objects.create(decision=decision, appellant=actor, text=text)
    record("moderation.appeal.filed", actor=actor, on=appeal, decision=decision.pk, case=case.pk)
    return appeal


def check_appeal(decision: ModerationDecision, *, actor: Any) -> None:
    """Raise what stands in the way of this person's appeal; the page asks this before it shows the form."""
    description = description_of(decision.subject)
    if actor is None or description is None or description.author_id != actor.pk:
        raise NotTheAuthor
    latest = latest_decisions([decision.subject_id])[decision.subject_id]
    if decision.verdict != Verdict.HIDE or latest.pk != decision.pk or description.state != "hidden":
        raise NothingToAppeal
    if hasattr(latest, "appeal"):
        raise AppealExists
    if decision.appeal_until is None or timezone.now() > decision.appeal_until:
        raise AppealTooLate


@transaction.atomic
def answer_appeal(appeal: Appeal, *, actor: Any, upheld: bool, answer: str) -> Appeal:
    """Answer an appeal; `upheld`: the author was right, and the text is shown again.

    Raises `SameModerator` when the moderator who decided would answer and there is another, `AlreadyDecided`.
    """
    if not answer.strip():
        raise ReasonsMissing
    if not can_moderate(actor):
        raise NotAllowed
    case = open_case(appeal.decision.subject, actor=actor)
    fresh: Appeal = Appeal.objects.select_related("decision__subject", "appellant").get(pk=appeal.pk)
    if fresh.answered_at is not None:
        raise AlreadyDecided
    if not can_answer_appeal(actor, fresh):
        raise SameModerator
    check_not_own(description_of(case.subject), actor)
    fresh.upheld, fresh.answer, fresh.answered_by, fresh.answered_at = upheld, answer.strip(), actor, timezone.now()
    fresh.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    record("moderation.appeal.answered", actor=actor, on=fresh, decision=fresh.decision_id, upheld=upheld)
    if upheld:
        restore_after_appeal(case, actor=actor, reasons=fresh.answer)
    else:
        close_case(case)
        tell_about_denied_appeal(fresh)
    return fresh
