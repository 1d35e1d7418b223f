"""Supporting a proposal and taking that back: each person once."""

from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from deliberation.actions.phases import share_consultation
from deliberation.actions.proposals import lock_proposal, require_activity, require_level
from deliberation.enums import Activity, ContributionState
from deliberation.exceptions import ProposalNotVisible
from deliberation.models import Endorsement, Proposal
from samenspel.audit.actions import record

# However often somebody presses at once, the unique constraint lets one through and the others hear nothing of it.
ENDORSE = """
    INSERT INTO deliberation_endorsement (municipality_id, proposal_id, person_id, level, created_at)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (municipality_id, proposal_id, person_id) DO NOTHING
    RETURNING id
"""


@transaction.atomic
def endorse_proposal(proposal: Proposal, *, actor: Any) -> Proposal:
    """Support a proposal; does nothing when one does already.

    Raises `PhaseClosed`, `SignInToPropose`, `LevelTooLow` or `ProposalNotVisible`.
    """
    _require_open(proposal, actor)
    proposal = lock_proposal(proposal)
    if proposal.state != ContributionState.PUBLISHED:
        raise ProposalNotVisible
    if _insert(proposal, actor):
        _count(proposal, 1)
        record("deliberation.proposal.endorsed", actor=actor, on=proposal, level=actor.verification_level)
    return proposal


@transaction.atomic
def withdraw_endorsement(proposal: Proposal, *, actor: Any) -> Proposal:
    """Take one's support back; does nothing when there is none. A proposal that is gone lets its support go as well.

    Raises `PhaseClosed` or `SignInToPropose`.
    """
    share_consultation(proposal.consultation)
    require_activity(proposal.consultation, Activity.PROPOSALS, Activity.SUPPORT)
    proposal = lock_proposal(proposal)
    if Endorsement.objects.filter(proposal=proposal, person=actor).delete()[0]:
        _count(proposal, -1)
        record("deliberation.proposal.unendorsed", actor=actor, on=proposal)
    return proposal


def _require_open(proposal: Proposal, actor: Any) -> None:
    share_consultation(proposal.consultation)
    require_activity(proposal.consultation, Activity.PROPOSALS, Activity.SUPPORT)
    require_level(proposal.consultation, actor)


def _insert(proposal: Proposal, actor: Any) -> bool:
    """Return whether this is new support."""
    values = [proposal.municipality_id, proposal.pk, actor.pk, actor.verification_level, timezone.now()]
    with connection.cursor() as cursor:
        cursor.execute(ENDORSE, values)
        return cursor.fetchone() is not None


def _count(proposal: Proposal, change: int) -> None:
    """Keep the count under the proposal's lock."""
    Proposal.objects.filter(pk=proposal.pk).update(endorsement_count=F("endorsement_count") + change)
    proposal.endorsement_count += change
