"""Casting a vote: once per person, changeable until the close, exact to the moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import formats, timezone

from samenspel.audit.actions import record
from samenspel.tenancy.context import actor_context
from voting.enums import BallotState, Channel
from voting.exceptions import BallotCancelled, BallotClosed, BallotNotOpenYet, NoSuchOption, VoterNotVerified
from voting.models import Ballot, Participation, Vote
from voting.permissions import is_verified_for, level_needed

# The clock is read from the locked row, so after the wait for the lock: a count that holds the row has ended, and a vote
# that gets past this line is committed before the count begins.
LOCK = """
    WITH locked AS MATERIALIZED (
        SELECT id, state, opens_at, closes_at, minimum_level FROM voting_ballot WHERE id = %s AND municipality_id = %s FOR SHARE
    )
    SELECT locked.state, locked.opens_at, locked.closes_at, locked.minimum_level, clock_timestamp(), option.id
    FROM locked LEFT JOIN voting_option option ON option.ballot_id = locked.id AND option.id = %s
"""


@dataclass(frozen=True)
class _Locked:
    """A ballot that cannot be counted or changed until this transaction ends, and the moment after the lock was got."""

    state: str
    opens_at: datetime
    closes_at: datetime
    minimum_level: int
    now: datetime
    option_id: int | None


def cast_vote(ballot: Ballot, *, actor: Any, option_id: int, channel: Channel = Channel.ONLINE) -> Participation:
    """Vote, or change one's vote; return that the person took part. Raises what `exceptions` names, and saves nothing.

    Only that somebody voted is written down for good; what, only until the count.
    """
    with actor_context(actor.pk), transaction.atomic():
        locked = _lock(ballot, option_id)
        ballot.minimum_level = locked.minimum_level  # as it is now, not as the page was read
        if not is_verified_for(actor, ballot):
            raise VoterNotVerified(level=level_needed(ballot).label)
        _require_open(locked)
        if locked.option_id is None:
            raise NoSuchOption
        participation = Participation(ballot=ballot, person=actor, level=actor.verification_level, channel=channel)
        Participation.objects.bulk_create(
            [participation],
            update_conflicts=True,
            unique_fields=["municipality", "ballot", "person"],
            update_fields=["level", "channel"],
        )
        Vote.objects.bulk_create(
            [Vote(ballot=ballot, participation=participation, option_id=option_id)],
            update_conflicts=True,
            unique_fields=["participation"],
            update_fields=["option"],
        )
        record("voting.vote.cast", actor=actor, on=ballot)
    return participation


def _lock(ballot: Ballot, option_id: int) -> _Locked:
    """Share the ballot's row with others who vote, and keep everybody away who wants to count or change it."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [ballot.pk, ballot.municipality_id, option_id])
        return _Locked(*cursor.fetchone())


def _require_open(locked: _Locked) -> None:
    if locked.state == BallotState.CANCELLED:
        raise BallotCancelled
    if locked.state == BallotState.DRAFT or locked.now < locked.opens_at:
        raise BallotNotOpenYet(moment=_in_words(locked.opens_at))
    if locked.state == BallotState.COUNTED or locked.now >= locked.closes_at:
        raise BallotClosed(moment=_in_words(locked.closes_at))


def _in_words(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "j F Y, H:i")
