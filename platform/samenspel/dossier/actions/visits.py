"""When somebody last looked at a dossier."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from samenspel.accounts.models import User
from samenspel.council.models import AgendaItem

VISIT_LASTS = timedelta(hours=1)  # without looking; a page that is loaded again belongs to the same visit
SQL = """
INSERT INTO dossier_dossiervisit AS visit (municipality_id, person_id, agenda_item_id, seen_at)
VALUES (%(municipality)s, %(person)s, %(item)s, %(now)s)
ON CONFLICT (municipality_id, person_id, agenda_item_id) DO UPDATE SET
    seen_before_at = CASE WHEN visit.seen_at < %(over)s THEN visit.seen_at ELSE visit.seen_before_at END,
    seen_at = EXCLUDED.seen_at
RETURNING seen_before_at
"""


def note_visit(item: AgendaItem, *, actor: User) -> datetime | None:
    """Remember that the actor looks now; return when they looked during the visit before this one, None the first time.

    One statement, so that it can stand on a page that must be fast.
    """
    now = timezone.now()
    values = {
        "municipality": item.municipality_id,
        "person": actor.pk,
        "item": item.pk,
        "now": now,
        "over": now - VISIT_LASTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL, values)
        row: tuple[datetime | None] = cursor.fetchone()
    return row[0]
