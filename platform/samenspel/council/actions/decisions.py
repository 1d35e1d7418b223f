"""What the council decided, recorded by the clerk with the reasons and what was done with what residents said."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from samenspel.audit.actions import record
from samenspel.council.actions.phases import standing_of, tell_items_moved
from samenspel.council.enums import RECORDABLE, ItemKind
from samenspel.council.exceptions import DecisionChanged, DecisionNotPossible, DecisionTooEarly
from samenspel.council.models import AgendaItem, Decision
from samenspel.council.permissions import check_clerk
from samenspel.council.signals import decision_recorded
from samenspel.notifications.actions import forget_notices


@transaction.atomic
def record_decision(
    item: AgendaItem,
    *,
    actor: Any,
    outcome: str,
    decided_on: date,
    text: str,
    reasons: str,
    input_use: str,
    based_on: int | None = None,
) -> Decision:
    """Record what the council decided; a correction is a new version, and everybody who took part is told.

    `based_on` is the version that the clerk had before them, 0 for none: raises `DecisionChanged` when another clerk was
    first. Raises `DecisionNotPossible` for a line that is not public, and `DecisionTooEarly` for a day to come.
    """
    check_clerk(actor)
    line: AgendaItem = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    if not line.is_discussable or outcome not in RECORDABLE:
        raise DecisionNotPossible
    if decided_on > timezone.localdate():
        raise DecisionTooEarly
    previous = line.decisions.first()
    latest = 0 if previous is None else previous.version
    if based_on is not None and based_on != latest:
        raise DecisionChanged
    values = {"outcome": outcome, "decided_on": decided_on, "text": text, "reasons": reasons, "input_use": input_use}
    if previous is not None and all(getattr(previous, name) == value for name, value in values.items()):
        return previous  # pressed twice: nobody is told that nothing changed
    before = {line.pk: standing_of(line)}
    decision: Decision = Decision.objects.create(agenda_item=line, version=latest + 1, recorded_by=actor, **values)
    line.outcome, line.decided_at = outcome, _moment(line, decided_on)
    line.raw = {**line.raw, "decided_by": "clerk"}  # imports respect this
    line.save(update_fields=["outcome", "decided_at", "raw"])
    tell_items_moved([line], before=before)
    record(
        "council.decision.recorded", actor=actor, on=decision, item=line.pk, version=decision.version, outcome=outcome
    )
    decision_recorded.send(sender=Decision, decision=decision, previous=previous)
    return decision


def forget_decisions(items: Collection[AgendaItem]) -> None:
    """Remove for good what was recorded, and told, about items that turned out not to be public."""
    closed = [item for item in items if item.kind == ItemKind.CLOSED]
    Decision.objects.filter(agenda_item__in=closed).delete()
    forget_notices([item.subject_id for item in closed])


def _moment(item: AgendaItem, day: date) -> datetime:
    """The start of the meeting when it was on that day, else noon."""
    starts_at = item.meeting.starts_at
    if starts_at is not None and timezone.localtime(starts_at).date() == day:
        return starts_at
    return timezone.make_aware(datetime.combine(day, time(12)))
