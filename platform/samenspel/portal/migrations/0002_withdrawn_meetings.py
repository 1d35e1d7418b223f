"""Search finds no document of a meeting that was withdrawn: the meeting's own documents hang on no agenda item."""

from django.db import migrations

WITH_ITEM = "LEFT JOIN public.council_agendaitem i ON i.id = t.agenda_item_id"
WITH_MEETING = f"{WITH_ITEM} JOIN public.council_meeting m ON m.id = t.meeting_id AND m.missing_since IS NULL"
SEEN = """
GRANT SELECT ON council_meeting TO samenspel_search;
CREATE POLICY council_meeting_search ON council_meeting FOR SELECT TO samenspel_search USING (true);
"""
UNSEEN = """
DROP POLICY council_meeting_search ON council_meeting;
REVOKE SELECT ON council_meeting FROM samenspel_search;
"""
# The function stays as it is but for one join, so its text is changed where it is kept.
CHANGE = """
DO $do$ BEGIN EXECUTE replace(
    pg_get_functiondef('portal_search_documents(text, integer, integer)'::regprocedure), $a${old}$a$, $b${new}$b$
); END $do$;
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_search"), ("council", "0001_initial")]

    operations = [
        migrations.RunSQL(SEEN, UNSEEN),
        migrations.RunSQL(
            CHANGE.format(old=WITH_ITEM, new=WITH_MEETING), CHANGE.format(old=WITH_MEETING, new=WITH_ITEM)
        ),
    ]
