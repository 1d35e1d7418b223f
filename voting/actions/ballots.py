"""Making a ballot: drafted, changed until it opens, planned, cancelled."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from samenspel.audit.actions import record
from samenspel.subjects import registry
from samenspel.subjects.models import Subject
from voting.actions.options import OptionDraft, write_options
from voting.actions.rules import FIXED_FIELDS, fix_rule
from voting.enums import BallotState, Eligibility
from voting.exceptions import AboutNotPublic, BallotFixed, BallotOver, ChangedMeanwhile, CloseIsPast, ReasonNeeded
from voting.exceptions.rolls import RollMissing
from voting.models import Ballot, LetterBatch, Roll, RollEntry, Vote, VotingCode
from voting.permissions import check_manager

FIXED = "does not change"  # what the triggers say after the opening


@transaction.atomic
def create_ballot(about: Subject, *, actor: Any, options: Sequence[str | OptionDraft] = (), **values: Any) -> Ballot:
    """Draft a ballot about an agenda item or a consultation. `options` are texts, or texts with costs and places."""
    check_manager(actor)
    subject = Subject.objects.create(kind="ballot")
    ballot: Ballot = Ballot.objects.create(subject=subject, about=about, created_by=actor, **values)
    write_options(ballot, options)
    record("voting.ballot.created", actor=actor, on=ballot, about=about.pk)
    return ballot


@transaction.atomic
def change_ballot(
    ballot: Ballot, *, actor: Any, version: int, options: Sequence[str | OptionDraft] | None = None, **values: Any
) -> Ballot:
    """Change a ballot that is not open yet. Raises `ChangedMeanwhile` when `version` is not the saved one any more.

    The rule of one that is planned is fixed anew, under the same commitment of the lot. Without `options` they stay.
    """
    check_manager(actor)
    locked = _locked(ballot)
    _require_not_open(locked)
    if version != locked.version:
        raise ChangedMeanwhile
    for name, value in values.items():
        setattr(locked, name, value)
    if locked.state == BallotState.PLANNED and locked.closes_at <= timezone.now():
        raise CloseIsPast
    locked.version += 1
    with _fixed_in_words():
        if options is not None:
            write_options(locked, options)
        fixed = FIXED_FIELDS if locked.state == BallotState.PLANNED else ()
        if fixed:
            fix_rule(locked)
        locked.save(update_fields=[*values, *fixed, "version"])
    record("voting.ballot.changed", actor=actor, on=locked, fields=sorted(values))
    return locked


def locked_to_build(ballot: Ballot, *, actor: Any, version: int) -> Ballot:
    """Return a ballot that is not open, locked, its version raised: for what is not part of its rule, as photos."""
    check_manager(actor)
    locked = _locked(ballot)
    _require_not_open(locked)
    if version != locked.version:
        raise ChangedMeanwhile
    locked.version += 1
    locked.save(update_fields=["version"])
    return locked


@transaction.atomic
def unplan_ballot(ballot: Ballot, *, actor: Any) -> Ballot:
    """Make a planned ballot that is not open a draft again: its makers see it only, and can change it step by step."""
    check_manager(actor)
    locked = _locked(ballot)
    _require_not_open(locked)
    if locked.state != BallotState.PLANNED:
        return locked
    locked.state, locked.rule, locked.rule_digest = BallotState.DRAFT, None, ""
    with _fixed_in_words():
        locked.save(update_fields=["state", "rule", "rule_digest"])
    record("voting.ballot.unplanned", actor=actor, on=locked)
    return locked


@transaction.atomic
def plan_ballot(ballot: Ballot, *, actor: Any) -> Ballot:
    """Show a draft to everybody, its rule fixed; it opens and closes by itself. One whose opening is past opens now.

    From now on the commitment of the lot is shown, and after the opening the database refuses every change.
    """
    check_manager(actor)
    locked = _locked(ballot)
    if locked.state != BallotState.DRAFT:
        raise BallotFixed if locked.state == BallotState.PLANNED else BallotOver
    described = registry.describe([locked.about]).get(locked.about_id)
    if described is None or described.state not in {"", "published"}:
        raise AboutNotPublic
    if locked.eligibility == Eligibility.ROLL and not RollEntry.objects.filter(ballot=locked).exists():
        raise RollMissing
    fix_rule(locked)
    now = timezone.now()
    if locked.closes_at <= now:
        raise CloseIsPast
    locked.opens_at = max(locked.opens_at, now)
    locked.state = BallotState.PLANNED
    locked.save(update_fields=[*FIXED_FIELDS, "opens_at", "state"])
    record("voting.ballot.planned", actor=actor, on=locked, rule=locked.rule_digest)
    return locked


@transaction.atomic
def cancel_ballot(ballot: Ballot, *, actor: Any, reason: str) -> Ballot:
    """Stop a planned or open ballot, for a reason that everybody reads; votes are destroyed uncounted."""
    check_manager(actor)
    locked = _locked(ballot)
    if locked.state != BallotState.PLANNED or locked.closes_at <= timezone.now():
        raise BallotOver
    if not reason.strip():
        raise ReasonNeeded
    locked.state, locked.cancelled_reason = BallotState.CANCELLED, reason.strip()
    locked.save(update_fields=["state", "cancelled_reason"])
    Vote.objects.filter(ballot=locked).delete()  # visible to this transaction because the ballot is cancelled
    record("voting.ballot.cancelled", actor=actor, on=locked)
    return locked


@transaction.atomic
def discard_ballot(ballot: Ballot, *, actor: Any) -> None:
    """Remove a draft, which nobody but its makers saw."""
    check_manager(actor)
    locked = _locked(ballot)
    if locked.state != BallotState.DRAFT:
        raise BallotFixed
    record("voting.ballot.discarded", actor=actor, on=locked)
    for rows in (VotingCode, LetterBatch, RollEntry, Roll):
        rows.objects.filter(ballot=locked).delete()
    locked.delete()


def _locked(ballot: Ballot) -> Ballot:
    """The ballot as it is now, kept from everybody who votes, counts or changes until this transaction ends."""
    locked: Ballot = Ballot.objects.select_for_update(of=("self",)).select_related("about").get(pk=ballot.pk)
    return locked


def _require_not_open(ballot: Ballot) -> None:
    if ballot.state in {BallotState.COUNTED, BallotState.CANCELLED}:
        raise BallotOver
    if ballot.state == BallotState.PLANNED and ballot.opens_at <= timezone.now():
        raise BallotFixed


@contextmanager
def _fixed_in_words() -> Iterator[None]:
    """Say in words that the database refuses: the ballot opened while it was being changed."""
    try:
        yield
    except IntegrityError as error:
        if FIXED not in str(error):
            raise
        raise BallotFixed from error
