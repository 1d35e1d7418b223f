"""What happens after a page has answered, and by the clock."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from deliberation.actions import announce_turn, tell_about_answer, tell_about_consultation
from deliberation.models import Consultation
from deliberation.queries import rooms_at_a_turn
from samenspel.tenancy.queries import in_municipality, municipalities

logger = logging.getLogger(__name__)

CHUNK = 200  # people told in one transaction
LOOKS_BACK = timedelta(hours=1)  # how long a worker may have been away


@app.task(name="deliberation.tell_about_answer")
def tell_about_answer_later(municipality_id: int, proposal_id: int, status: str) -> None:
    """Tell who made or supports a proposal what became of it."""
    with in_municipality(municipality_id):
        tell_about_answer(proposal_id, status=status)


@app.task(name="deliberation.tell_about_consultation")
def tell_about_consultation_later(municipality_id: int, consultation_id: int, answered_at: str, after: int = 0) -> None:
    """Tell one part of the people who took part, then go on with the next; running it twice tells nobody twice."""
    with in_municipality(municipality_id), transaction.atomic():
        consultation = Consultation.objects.select_related("subject").filter(pk=consultation_id).first()
        if consultation is None:
            return
        following = tell_about_consultation(consultation, answered_at=answered_at, after=after, limit=CHUNK)
        if following is not None:
            tell_about_consultation_later.defer(
                municipality_id=municipality_id,
                consultation_id=consultation_id,
                answered_at=answered_at,
                after=following,
            )


@app.periodic(cron="* * * * *")
@app.task(name="deliberation.announce_turns", queueing_lock="deliberation.announce_turns")
def announce_turns(timestamp: int) -> None:
    """Tell the open pages of talks that began or ended by the clock; one that fails does not hold up the others."""
    now = timezone.now()
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            for room in rooms_at_a_turn(now - LOOKS_BACK, now):
                try:
                    announce_turn(room, since=now - LOOKS_BACK)
                except Exception:
                    logger.exception("deliberation.turn_failed", extra={"room_id": room.pk})
