"""Making ballots, casting votes, counting."""

from voting.actions.ballots import cancel_ballot, change_ballot, create_ballot, discard_ballot, plan_ballot
from voting.actions.casting import Cast, cast_vote
from voting.actions.closing import count_ballot

__all__ = [
    "Cast",
    "cancel_ballot",
    "cast_vote",
    "change_ballot",
    "count_ballot",
    "create_ballot",
    "discard_ballot",
    "plan_ballot",
]
