"""Full-text search over proposals: for the site's search, and for similar ones while somebody types.

Row-level security keeps PostgreSQL from using a GIN index (`@@` is not leakproof), so one function answers, owned by a
role that cannot sign in; it filters on the session's municipality. Municipality and consultation are lexemes of the
search column as well ("=m12", "=c34", which no text can contain), so that the index answers for one consultation only.
Without a consultation the function searches in all of them. The two marks around found words are private-use characters.
"""

from django.db import migrations

ADD = """
ALTER TABLE deliberation_proposal ADD COLUMN search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('pg_catalog.dutch', title), 'A')
    || setweight(to_tsvector('pg_catalog.dutch', place), 'B')
    || setweight(to_tsvector('pg_catalog.dutch', text), 'C')
    || array_to_tsvector(ARRAY['=m' || municipality_id::text, '=c' || consultation_id::text])
) STORED;
CREATE INDEX deliberation_proposal_search ON deliberation_proposal USING gin (search);
CREATE POLICY deliberation_proposal_search ON deliberation_proposal FOR SELECT TO samenspel_search USING (true);
GRANT SELECT ON deliberation_proposal TO samenspel_search;
CREATE FUNCTION deliberation_search_proposals(
    words text, start integer, maximum integer, consultation bigint DEFAULT NULL
)
RETURNS TABLE (id bigint, excerpt text, rank real, total bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH asked AS (
        SELECT to_tsquery('pg_catalog.dutch', words) AS query,
               nullif(current_setting('samenspel.municipality', true), '')::bigint AS municipality_id
    ),
    scoped AS (
        SELECT asked.*, CASE
            WHEN consultation IS NULL THEN ('''=m' || asked.municipality_id || '''')::tsquery
            ELSE ('''=m' || asked.municipality_id || ''' & ''=c' || consultation || '''')::tsquery
        END AS scope
        FROM asked
    ),
    matched AS (
        SELECT found.id, ts_rank('{0.05, 0.1, 0.5, 1.0}', found.search, scoped.query) AS rank
        FROM scoped CROSS JOIN LATERAL (
            SELECT t.id, t.search
            FROM public.deliberation_proposal t
            WHERE t.search @@ (scoped.scope && scoped.query)
              AND t.municipality_id = scoped.municipality_id
              AND numnode(scoped.query) > 0
              AND t.state = 'published'
            ORDER BY t.id DESC LIMIT 1000
        ) found
    ),
    page AS (
        SELECT matched.id, matched.rank, count(*) OVER () AS total
        FROM matched ORDER BY matched.rank DESC, matched.id DESC OFFSET start LIMIT maximum
    )
    SELECT page.id,
           ts_headline(
               'pg_catalog.dutch', translate(t.text || ' ' || t.place, U&'\\E000\\E001', ''), asked.query,
               U&'StartSel=\\E000, StopSel=\\E001, MaxWords=34, MinWords=16, MaxFragments=1'
           ),
           page.rank, page.total
    FROM page JOIN public.deliberation_proposal t ON t.id = page.id CROSS JOIN asked
    ORDER BY page.rank DESC, page.id DESC
$$;
REVOKE ALL ON FUNCTION deliberation_search_proposals(text, integer, integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deliberation_search_proposals(text, integer, integer, bigint) TO samenspel_app;
GRANT CREATE ON SCHEMA public TO samenspel_search;
ALTER FUNCTION deliberation_search_proposals(text, integer, integer, bigint) OWNER TO samenspel_search;
REVOKE CREATE ON SCHEMA public FROM samenspel_search;
"""
REMOVE = """
DROP FUNCTION deliberation_search_proposals(text, integer, integer, bigint);
REVOKE SELECT ON deliberation_proposal FROM samenspel_search;
DROP POLICY deliberation_proposal_search ON deliberation_proposal;
ALTER TABLE deliberation_proposal DROP COLUMN search;
"""


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0005_proposals")]

    operations = [migrations.RunSQL(ADD, REMOVE)]
