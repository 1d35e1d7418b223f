"""What lower apps tell: agenda items came, a moderator decided, a guest signed in."""

from typing import Any

from django.dispatch import receiver

from deliberation.actions import (
    announce_phase,
    carry_out_decision,
    carry_out_proposal_decision,
    create_rooms,
    hand_over_contributions,
)
from deliberation.models import Room
from samenspel.accounts.models import User
from samenspel.accounts.signals import guest_merged
from samenspel.council.models import AgendaItem
from samenspel.council.signals import agenda_items_created, pages_changed, phase_changed
from samenspel.moderation.models import ModerationDecision
from samenspel.moderation.signals import subject_decided
from samenspel.realtime.actions import recheck_stream


@receiver(agenda_items_created)
def make_rooms(items: list[AgendaItem], **kwargs: Any) -> None:
    """Make a room about every new item that people can talk about."""
    create_rooms([item.subject_id for item in items if item.is_discussable])


@receiver(phase_changed)
def tell_readers(items: list[AgendaItem], change: str, **kwargs: Any) -> None:
    """Let everybody who reads about these items see at once that the council moved on."""
    announce_phase([item.subject_id for item in items], change=change)


@receiver(pages_changed)
def look_who_reads(items: list[AgendaItem], **kwargs: Any) -> None:
    """Have the open sockets of rooms whose page came or went looked at in all processes."""
    for room in Room.objects.filter(about_id__in=[item.subject_id for item in items]):
        recheck_stream(room.stream_id)


@receiver(subject_decided)
def obey_moderator(decision: ModerationDecision, **kwargs: Any) -> None:
    """Hide, restore or publish the contribution or proposal that was decided on."""
    if decision.subject.kind == "proposal":
        carry_out_proposal_decision(decision)
    else:
        carry_out_decision(decision)


@receiver(guest_merged)
def follow_guest(guest: User, user: User, **kwargs: Any) -> None:
    """Hand the guest's words to the person who signed in."""
    hand_over_contributions(guest, to=user)
