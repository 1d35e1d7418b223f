"""What the council tells: a decision was recorded."""

from typing import Any

from django.dispatch import receiver
from procrastinate.contrib.django import app

from samenspel.council.models import Decision
from samenspel.council.signals import decision_recorded


@receiver(decision_recorded)
def tell_those_who_took_part(decision: Decision, **kwargs: Any) -> None:
    """Ask the worker, in the transaction of the act, to tell everybody who took part."""
    task = app.configure_task("dossier.tell_decision")
    task.defer(municipality_id=decision.municipality_id, decision_id=decision.pk)
