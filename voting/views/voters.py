"""As whom somebody looks at a ballot, and what stands between them and a vote."""

from samenspel.accounts.context import AppRequest
from voting.enums import Channel, Eligibility
from voting.models import Ballot
from voting.permissions import Voter, level_needed
from voting.queries import voter_for
from voting.views.doors import voter_of_session


def current_voter(request: AppRequest, ballot: Ballot) -> Voter | None:
    """Return as whom this browser votes on a ballot: by a letter, with help, or by account; None for nobody who could."""
    return voter_of_session(request, ballot) or voter_for(request.user, ballot)


def channel_of(voter: Voter) -> Channel:
    """Return how a vote of this browser is cast: with a letter's code when there is no account."""
    if voter.helper is not None:
        return Channel.DESK
    return Channel.LETTER if voter.person is None else Channel.ONLINE


def obstacle(request: AppRequest, ballot: Ballot, voter: Voter | None) -> str:
    """Name what must be done before somebody can vote: sign_in, verify or roll; empty when they can."""
    if voter is None:
        return "roll" if request.user.is_authenticated and ballot.eligibility == Eligibility.ROLL else "sign_in"
    return "" if voter.level(channel_of(voter)) >= level_needed(ballot) else "verify"
