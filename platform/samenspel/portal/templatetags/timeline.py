"""The line of time on a page."""

from typing import Any

from django import template

from deliberation.models import Room
from samenspel.council.models import AgendaItem
from samenspel.portal.queries.timeline import item_steps

register = template.Library()


@register.inclusion_tag("components/_timeline.html")
def item_timeline(item: AgendaItem, room: Room | None) -> dict[str, Any]:
    """Show the five steps of an agenda item with today marked."""
    return {"steps": item_steps(item, room)}
