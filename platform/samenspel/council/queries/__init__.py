"""Reading the council's agenda."""

from samenspel.council.queries.desk import (
    ClerkLine,
    Task,
    access_import,
    clerk_agenda,
    desk,
    import_runs,
    line_choices,
    open_meetings,
)
from samenspel.council.queries.items import (
    WITH_A_PAGE,
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
from samenspel.council.queries.words import own_stage_words, stage_word, stage_words

__all__ = [
    "WITH_A_PAGE",
    "AgendaPage",
    "ClerkLine",
    "Crumb",
    "ItemPage",
    "Task",
    "access_agenda_item",
    "access_agenda_line",
    "access_body",
    "access_document",
    "access_import",
    "access_meeting",
    "agenda_page",
    "bodies",
    "clerk_agenda",
    "describe_agenda_items",
    "desk",
    "import_runs",
    "item_page",
    "line_choices",
    "open_meetings",
    "own_stage_words",
    "recent_meetings",
    "stage_word",
    "stage_words",
    "upcoming_meetings",
]
