"""Who may vote, and who may make ballots."""

from dataclasses import dataclass
from typing import Any

from samenspel.accounts.enums import Level, Role
from samenspel.accounts.models import User
from samenspel.accounts.permissions import has_role
from samenspel.common.errors import NotAllowed
from voting.enums import BallotState, Channel
from voting.models import Ballot, RollEntry


@dataclass(frozen=True)
class Voter:
    """Who votes: a person with an account, an entry of the electoral roll, or an entry that belongs to a person."""

    person: User | None = None
    entry: RollEntry | None = None
    helper: User | None = None  # who casts it for them at a desk, and never sees what they voted before

    @property
    def actor_id(self) -> int:
        """As whom the database lets them see their own vote: an entry without an account is its number below zero."""
        if self.person is not None:
            return int(self.person.pk)
        assert self.entry is not None  # noqa: S101  # a voter is somebody
        return -int(self.entry.pk)

    def level(self, channel: str) -> int:
        """Return how sure the municipality is who this is: by the account online, by the roll otherwise."""
        if self.person is not None and (self.entry is None or channel == Channel.ONLINE):
            return int(self.person.verification_level)
        return 0 if self.entry is None else int(self.entry.level)


def can_manage_ballots(user: Any) -> bool:
    """Organisers, clerks and administrators make ballots; none of them sees a tally before the close."""
    return has_role(user, Role.ORGANISER, Role.CLERK, Role.ADMINISTRATOR)


def can_help_vote(user: Any) -> bool:
    """Who makes ballots may also cast the vote of somebody who stands at the desk."""
    return can_manage_ballots(user)


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
