"""What happens after a page has answered: telling many people."""

from django.db import transaction
from procrastinate.contrib.django import app

from deliberation.actions import tell_about_answer, tell_about_consultation
from deliberation.models import Consultation
from samenspel.tenancy.queries import in_municipality

CHUNK = 200  # people told in one transaction


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
