"""Full-text search over consultations and ballots, by functions like those of the first migration."""

from importlib import import_module

from django.db import migrations

first = import_module("samenspel.portal.migrations.0001_search")

COLUMNS = {
    "deliberation_consultation": (
        "setweight(to_tsvector('pg_catalog.dutch', title), 'A') || "
        "setweight(to_tsvector('pg_catalog.dutch', question), 'B') || "
        "setweight(to_tsvector('pg_catalog.dutch', introduction), 'C')"
    ),
    "voting_ballot": (
        "setweight(to_tsvector('pg_catalog.dutch', question), 'A') || "
        "setweight(to_tsvector('pg_catalog.dutch', explanation), 'C')"
    ),
}
FUNCTIONS = [
    {
        "name": "portal_search_consultations",
        "table": "deliberation_consultation",
        "join": "",
        "visible": "t.state <> 'draft'",
        "text": "t.question || ' ' || t.introduction",
    },
    {
        "name": "portal_search_ballots",
        "table": "voting_ballot",
        "join": "",
        "visible": "t.state <> 'draft'",
        "text": "t.question || ' ' || t.explanation",
    },
]


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_withdrawn_meetings"),
        ("deliberation", "0007_index_of_unpublished"),
        ("voting", "0002_sealed_votes"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                first.ADD_COLUMN.format(table=table, vector=vector), first.REMOVE_COLUMN.format(table=table)
            )
            for table, vector in COLUMNS.items()
        ),
        *(
            migrations.RunSQL(
                first.FUNCTION.format(**function), f"DROP FUNCTION {function['name']}(text, integer, integer)"
            )
            for function in FUNCTIONS
        ),
    ]
