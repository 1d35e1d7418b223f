"""Reading the council's agenda."""

from samenspel.council.queries.items import (
    AgendaPage,
    Crumb,
    ItemPage,
    access_agenda_item,
    access_agenda_line,
    access_document,
    agenda_page,
    describe_agenda_items,
    item_page,
)
from samenspel.council.queries.meetings import access_body, access_meeting, bodies, recent_meetings, upcoming_meetings
from samenspel.council.queries.words import stage_word, stage_words

__all__ = [
    "AgendaPage",
    "Crumb",
    "ItemPage",
    "access_agenda_item",
    "access_agenda_line",
    "access_body",
    "access_document",
    "access_meeting",
    "agenda_page",
    "bodies",
    "describe_agenda_items",
    "item_page",
    "recent_meetings",
    "stage_word",
    "stage_words",
    "upcoming_meetings",
]
