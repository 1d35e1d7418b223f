"""What must hold of the database role before anything is served: it must be bound by row-level security."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

ROLES = """
    SELECT role.rolname, role.rolsuper, role.rolbypassrls,
        EXISTS (SELECT FROM tables WHERE relowner = role.oid),
        EXISTS (SELECT FROM tables WHERE relowner <> role.oid AND pg_has_role(role.oid, relowner, 'MEMBER')),
        EXISTS (SELECT FROM pg_roles AS other WHERE (other.rolsuper OR other.rolbypassrls)
            AND other.oid <> role.oid AND pg_has_role(role.oid, other.oid, 'MEMBER')),
        EXISTS (SELECT FROM pg_database WHERE datname = current_database() AND datdba = role.oid)
    FROM pg_roles AS role WHERE role.rolname IN (session_user, current_user)
    ORDER BY role.rolname
"""
TABLES = """
    WITH tables AS (SELECT relowner FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = 'public' AND relkind IN ('r', 'p'))
"""
SENTENCES = (
    *("is a superuser", "has BYPASSRLS", "owns tables", "is a member of the tables' owner"),
    *("can become a role that bypasses the policies", "owns the database"),
)
OWN_KEYS = {"cursor_factory", "context", "pool", "prepare_threshold", "isolation_level"}  # Django's, not libpq's


def role_problems(connection: "psycopg.Connection[Any]") -> list[str]:
    """Return a sentence for each way in which the session's or the current role could see other tenants' rows."""
    rows = connection.execute(TABLES + ROLES).fetchall()
    return [
        f"The database role {name} {sentence}."
        for name, *faults in rows
        for fault, sentence in zip(faults, SENTENCES, strict=True)
        if fault
    ]


def application_problems() -> list[str]:
    """Return what is wrong with the role the application connects as; raises `psycopg.OperationalError`."""
    params = connections["default"].get_connection_params()
    keep = {key: value for key, value in params.items() if key not in OWN_KEYS}
    with psycopg.connect(**{"connect_timeout": 10, **keep}) as connection:
        return role_problems(connection)


@register(Tags.security)
def check_database_role(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Django's form of the check: runs before every command that has checks, the worker included."""
    try:
        problems = application_problems()
    except psycopg.OperationalError:
        return []  # no database, no rows to leak: whatever needs it will say so
    hint = "Let DATABASE_URL name a role of its own, like samenspel_app; DATABASE_OWNER_URL names the owner."
    return [Error(problem, hint=hint, id="tenancy.E001") for problem in problems]


def refuse_unsafe_role() -> None:
    """Raise `ImproperlyConfigured` when the application's role could bypass the policies; for servers, at start."""
    problems = application_problems()
    if problems:
        database = settings.DATABASES["default"]["NAME"]
        raise ImproperlyConfigured(f"Refusing to serve {database}: {' '.join(problems)}")
