"""Submitting and withdrawing proposals, and what a moderator decides about them."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists
from django.utils import timezone

from deliberation.actions.contributions import has_many_links
from deliberation.actions.phases import share_consultation
from deliberation.actions.states import state_after
from deliberation.enums import Activity, Channel, ConsultationState, ContributionState
from deliberation.exceptions import LevelTooLow, PhaseClosed, SignInToPropose
from deliberation.models import Consultation, Contribution, Proposal
from deliberation.permissions import can_withdraw_proposal, is_verified_for
from deliberation.queries.phases import open_activities, still_possible
from samenspel.accounts.enums import Level
from samenspel.accounts.models import User
from samenspel.accounts.permissions import can_organise
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.moderation.actions import lock_open_case, open_case
from samenspel.moderation.models import ModerationDecision
from samenspel.moderation.queries import rules
from samenspel.subjects.models import Subject


@transaction.atomic
def submit_proposal(
    consultation: Consultation,
    *,
    actor: Any,
    title: str,
    text: str,
    place: str = "",
    channel: str = Channel.ONLINE,
    form_token: UUID | None = None,
) -> Proposal:
    """Submit a proposal; held for a moderator where the rules say so. An organiser enters what came in on paper.

    The same `form_token` twice gives back the first proposal. Raises `PhaseClosed`, `SignInToPropose`, `LevelTooLow`.
    """
    share_consultation(consultation)
    if channel == Channel.ONLINE:
        require_activity(consultation, Activity.PROPOSALS)
        require_level(consultation, actor)
    else:
        _require_organiser(consultation, actor)
    proposal = Proposal(
        consultation=consultation, author=actor, channel=channel, title=title, text=text, place=place,
        form_token=form_token, author_level=actor.verification_level if channel == Channel.ONLINE else Level.GUEST,
    )  # fmt: skip
    if _must_be_held(actor, f"{title} {text} {place}"):
        proposal.state, proposal.published_at = ContributionState.HELD, None
    try:
        with transaction.atomic():
            proposal.subject = Subject.objects.create(kind="proposal")
            proposal.save(force_insert=True)
    except IntegrityError:
        if form_token is None:
            raise
        return _submitted_before(proposal)
    record(
        "deliberation.proposal.submitted", actor=actor, on=proposal, consultation=consultation.pk, state=proposal.state,
        channel=channel,
    )  # fmt: skip
    if proposal.state == ContributionState.HELD:
        open_case(proposal.subject, is_held=True, is_new=True, actor=actor)
    return proposal


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, actor: Any) -> Proposal:
    """Take one's own proposal back: a sentence stays in its place. Does nothing the second time."""
    if proposal.author_id != actor.pk:
        raise NotAllowed
    lock_open_case(proposal.subject)  # nobody publishes or hides meanwhile what is taken back
    proposal = lock_proposal(proposal)
    if not can_withdraw_proposal(actor, proposal):
        return proposal
    _change_state(proposal, ContributionState.WITHDRAWN)
    record("deliberation.proposal.withdrawn", actor=actor, on=proposal)
    return proposal


@transaction.atomic
def carry_out_proposal_decision(decision: ModerationDecision) -> Proposal | None:
    """Hide, restore or publish the proposal a moderator decided on; return it, or None when nothing changes."""
    found = Proposal.objects.filter(subject_id=decision.subject_id).first()
    if found is None:
        return None
    proposal = lock_proposal(found)
    state = state_after(proposal.state, decision.verdict)
    if state is None:
        return None
    proposal.hidden_reasons = decision.reasons if state == ContributionState.HIDDEN else ""
    _change_state(proposal, state)
    record(f"deliberation.proposal.{state.value}", actor=decision.decided_by, on=proposal, decision=decision.pk)
    return proposal


def lock_proposal(proposal: Proposal) -> Proposal:
    """Lock a proposal until the transaction ends and return it as it is now."""
    locked: Proposal = (
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("author", "subject", "consultation")
        .get(pk=proposal.pk)
    )
    return locked


def require_activity(consultation: Consultation, *activities: Activity) -> None:
    """Raise `PhaseClosed` unless one of these activities is possible now."""
    if open_activities(consultation, timezone.now()).isdisjoint(activities):
        raise PhaseClosed(still=still_possible(consultation))


def require_level(consultation: Consultation, actor: Any) -> None:
    """Raise `SignInToPropose` for guests and visitors, `LevelTooLow` for who is not verified enough."""
    if not is_verified_for(actor, Level.EMAIL):
        raise SignInToPropose
    if not is_verified_for(actor, consultation.minimum_level):
        raise LevelTooLow(level=Level(consultation.minimum_level).label)


def _require_organiser(consultation: Consultation, actor: Any) -> None:
    """What came in on paper may be entered as long as the consultation is open, whatever the phase."""
    if not can_organise(actor):
        raise NotAllowed
    if consultation.state != ConsultationState.PUBLISHED:
        raise PhaseClosed(still=still_possible(consultation))


def _must_be_held(author: Any, text: str) -> bool:
    """Return whether a moderator looks first, by the rules that hold for contributions."""
    if author.roles:
        return False
    if has_many_links(author, text):
        return True
    return rules().held_first and author.verification_level < Level.LETTER and not _is_known(author)


def _is_known(author: Any) -> bool:
    """Return whether readers saw anything of this author before, here or in a talk."""
    said = Contribution.objects.filter(author=author, state=ContributionState.PUBLISHED)
    proposed = Proposal.objects.filter(author=author, state=ContributionState.PUBLISHED)
    found: bool = User.objects.filter(Exists(said) | Exists(proposed), pk=author.pk).exists()
    return found


def _submitted_before(proposal: Proposal) -> Proposal:
    """Return what the same form submitted before."""
    earlier: Proposal = Proposal.objects.select_related("author", "subject", "consultation").get(
        form_token=proposal.form_token
    )
    if earlier.author_id != proposal.author_id:
        raise NotAllowed
    return earlier


def _change_state(proposal: Proposal, state: ContributionState) -> None:
    proposal.state = state
    proposal.version += 1
    if state == ContributionState.PUBLISHED and proposal.published_at is None:
        proposal.published_at = timezone.now()
    proposal.save(update_fields=["state", "version", "published_at", "hidden_reasons"])
