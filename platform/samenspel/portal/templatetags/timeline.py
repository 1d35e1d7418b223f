"""The line of time on a page."""

from collections.abc import Sequence
from typing import Any

from django import template

from deliberation.models import Consultation, ConsultationLink, Proposal, Room
from samenspel.council.models import AgendaItem
from samenspel.portal.queries.taking_part_timeline import consultation_steps, proposal_steps
from samenspel.portal.queries.timeline import item_steps

register = template.Library()


@register.inclusion_tag("components/_timeline.html")
def item_timeline(item: AgendaItem, room: Room | None) -> dict[str, Any]:
    """Show the five steps of an agenda item with today marked."""
    return {"steps": item_steps(item, room)}


@register.inclusion_tag("components/_timeline.html")
def consultation_timeline(consultation: Consultation, links: Sequence[ConsultationLink]) -> dict[str, Any]:
    """Show the steps of a consultation with today marked."""
    return {"steps": consultation_steps(consultation, links)}


@register.inclusion_tag("components/_timeline.html")
def proposal_timeline(proposal: Proposal) -> dict[str, Any]:
    """Show the steps of a proposal with today marked."""
    return {"steps": proposal_steps(proposal)}
