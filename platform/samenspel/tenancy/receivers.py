"""Grants for the application's role, given again after every migrate."""

from typing import Any

from django.apps import apps
from django.db import connections

APP_ROLE = "samenspel_app"
SEARCH_ROLE = "samenspel_search"
READ_ONLY = ["tenancy_municipality", "tenancy_domain", "django_migrations", "django_content_type", "auth_permission"]
APPEND_ONLY = ["audit_auditentry", "audit_auditseal"]


def grant_application_role(*, using: str, app_config: Any, **kwargs: Any) -> None:
    """Grant rows but never TRUNCATE; global tables read-only, audit tables append-only.

    Returns early when the application's own role runs this (a flush emits the signal again) and for all apps but the
    last, so that it runs once.
    """
    if app_config is not [config for config in apps.get_app_configs() if config.models_module][-1]:
        return
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, tableowner, 'USAGE') FROM pg_tables WHERE tablename = 'tenancy_domain'"
        )
        row = cursor.fetchone()
        if row is None or not row[0]:
            return
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        present = {name for (name,) in cursor.fetchall()}
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}, {SEARCH_ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        for table in present.intersection(READ_ONLY):
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {APP_ROLE}")
        for table in present.intersection(APPEND_ONLY):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {APP_ROLE}")
