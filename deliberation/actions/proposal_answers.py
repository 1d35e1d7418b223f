"""What the municipality does with a proposal, and telling everybody who made or supports it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from deliberation.actions.proposals import lock_proposal
from deliberation.enums import ANSWERED_STATUSES, Channel, ContributionState, ProposalStatus
from deliberation.exceptions import AnsweredMeanwhile, AnswerIncomplete, AnswerStands, ProposalNotVisible
from deliberation.models import Endorsement, Proposal
from samenspel.accounts.permissions import can_organise
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.notifications.actions import tell
from samenspel.notifications.models import Notice


@transaction.atomic
def answer_proposal(
    proposal: Proposal, *, actor: Any, status: str, answer: str = "", reasons: str = "", version: int | None = None
) -> Proposal:
    """Set what the municipality does with a proposal; `version`: the one the organiser had before them.

    Raises `NotAllowed`, `ProposalNotVisible`, `AnswerIncomplete`, `AnswerStands` once the consultation is answered, and `AnsweredMeanwhile` when a colleague was first.
    """
    if not can_organise(actor):
        raise NotAllowed
    proposal = lock_proposal(proposal)
    if proposal.state != ContributionState.PUBLISHED:
        raise ProposalNotVisible
    if version is not None and version != proposal.version:
        raise AnsweredMeanwhile
    is_answer = status in ANSWERED_STATUSES
    if is_answer and not (answer.strip() and reasons.strip()):
        raise AnswerIncomplete
    if not is_answer and proposal.answered_at is not None and proposal.consultation.answered_at is not None:
        raise AnswerStands
    proposal.status, proposal.answer, proposal.answer_reasons = status, answer.strip(), reasons.strip()
    proposal.answered_by, proposal.answered_at = (actor, timezone.now()) if is_answer else (None, None)
    proposal.version += 1
    proposal.save(update_fields=["status", "answer", "answer_reasons", "answered_by", "answered_at", "version"])
    record("deliberation.proposal.answered", actor=actor, on=proposal, status=status)
    if is_answer:  # there may be thousands to tell: the worker does that, once this is committed
        task = app.configure_task("deliberation.tell_about_answer")
        task.defer(municipality_id=proposal.municipality_id, proposal_id=proposal.pk, status=status)
    return proposal


@transaction.atomic
def tell_about_answer(proposal_id: int, *, status: str) -> list[Notice]:
    """Tell the author and everybody who supports a proposal what became of it, once for each status."""
    proposal = Proposal.objects.select_related("subject").filter(pk=proposal_id, status=status).first()
    if proposal is None or status not in ANSWERED_STATUSES or proposal.state != ContributionState.PUBLISHED:
        return []
    people = set(Endorsement.objects.filter(proposal=proposal).values_list("person_id", flat=True))
    if proposal.channel == Channel.ONLINE:
        people.add(proposal.author_id)
    return tell(
        people,
        about=proposal.subject,
        key=f"proposal-{status}",
        sentence=lambda: what_became(status) % {"title": proposal.title},
        url=proposal.get_absolute_url(),
    )


def what_became(status: str) -> str:
    """Return the sentence about a proposal, in the active language, with a place for its title."""
    if status == ProposalStatus.ADOPTED:
        return _("The municipality takes over the proposal “%(title)s”.")
    if status == ProposalStatus.PARTLY:
        return _("The municipality takes over a part of the proposal “%(title)s”.")
    if status == ProposalStatus.REJECTED:
        return _("The municipality does not take over the proposal “%(title)s”. You can read why.")
    return _("The municipality carried out the proposal “%(title)s”.")
