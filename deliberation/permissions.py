"""Who may do what in a talk."""

from datetime import datetime, timedelta
from typing import Any

from deliberation.enums import ContributionState
from deliberation.models import Consultation, Contribution, Proposal
from samenspel.accounts.enums import Level, Role
from samenspel.accounts.permissions import can_clerk, can_moderate, can_organise, has_role

EDIT_WINDOW = timedelta(minutes=15)
SHOWN_ROLES = (Role.COUNCIL_MEMBER, Role.CLERK, Role.ORGANISER)  # shown with what they write, in this order


def can_see_consultation(user: Any, consultation: Consultation) -> bool:
    """Everybody sees what is published; drafts exist for organisers only."""
    return consultation.is_public or can_organise(user)


def can_see_unpublished(user: Any, contribution: Contribution | Proposal) -> bool:
    """Authors and moderators see what readers do not."""
    return user is not None and (contribution.author_id == user.pk or can_moderate(user))


def can_edit(user: Any, contribution: Contribution, *, now: datetime) -> bool:
    """Authors change their words during the first quarter of an hour, while they are not hidden or withdrawn.

    A guest's words stay as the moderator read them: nothing of a guest is published unread.
    """
    if user is None or contribution.author_id != user.pk:
        return False
    states = {ContributionState.HELD}
    if user.verification_level > Level.GUEST:
        states.add(ContributionState.PUBLISHED)
    return contribution.state in states and now - contribution.created_at <= EDIT_WINDOW


def can_withdraw(user: Any, contribution: Contribution) -> bool:
    """Authors withdraw their words at any time."""
    return user is not None and contribution.author_id == user.pk and contribution.state != ContributionState.WITHDRAWN


def can_react(user: Any) -> bool:
    """People with at least a verified e-mail address react; a guest does not count as a person here."""
    return user is not None and user.verification_level >= Level.EMAIL


def is_verified_for(user: Any, minimum_level: int) -> bool:
    """Return whether somebody may propose and support at this level; a guest never counts as a person here."""
    return user is not None and user.verification_level >= max(minimum_level, Level.EMAIL)


def can_withdraw_proposal(user: Any, proposal: Proposal) -> bool:
    """Authors withdraw their proposal at any time."""
    return user is not None and proposal.author_id == user.pk and proposal.state != ContributionState.WITHDRAWN


def sees_all_support(user: Any) -> bool:
    """Who prepares or takes the decision sees support without a choice of their own."""
    return has_role(user, Role.ORGANISER, Role.ADMINISTRATOR, Role.CLERK, Role.COUNCIL_MEMBER)


def can_close_room(user: Any) -> bool:
    """Clerks and moderators close a talk and open it again."""
    return can_clerk(user) or can_moderate(user)


def can_pin(user: Any) -> bool:
    """Clerks put a sentence on top of a talk."""
    return can_clerk(user)


def keeps_pace(user: Any) -> bool:
    """Slow mode is for everybody but those who lead the talk."""
    return not can_close_room(user)


def shown_role(user: Any) -> str:
    """Return the role that readers see with a contribution, or an empty string."""
    return next((role.value for role in SHOWN_ROLES if role in user.roles), "")
