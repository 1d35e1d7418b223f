"""Reacting to what others say."""

from typing import Any

from django.db import transaction
from django.db.models import F

from deliberation.actions.phases import share_topic
from deliberation.actions.rooms import require_open
from deliberation.actions.states import lock_contribution
from deliberation.enums import ContributionState, ReactionKind
from deliberation.exceptions import NotVisible, SignInFirst
from deliberation.models import Contribution, Reaction
from deliberation.permissions import can_react
from samenspel.audit.actions import record
from samenspel.realtime.actions import append_event


def react(contribution: Contribution, *, actor: Any, kind: ReactionKind) -> Contribution:
    """Add one's reaction; does nothing when it is there. Raises `SignInFirst`, `NotVisible` or `TalkClosed`."""
    return _set_reaction(contribution, actor=actor, kind=kind, wanted=True)


def unreact(contribution: Contribution, *, actor: Any, kind: ReactionKind) -> Contribution:
    """Take one's reaction back; does nothing when there is none. Raises like `react`."""
    return _set_reaction(contribution, actor=actor, kind=kind, wanted=False)


@transaction.atomic
def _set_reaction(contribution: Contribution, *, actor: Any, kind: ReactionKind, wanted: bool) -> Contribution:
    if not can_react(actor):
        raise SignInFirst
    room = contribution.room
    share_topic(room)
    require_open(room)
    contribution = lock_contribution(contribution)
    if contribution.state != ContributionState.PUBLISHED:
        raise NotVisible
    if not _write(contribution, actor, kind, wanted=wanted):
        return contribution
    counter = f"{kind.value}_count"
    change = 1 if wanted else -1
    Contribution.objects.filter(pk=contribution.pk).update(**{counter: F(counter) + change})
    setattr(contribution, counter, getattr(contribution, counter) + change)
    done = "reacted" if wanted else "unreacted"
    record(f"deliberation.contribution.{done}", actor=actor, on=contribution, reaction=kind.value)
    known = {contribution.pk: contribution}
    append_event(room.stream_id, "reaction.changed", contribution.pk, contribution.version, known=known)
    return contribution


def _write(contribution: Contribution, actor: Any, kind: ReactionKind, *, wanted: bool) -> bool:
    """Return whether anything changed; the contribution is locked, so nobody else writes its reactions now."""
    own = Reaction.objects.filter(contribution=contribution, person=actor, kind=kind)
    if not wanted:
        return bool(own.delete()[0])
    if own.exists():
        return False
    Reaction.objects.create(contribution=contribution, person=actor, kind=kind)
    return True
