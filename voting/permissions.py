"""Who may vote, and who may make ballots."""

from typing import Any

from samenspel.accounts.enums import Level, Role
from samenspel.accounts.permissions import has_role
from samenspel.common.errors import NotAllowed
from voting.enums import BallotState
from voting.models import Ballot


def can_manage_ballots(user: Any) -> bool:
    """Organisers, clerks and administrators make ballots; none of them sees a tally before the close."""
    return has_role(user, Role.ORGANISER, Role.CLERK, Role.ADMINISTRATOR)


def check_manager(user: Any) -> None:
    """Raise `NotAllowed` unless this person makes ballots."""
    if not can_manage_ballots(user):
        raise NotAllowed


def can_see_ballot(user: Any, ballot: Ballot) -> bool:
    """Everybody sees a ballot once it is planned; a draft is for who makes it."""
    return ballot.state != BallotState.DRAFT or can_manage_ballots(user)


def level_needed(ballot: Ballot) -> Level:
    """Return how sure the municipality must be who votes: never a guest, who could come back as often as they like."""
    return max(Level.EMAIL, Level(ballot.minimum_level))


def is_verified_for(user: Any, ballot: Ballot) -> bool:
    """Return whether this person is known well enough to vote on a ballot."""
    return bool(user is not None and user.is_active and user.verification_level >= level_needed(ballot))
