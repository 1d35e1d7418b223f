"""Background work of the dossier."""

from django.db import transaction
from procrastinate.contrib.django import app

from samenspel.council.models import Decision
from samenspel.dossier.actions import tell_decision
from samenspel.tenancy.queries import in_municipality

CHUNK = 200  # people told in one transaction


@app.task(name="dossier.tell_decision")
def tell_decision_task(municipality_id: int, decision_id: int, after: int = 0) -> None:
    """Tell one part of the people who took part, then go on with the next; running it twice tells nobody twice."""
    with in_municipality(municipality_id), transaction.atomic():
        decision = Decision.objects.select_related("agenda_item__subject").filter(pk=decision_id).first()
        following = None if decision is None else tell_decision(decision, after=after, limit=CHUNK)
        if following is not None:
            tell_decision_task.defer(municipality_id=municipality_id, decision_id=decision_id, after=following)
