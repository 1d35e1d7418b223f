"""Casting a vote: once per person, changeable until the close, exact to the moment."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import formats, timezone

from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.tenancy.context import actor_context
from voting.counting.election import Rule
from voting.counting.marks import InvalidBallot, Reader, line_of
from voting.enums import BallotState, Channel, Eligibility
from voting.exceptions import (
    BallotCancelled,
    BallotClosed,
    BallotNotOpenYet,
    InvalidMarks,
    NoSuchOption,
    NotOnRoll,
    VoterNotVerified,
)
from voting.exceptions.rolls import VotesOnPaper
from voting.models import Ballot, Participation, RollEntry, Vote, VotingCode
from voting.permissions import Voter, can_help_vote, level_needed
from voting.queries.rules import rule_of

# The clock is read from the locked row, so after the wait for the lock: a count that holds the row has ended, and a vote
# that gets past this line is committed before the count begins.
LOCK = """
    WITH locked AS MATERIALIZED (
        SELECT state, opens_at, closes_at, minimum_level, eligibility, has_paper, rule
        FROM voting_ballot WHERE id = %s AND municipality_id = %s FOR SHARE
    )
    SELECT state, opens_at, closes_at, minimum_level, eligibility, has_paper, rule::text, clock_timestamp() FROM locked
"""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no two that look alike
GROUPS, LETTERS = 4, 4  # 30^16: more than 78 bits


@dataclass(frozen=True)
class Cast:
    """A vote that was saved: that somebody took part, the receipt to look up after the count, and the canonical line."""

    participation: Participation
    receipt: str
    marks: str


@dataclass(frozen=True)
class _Locked:
    """A ballot that cannot be counted or changed until this transaction ends, and the moment after the lock was got."""

    state: str
    opens_at: datetime
    closes_at: datetime
    minimum_level: int
    eligibility: str
    has_paper: bool
    rule: str | None
    now: datetime


def cast_vote(
    ballot: Ballot, *, voter: Voter, marks: str, channel: Channel = Channel.ONLINE, actor: Any = None
) -> Cast:
    """Vote, or change a vote; return the receipt, new each time. Raises what `exceptions` names, and saves nothing.

    `marks` is the line of the ballot, see docs/published-vote.md; a blank one is `-`. `actor` is who casts it for the voter
    at a desk. Only that somebody voted is written down for good; what, only until the count. Safe to try again.
    """
    if channel == Channel.DESK and not can_help_vote(actor):
        raise NotAllowed
    with actor_context(voter.actor_id), transaction.atomic():
        locked = _lock(ballot)
        participation = _admitted(ballot, locked, voter, channel)
        _require_open(locked)
        if locked.has_paper:
            _require_no_paper(participation)
        line = _line(ballot, locked, marks)
        _take_part(participation)
        Vote.objects.bulk_create(
            [Vote(ballot=ballot, participation=participation, marks=line)],
            update_conflicts=True,
            unique_fields=["participation"],
            update_fields=["marks"],
        )
        if channel == Channel.LETTER:
            _use_code(participation)
        record("voting.vote.cast", actor=actor or voter.person, on=ballot)
    return Cast(participation, participation.receipt, line)


def _lock(ballot: Ballot) -> _Locked:
    """Share the ballot's row with others who vote, and keep everybody away who wants to count or change it."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [ballot.pk, ballot.municipality_id])
        return _Locked(*cursor.fetchone())


def _admitted(ballot: Ballot, locked: _Locked, voter: Voter, channel: Channel) -> Participation:
    """Return as whom somebody votes. Raises when they may not: as things are now, not as the page was read."""
    person, entry = voter.person, _entry(ballot, voter) if locked.eligibility == Eligibility.ROLL else None
    if person is None and entry is None:
        raise NotOnRoll
    ballot.minimum_level = locked.minimum_level
    level = Voter(person, entry).level(channel)
    if (person is not None and not person.is_active) or level < level_needed(ballot):
        raise VoterNotVerified(level=level_needed(ballot).label)
    person_id = entry.person_id if entry else person.pk if person else None
    return Participation(ballot=ballot, person_id=person_id, entry=entry, level=level, channel=channel)


def _entry(ballot: Ballot, voter: Voter) -> RollEntry:
    """Return the voter's entry of the roll, kept from being cancelled meanwhile. Raises `NotOnRoll`."""
    entries = RollEntry.objects.select_for_update().filter(ballot=ballot, cancelled_at=None)
    entry: RollEntry | None = None if voter.entry is None else entries.filter(pk=voter.entry.pk).first()
    if entry is None or (voter.person is not None and entry.person_id != voter.person.pk):
        raise NotOnRoll
    return entry


def _require_open(locked: _Locked) -> None:
    if locked.state == BallotState.CANCELLED:
        raise BallotCancelled
    if locked.state == BallotState.DRAFT or locked.now < locked.opens_at:
        raise BallotNotOpenYet(moment=_in_words(locked.opens_at))
    if locked.state == BallotState.COUNTED or locked.now >= locked.closes_at:
        raise BallotClosed(moment=_in_words(locked.closes_at))


def _require_no_paper(participation: Participation) -> None:
    """Refuse who took a paper ballot. Nobody hands one out meanwhile: that waits for this ballot's row."""
    whose = {"entry": participation.entry_id} if participation.entry_id else {"person": participation.person_id}
    taken = Participation.objects.filter(ballot=participation.ballot_id, channel=Channel.PAPER, **whose)
    if taken.exists():
        raise VotesOnPaper


def _use_code(participation: Participation) -> None:
    """Write down that the letter of this entry was used, the first time."""
    codes = VotingCode.objects.filter(entry=participation.entry_id, used_at=None, voided_at=None)
    codes.update(used_at=timezone.now())


def _line(ballot: Ballot, locked: _Locked, marks: str) -> str:
    """Return the canonical line of what was marked, by the rule as it is under the lock."""
    if not marks:
        raise NoSuchOption
    rule = rule_of(ballot) if locked.rule is None else Rule.from_json(json.loads(locked.rule))
    try:
        return line_of(rule, Reader(rule).read(marks))
    except InvalidBallot as error:
        raise InvalidMarks(error.treatment) from error


def _take_part(participation: Participation) -> None:
    """Write that somebody votes, with a new receipt: the unique constraints see to it that it is once."""
    participation.receipt = new_receipt()
    Participation.objects.bulk_create(
        [participation],
        update_conflicts=True,
        unique_fields=["municipality", "ballot", "entry" if participation.entry_id else "person"],
        update_fields=["level", "channel", "receipt"],
    )


def new_receipt() -> str:
    """Return a receipt that nobody can guess or derive from anything: `7K3M-9QXA-2PRT-HW4C`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))


def _in_words(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "j F Y, H:i")
