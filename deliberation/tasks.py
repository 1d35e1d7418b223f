"""What happens after a page has answered: telling many people."""

from procrastinate.contrib.django import app

from deliberation.actions import tell_about_answer
from samenspel.tenancy.queries import in_municipality


@app.task(name="deliberation.tell_about_answer")
def tell_about_answer_later(municipality_id: int, proposal_id: int, status: str) -> None:
    """Tell who made or supports a proposal what became of it."""
    with in_municipality(municipality_id):
        tell_about_answer(proposal_id, status=status)
