"""The line of time of a consultation, from its phases and the agenda items it serves, and of a proposal in it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.enums import Activity, ConsultationState, LinkKind, ProposalStatus
from deliberation.models import Consultation, ConsultationLink, Phase, Proposal
from deliberation.queries import input_phases
from samenspel.council.models import AgendaItem
from samenspel.portal.queries.timeline import (
    CARRIED_OUT,
    Step,
    date_in_words,
    days_in_words,
    decision_in_words,
    placed,
)

SUPPORTING = (Activity.PROPOSALS, Activity.SUPPORT)
TAKEN_OVER = (ProposalStatus.ADOPTED, ProposalStatus.PARTLY, ProposalStatus.DONE)


def consultation_steps(
    consultation: Consultation, links: Sequence[ConsultationLink], now: datetime | None = None
) -> list[Step]:
    """Return the steps of a consultation, without a query when its phases and links were fetched.

    It ends with the council where the council decides, else with the municipality's answer.
    """
    now = now or timezone.now()
    deciding = _linked(links, LinkKind.DECIDES)
    steps = [
        (_("Asked"), date_in_words(consultation.published_at) if consultation.published_at else ""),
        (_("Talked"), _period_in_words(_said(consultation), now)),
        (_("Weighed"), _weighing_in_words(consultation, _linked(links, LinkKind.DISCUSSES), now)),
    ]
    if deciding is None:
        steps.append((_("Answered"), _answer_in_words(consultation)))
    else:
        steps.append((_("Decided"), decision_in_words(deciding)))
        if not deciding.outcome or deciding.outcome in CARRIED_OUT:
            steps.append((_("Carried out"), _answer_with_word(consultation)))
    return placed(steps, _consultation_position(consultation, deciding, now))


def proposal_steps(proposal: Proposal, now: datetime | None = None) -> list[Step]:
    """Return the steps of a proposal, without a query when its consultation's phases were fetched."""
    now = now or timezone.now()
    consultation = proposal.consultation
    supporting = [phase for phase in consultation.phases.all() if phase.activity in SUPPORTING]
    answered = f"{proposal.get_status_display()}, {date_in_words(proposal.answered_at)}" if proposal.answered_at else ""
    steps = [
        (_("Proposed"), date_in_words(proposal.created_at)),
        (_("Supported"), _period_in_words(supporting, now)),
        (_("Weighed"), _("Being looked at") if proposal.status == ProposalStatus.REVIEWING else ""),
        (_("Answered"), answered or _promise_in_words(consultation)),
    ]
    if proposal.answered_at is None or proposal.status in TAKEN_OVER:
        steps.append((_("Carried out"), _("Done") if proposal.status == ProposalStatus.DONE else ""))
    return placed(steps, _proposal_position(proposal, supporting, now))


def _consultation_position(consultation: Consultation, deciding: AgendaItem | None, now: datetime) -> int:
    said = _said(consultation)
    if deciding is not None and deciding.outcome:
        return 4
    if consultation.answered_at is not None:
        return 3
    if consultation.state == ConsultationState.PUBLISHED and any(phase.ends_at > now for phase in said):
        return 1 if any(phase.starts_at <= now for phase in said) else 0
    starts_at = deciding.meeting.starts_at if deciding is not None else None
    return 3 if starts_at is not None and starts_at <= now else 2


def _proposal_position(proposal: Proposal, supporting: Sequence[Phase], now: datetime) -> int:
    if proposal.answered_at is not None:
        return {ProposalStatus.DONE: 5, ProposalStatus.REJECTED: 3}.get(ProposalStatus(proposal.status), 4)
    is_open = proposal.consultation.state == ConsultationState.PUBLISHED
    if is_open and any(phase.ends_at > now for phase in supporting):
        return 1
    return 2


def _said(consultation: Consultation) -> list[Phase]:
    return list(input_phases(consultation))


def _linked(links: Sequence[ConsultationLink], kind: LinkKind) -> AgendaItem | None:
    return next((link.agenda_item for link in links if link.kind == kind), None)


def _period_in_words(phases: Sequence[Phase], now: datetime) -> str:
    """When something begins, how many days are left for it, or until when it was possible."""
    if not phases:
        return ""
    start, end = min(phase.starts_at for phase in phases), max(phase.ends_at for phase in phases)
    if start > now:
        return days_in_words(start)
    last = end - timedelta(microseconds=1)
    if end <= now:
        return _("until %(day)s") % {"day": date_in_words(last)}
    left = (timezone.localtime(last).date() - timezone.localtime(now).date()).days
    if left == 0:
        return _("Today is the last day")
    return ngettext("%(number)s day left", "%(number)s days left", left) % {"number": left}


def _weighing_in_words(consultation: Consultation, item: AgendaItem | None, now: datetime) -> str:
    if item is not None and item.meeting.starts_at is not None:
        return days_in_words(item.meeting.starts_at)
    return _period_in_words([phase for phase in consultation.phases.all() if phase.activity == Activity.WEIGHING], now)


def _answer_in_words(consultation: Consultation) -> str:
    if consultation.answered_at is not None:
        return date_in_words(consultation.answered_at)
    return _promise_in_words(consultation)


def _answer_with_word(consultation: Consultation) -> str:
    if consultation.answered_at is not None:
        return _("Answer: %(day)s") % {"day": date_in_words(consultation.answered_at)}
    if consultation.answer_promised_on is None:
        return ""
    return _("Answer no later than %(day)s") % {"day": date_in_words(consultation.answer_promised_on)}


def _promise_in_words(consultation: Consultation) -> str:
    if consultation.answer_promised_on is None:
        return ""
    return _("No later than %(day)s") % {"day": date_in_words(consultation.answer_promised_on)}
