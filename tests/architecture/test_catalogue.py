"""What the database itself says about every table: nothing escapes the walls between municipalities."""

from tests.conftest import sql

GLOBAL = {
    # Municipalities and host names: read-only for the application, nothing secret.
    *("tenancy_municipality", "tenancy_domain"),
    # Django's own bookkeeping.
    *("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"),
    # The job queue: arguments are ids.
    *("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers"),
}
UNFORCED = """
    SELECT c.relname FROM pg_class c
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity
        AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polwithcheck IS NOT NULL)
        AND EXISTS (SELECT 1 FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attname = 'municipality_id' AND a.attnotnull))
"""
SINGLE_KEYS = """
    SELECT f.conrelid::regclass::text, a.attname
    FROM pg_constraint f
    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
    JOIN pg_class target ON target.oid = f.confrelid
    WHERE f.contype = 'f' AND cardinality(f.conkey) = 1 AND target.relforcerowsecurity
      AND NOT EXISTS (
        SELECT 1 FROM pg_constraint k
        WHERE k.contype = 'f' AND k.conrelid = f.conrelid AND k.confrelid = f.confrelid
          AND cardinality(k.conkey) = 2 AND f.conkey[1] = ANY (k.conkey))
"""


def test_every_table_has_a_forced_policy_or_is_named_global(db):
    tables = {name for (name,) in sql(UNFORCED)}

    assert tables == GLOBAL


def test_new_table_without_a_policy_would_be_found(db):
    owned = "SELECT 1 FROM pg_tables WHERE tableowner = current_user"

    sql("CREATE TEMPORARY TABLE new_table (municipality_id bigint NOT NULL)")
    unforced = {name for (name,) in sql(UNFORCED.replace("'public'::regnamespace", "pg_my_temp_schema()"))}

    assert unforced == {"new_table"}
    assert sql(owned) != []  # only the temporary one, which ends with the test


def test_every_key_to_a_tenant_table_carries_the_municipality(db):
    assert sql(SINGLE_KEYS) == []


def test_every_policy_is_the_same_rule(db):
    rows = sql(
        "SELECT DISTINCT qual FROM pg_policies WHERE schemaname = 'public' AND 'samenspel_search' <> ALL (roles::text[])"
        " AND permissive = 'PERMISSIVE'"
    )

    rule = "(municipality_id = ( SELECT (NULLIF(current_setting('samenspel.municipality'::text, true), ''::text))::bigint AS \"nullif\"))"
    assert {" ".join(qual.split()) for (qual,) in rows} == {rule}


def test_private_rows_have_a_narrower_rule_and_nothing_else_has(db):
    rows = sql(
        "SELECT tablename, qual, with_check FROM pg_policies WHERE permissive = 'RESTRICTIVE' ORDER BY tablename"
    )
    votes, sheets = rows.pop(), rows.pop()

    rule = "(author_id = ( SELECT (NULLIF(current_setting('samenspel.actor'::text, true), ''::text))::bigint AS \"nullif\"))"
    assert [(table, " ".join(qual.split()), " ".join(check.split())) for table, qual, check in rows] == [
        ("dossier_privatenote", rule, rule)
    ]
    assert (votes[0], votes[1] == votes[2]) == ("voting_vote", True)
    assert "samenspel.actor" in votes[1]
    assert "b.closes_at <= clock_timestamp()" in votes[1]
    assert (sheets[0], sheets[1] == sheets[2]) == ("voting_papersheet", True)
    assert "samenspel.actor" in sheets[1]
    assert "v.closes_at <= clock_timestamp()" in sheets[1]


def test_application_role_cannot_escape(db):
    [(superuser, bypass)] = sql("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    owned = sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
    truncate = sql(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND has_table_privilege(current_user, oid, 'TRUNCATE')"
    )

    assert (superuser, bypass, owned, truncate) == (False, False, [], [])


def test_global_tables_are_read_only_for_the_application(db):
    writable = sql(
        "SELECT t FROM unnest(ARRAY['tenancy_municipality', 'tenancy_domain', 'django_migrations']) t "
        "WHERE has_table_privilege(current_user, t, 'INSERT, UPDATE, DELETE')"
    )

    assert writable == []


def test_audit_tables_cannot_be_changed_by_the_application(db):
    changeable = sql(
        "SELECT t FROM unnest(ARRAY['audit_auditentry', 'audit_auditseal']) t "
        "WHERE has_table_privilege(current_user, t, 'UPDATE, DELETE, TRUNCATE')"
    )

    assert changeable == []
