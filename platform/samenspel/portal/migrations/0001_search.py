"""Full-text search over agenda items, documents and contributions, by functions that row-level security cannot slow.

`@@` is not leakproof, so a policy on the table keeps PostgreSQL from using the GIN index. Each function therefore runs
as a role of its own that cannot sign in, sees all rows, and filters on the session's municipality. The municipality is a
lexeme of the search column as well ("=m12", which no text can contain), so that the index answers for one tenant only.
"""

from django.db import migrations

COLUMNS = {
    "council_agendaitem": (
        "setweight(to_tsvector('pg_catalog.dutch', title), 'A') || "
        "setweight(to_tsvector('pg_catalog.dutch', explanation), 'C')"
    ),
    "council_councildocument": "setweight(to_tsvector('pg_catalog.dutch', title), 'B')",
    "deliberation_contribution": "setweight(to_tsvector('pg_catalog.dutch', text), 'B')",
}

ADD_COLUMN = """
ALTER TABLE {table} ADD COLUMN search tsvector GENERATED ALWAYS AS
    ({vector} || array_to_tsvector(ARRAY['=m' || municipality_id::text])) STORED;
CREATE INDEX {table}_search ON {table} USING gin (search);
CREATE POLICY {table}_search ON {table} FOR SELECT TO samenspel_search USING (true);
GRANT SELECT ON {table} TO samenspel_search;
"""
REMOVE_COLUMN = """
REVOKE SELECT ON {table} FROM samenspel_search;
DROP POLICY {table}_search ON {table};
ALTER TABLE {table} DROP COLUMN search;
"""

# The newest thousand matches are ranked: more nobody reads, and ranking must look at every row. The two marks around
# found words are private-use characters; pages escape the excerpt and then turn them into <mark>.
FUNCTION = """
CREATE FUNCTION {name}(words text, start integer, maximum integer)
RETURNS TABLE (id bigint, excerpt text, rank real, total bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH asked AS (
        SELECT to_tsquery('pg_catalog.dutch', words) AS query,
               nullif(current_setting('samenspel.municipality', true), '')::bigint AS municipality_id
    ),
    matched AS (
        SELECT found.id, ts_rank_cd(found.search, asked.query) AS rank
        FROM asked CROSS JOIN LATERAL (
            SELECT t.id, t.search
            FROM public.{table} t {join}
            WHERE t.search @@ (('''=m' || asked.municipality_id || '''')::tsquery && asked.query)
              AND t.municipality_id = asked.municipality_id
              AND numnode(asked.query) > 0
              AND {visible}
            ORDER BY t.id DESC LIMIT 1000
        ) found
    ),
    page AS (
        SELECT matched.id, matched.rank, count(*) OVER () AS total
        FROM matched ORDER BY matched.rank DESC, matched.id DESC OFFSET start LIMIT maximum
    )
    SELECT page.id,
           ts_headline(
               'pg_catalog.dutch', translate({text}, U&'\\E000\\E001', ''), asked.query,
               U&'StartSel=\\E000, StopSel=\\E001, MaxWords=34, MinWords=16, MaxFragments=1'
           ),
           page.rank, page.total
    FROM page JOIN public.{table} t ON t.id = page.id CROSS JOIN asked
    ORDER BY page.rank DESC, page.id DESC
$$;
REVOKE ALL ON FUNCTION {name}(text, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {name}(text, integer, integer) TO samenspel_app;
GRANT CREATE ON SCHEMA public TO samenspel_search;
ALTER FUNCTION {name}(text, integer, integer) OWNER TO samenspel_search;
REVOKE CREATE ON SCHEMA public FROM samenspel_search;
"""
WITHOUT_TAGS = "regexp_replace(t.explanation, '<[^>]*>', ' ', 'g')"
FUNCTIONS = [
    {
        "name": "portal_search_agenda_items",
        "table": "council_agendaitem",
        "join": "",
        "visible": "t.missing_since IS NULL AND t.kind = 'item'",
        "text": f"t.title || ' ' || {WITHOUT_TAGS}",
    },
    {
        "name": "portal_search_documents",
        "table": "council_councildocument",
        "join": "LEFT JOIN public.council_agendaitem i ON i.id = t.agenda_item_id",
        "visible": "t.missing_since IS NULL AND (i.id IS NULL OR i.missing_since IS NULL AND i.kind <> 'closed')",
        "text": "t.title",
    },
    {
        "name": "portal_search_contributions",
        "table": "deliberation_contribution",
        "join": "",
        "visible": "t.state = 'published'",
        "text": "t.text",
    },
]


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial"), ("deliberation", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(ADD_COLUMN.format(table=table, vector=vector), REMOVE_COLUMN.format(table=table))
            for table, vector in COLUMNS.items()
        ),
        *(
            migrations.RunSQL(FUNCTION.format(**function), f"DROP FUNCTION {function['name']}(text, integer, integer)")
            for function in FUNCTIONS
        ),
    ]
