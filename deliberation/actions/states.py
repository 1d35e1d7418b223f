"""What readers see of a contribution: one place that changes it, with the counts and the event that follow."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from deliberation.actions.rooms import lock_room
from deliberation.enums import ContributionState, Stance
from deliberation.models import Contribution, Room
from samenspel.audit.actions import record
from samenspel.moderation.enums import Verdict
from samenspel.moderation.models import ModerationDecision
from samenspel.realtime.actions import append_event

EVENTS = {
    ContributionState.PUBLISHED: "contribution.restored",
    ContributionState.HIDDEN: "contribution.hidden",
    ContributionState.WITHDRAWN: "contribution.withdrawn",
}


@transaction.atomic
def carry_out_decision(decision: ModerationDecision) -> Contribution | None:
    """Hide, restore or publish the contribution a moderator decided on; return it, or None when nothing changes."""
    found = Contribution.objects.select_related("room").filter(subject_id=decision.subject_id).first()
    if found is None:
        return None
    room = lock_room(found.room)
    contribution = lock_contribution(found)
    state = state_after(contribution.state, decision.verdict)
    if state is None:
        return None
    contribution.hidden_reasons = decision.reasons if state == ContributionState.HIDDEN else ""
    change_state(room, contribution, state)
    record(
        f"deliberation.contribution.{_past(state)}", actor=decision.decided_by, on=contribution, decision=decision.pk
    )
    return contribution


def change_state(room: Room, contribution: Contribution, state: ContributionState) -> None:
    """Set the state of a locked contribution in a locked room, with all counts and, if readers know it, the event."""
    first_time = contribution.published_at is None and state == ContributionState.PUBLISHED
    was_published, was_open = contribution.state == ContributionState.PUBLISHED, is_open_question(contribution)
    contribution.state = state
    contribution.version += 1
    if first_time:
        contribution.published_at = timezone.now()
    contribution.save(update_fields=["state", "version", "published_at", "hidden_reasons"])
    room.contribution_count += int(state == ContributionState.PUBLISHED) - int(was_published)
    room.open_question_count += int(is_open_question(contribution)) - int(was_open)
    if contribution.parent_id is not None:
        _update_parent(room, contribution, first_time=first_time)
    if first_time:
        room.last_contribution_at = contribution.published_at
    room.save(update_fields=["contribution_count", "open_question_count", "last_contribution_at"])
    if contribution.published_at is not None:
        kind = "contribution.posted" if first_time else EVENTS[state]
        append_event(room.stream_id, kind, contribution.pk, contribution.version, known={contribution.pk: contribution})


def lock_contribution(contribution: Contribution) -> Contribution:
    """Lock a contribution until the transaction ends and return it as it is now."""
    locked: Contribution = (
        Contribution.objects.select_for_update(of=("self",)).select_related("author", "subject").get(pk=contribution.pk)
    )
    return locked


def is_open_question(contribution: Contribution) -> bool:
    """Return whether this is a visible question at the top level without an answer by staff or council."""
    return (
        contribution.parent_id is None
        and contribution.state == ContributionState.PUBLISHED
        and contribution.stance == Stance.QUESTION
        and not contribution.is_answered
    )


def state_after(present: str, verdict: str) -> ContributionState | None:
    """Return the state that a verdict leads to, None when nothing changes: withdrawn words stay withdrawn."""
    wanted: dict[str, tuple[ContributionState, set[str]]] = {
        Verdict.HIDE: (ContributionState.HIDDEN, {ContributionState.PUBLISHED, ContributionState.HELD}),
        Verdict.RESTORE: (ContributionState.PUBLISHED, {ContributionState.HIDDEN}),
        Verdict.APPROVE: (ContributionState.PUBLISHED, {ContributionState.HELD}),
        Verdict.KEEP: (ContributionState.PUBLISHED, {ContributionState.HELD}),
    }
    state, possible_from = wanted[verdict]
    return state if present in possible_from else None


def _past(state: ContributionState) -> str:
    return "published" if state == ContributionState.PUBLISHED else state.value


def _update_parent(room: Room, reply: Contribution, *, first_time: bool) -> None:
    """Count a reply that is published for the first time, and look again whether staff or council answered."""
    parent = Contribution.objects.select_for_update().get(pk=reply.parent_id)
    was_open = is_open_question(parent)
    answers: Any = parent.replies.filter(state=ContributionState.PUBLISHED).exclude(author_role="")
    parent.is_answered = answers.exists()
    parent.reply_count += int(first_time)
    parent.save(update_fields=["is_answered", "reply_count"])
    room.open_question_count += int(is_open_question(parent)) - int(was_open)
