"""The electoral roll of a ballot: filled before the opening, from accounts or from a list that we do not keep."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from samenspel.accounts.enums import Level
from samenspel.accounts.models import User, Verification
from samenspel.audit.actions import record
from samenspel.tenancy.context import current_municipality_id
from voting.enums import BallotState, Eligibility, EntrySource
from voting.exceptions import BallotOver
from voting.exceptions.rolls import (
    CancelReasonNeeded,
    EntryCancelled,
    HasVoted,
    OtherField,
    RollClosed,
    RollNotUsed,
    SaltDestroyed,
    SaltNeeded,
)
from voting.importers.lists import Line
from voting.models import Ballot, Participation, Roll, RollEntry, VotingCode
from voting.permissions import check_manager, level_needed
from voting.queries.rolls import fingerprints

OBJECTIONS = timedelta(days=42)  # six weeks after the count (art. 6:7 Awb) the key of a list is destroyed
# One statement for a whole list: who is on the roll already, by account or by fingerprint, stays as they are.
INSERT = """
    INSERT INTO voting_rollentry
        (municipality_id, ballot_id, source, person_id, fingerprint, district, level, cancelled_reason)
    SELECT %s, %s, %s, person, fingerprint, district, level, ''
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[]) AS new (person, fingerprint, district, level)
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def take_snapshot(ballot: Ballot, *, actor: Any, reference_date: date | None = None) -> int:
    """Put everybody with an account on the roll who is verified well enough, or was on a day; return how many were added."""
    check_manager(actor)
    roll = _open_roll(ballot)
    found = _levels_on(reference_date) if reference_date else _levels_now()
    needed = level_needed(ballot)
    known = [(person, level) for person, level in found.items() if level >= needed]
    rows = [(person, None, "", level) for person, level in known]
    added = _insert(ballot, EntrySource.ACCOUNT, rows)
    roll.reference_date = reference_date or timezone.localdate()
    roll.save(update_fields=["reference_date"])
    record("voting.roll.snapshot", actor=actor, on=ballot, added=added, day=roll.reference_date.isoformat())
    return added


@transaction.atomic
def import_roll(ballot: Ballot, people: list[Line], *, actor: Any, field: str, is_email: bool = False) -> int:
    """Put the people of a list on the roll, as salted fingerprints; return how many were added.

    With `is_email` the column holds e-mail addresses: who has an account with that address votes with it as well.
    """
    check_manager(actor)
    roll = _open_roll(ballot)
    if roll.field_name and roll.field_name.casefold() != field.strip().casefold():
        raise OtherField(field=roll.field_name)
    if roll.field_name and not roll.salt:
        raise SaltDestroyed
    roll.field_name, roll.salt = roll.field_name or field.strip()[:60], roll.salt or secrets.token_hex(32)
    roll.save(update_fields=["field_name", "salt"])
    values = [person.value for person in people]
    accounts = (
        dict(User.objects.filter(email__in=values, is_active=True).values_list("email", "pk")) if is_email else {}
    )
    rows = [
        (accounts.get(person.value), print_, person.district, Level.LETTER.value)
        for person, print_ in zip(people, fingerprints(roll.salt, values), strict=True)
    ]
    added = _insert(ballot, EntrySource.LIST, rows)
    record("voting.roll.imported", actor=actor, on=ballot, added=added, lines=len(people))
    return added


@transaction.atomic
def cancel_entry(entry: RollEntry, *, actor: Any, reason: str) -> RollEntry:
    """Take somebody off the roll, with a reason; their letter stops working. Raises `HasVoted` and `EntryCancelled`."""
    check_manager(actor)
    if not reason.strip():
        raise CancelReasonNeeded
    locked: RollEntry = RollEntry.objects.select_for_update(of=("self",)).select_related("ballot").get(pk=entry.pk)
    if locked.ballot.state in {BallotState.COUNTED, BallotState.CANCELLED} or locked.ballot.closes_at <= timezone.now():
        raise BallotOver
    if locked.cancelled_at is not None:
        raise EntryCancelled
    if Participation.objects.filter(entry=locked).exists():
        raise HasVoted
    locked.cancelled_at, locked.cancelled_reason = timezone.now(), " ".join(reason.split())[:300]
    locked.save(update_fields=["cancelled_at", "cancelled_reason"])
    VotingCode.objects.filter(entry=locked, voided_at=None).update(voided_at=locked.cancelled_at)
    record("voting.roll.entry_cancelled", actor=actor, on=locked, reason=locked.cancelled_reason)
    return locked


@transaction.atomic
def destroy_salt(ballot: Ballot, *, actor: Any) -> Roll:
    """Destroy the key of an imported list: from then on nobody can tell whether somebody was on it.

    `actor` is None for the program itself, which does it six weeks after the count.
    """
    if actor is not None:
        check_manager(actor)
    locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if locked.state not in {BallotState.COUNTED, BallotState.CANCELLED}:
        raise SaltNeeded
    roll: Roll = Roll.objects.select_for_update().get(ballot=locked)
    if roll.salt:
        roll.salt = ""
        roll.closed_at = roll.closed_at or timezone.now()
        roll.save(update_fields=["salt", "closed_at"])
        record("voting.roll.salt_destroyed", actor=actor, on=ballot)
    return roll


def destroy_old_salts() -> int:
    """Destroy the keys of lists whose ballot was over six weeks ago, in the current municipality; return how many."""
    before = timezone.now() - OBJECTIONS
    over = Ballot.objects.filter(state__in=[BallotState.COUNTED, BallotState.CANCELLED], closes_at__lt=before)
    left = list(over.exclude(roll__salt="").exclude(roll=None))
    for ballot in left:
        destroy_salt(ballot, actor=None)
    return len(left)


def _open_roll(ballot: Ballot) -> Roll:
    """Return the roll of a ballot that nobody can vote on yet, locked; made when there is none."""
    locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if locked.eligibility != Eligibility.ROLL:
        raise RollNotUsed
    if locked.state not in {BallotState.DRAFT, BallotState.PLANNED}:
        raise BallotOver
    if locked.state == BallotState.PLANNED and locked.opens_at <= timezone.now():
        raise RollClosed
    roll: Roll = Roll.objects.select_for_update().get_or_create(ballot=locked)[0]
    if roll.closed_at is not None:
        raise RollClosed
    return roll


def _levels_now() -> dict[int, int]:
    return dict(User.objects.filter(is_active=True).values_list("pk", "verification_level"))


def _levels_on(day: date) -> dict[int, int]:
    """How well active people were known at the end of a day."""
    evening = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    found = Verification.objects.filter(verified_at__lt=evening, user__is_active=True).order_by()
    return dict(found.values_list("user").annotate(level=Max("level")))


def _insert(ballot: Ballot, source: EntrySource, rows: Sequence[tuple[int | None, str | None, str, int]]) -> int:
    """Add entries of person, fingerprint, district and level; return how many were not there yet."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [current_municipality_id(), ballot.pk, source.value, *columns])
        return int(cursor.rowcount)
