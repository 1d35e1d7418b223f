"""Making a ballot: drafted, changed until it opens, planned, cancelled."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from samenspel.audit.actions import record
from samenspel.subjects import registry
from samenspel.subjects.models import Subject
from voting.actions.rules import FIXED_FIELDS, fix_rule
from voting.enums import BallotState, Method, OptionKind
from voting.exceptions import (
    AboutNotPublic,
    BallotFixed,
    BallotOver,
    ChangedMeanwhile,
    CloseIsPast,
    ReasonNeeded,
)
from voting.models import Ballot, Option, Vote
from voting.permissions import check_manager

FIXED_OPTIONS = ((OptionKind.YES, "Ja"), (OptionKind.NO, "Nee"), (OptionKind.BLANK, "Blanco"))  # shown per language


@transaction.atomic
def create_ballot(about: Subject, *, actor: Any, options: Sequence[str] = (), **values: Any) -> Ballot:
    """Draft a ballot about an agenda item or a consultation. `options` are the texts of one choice of many."""
    check_manager(actor)
    subject = Subject.objects.create(kind="ballot")
    ballot: Ballot = Ballot.objects.create(subject=subject, about=about, created_by=actor, **values)
    _write_options(ballot, options)
    record("voting.ballot.created", actor=actor, on=ballot, about=about.pk)
    return ballot


@transaction.atomic
def change_ballot(ballot: Ballot, *, actor: Any, version: int, options: Sequence[str] = (), **values: Any) -> Ballot:
    """Change a ballot that is not open yet. Raises `ChangedMeanwhile` when `version` is not the saved one any more."""
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
    locked.save(update_fields=[*values, "version"])
    Option.objects.filter(ballot=locked).delete()
    _write_options(locked, options)
    if locked.state == BallotState.PLANNED:
        fix_rule(locked)
        locked.save(update_fields=FIXED_FIELDS)
    record("voting.ballot.changed", actor=actor, on=locked, fields=sorted(values))
    return locked


@transaction.atomic
def plan_ballot(ballot: Ballot, *, actor: Any) -> Ballot:
    """Show a draft to everybody; it opens and closes by itself. One whose opening is past opens now."""
    check_manager(actor)
    locked = _locked(ballot)
    if locked.state != BallotState.DRAFT:
        raise BallotFixed if locked.state == BallotState.PLANNED else BallotOver
    described = registry.describe([locked.about]).get(locked.about_id)
    if described is None or described.state not in {"", "published"}:
        raise AboutNotPublic
    fix_rule(locked)
    now = timezone.now()
    if locked.closes_at <= now:
        raise CloseIsPast
    locked.opens_at = max(locked.opens_at, now)
    locked.state = BallotState.PLANNED
    locked.save(update_fields=[*FIXED_FIELDS, "opens_at", "state"])
    record("voting.ballot.planned", actor=actor, on=locked)
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


def _write_options(ballot: Ballot, texts: Sequence[str]) -> None:
    """Yes, no and blank are what they are; choices are numbered as typed."""
    if ballot.method == Method.YES_NO:
        rows = [(kind, text) for kind, text in FIXED_OPTIONS]
    else:
        rows = [(OptionKind.CHOICE, text) for text in texts]
    Option.objects.bulk_create(
        Option(ballot=ballot, number=number, kind=kind, text=text) for number, (kind, text) in enumerate(rows, 1)
    )
