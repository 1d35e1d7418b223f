"""Storing many rows at once: with dates of their own, and each written down in the audit log."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from psycopg import sql

from samenspel.audit.models import AuditEntry
from samenspel.tenancy.models import TenantModel

M = TypeVar("M", bound=TenantModel)

SET_DATES = sql.SQL("""
    UPDATE {table} SET {column} = dated.moment
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS dated (id, moment)
    WHERE {table}.id = dated.id
""")


def insert_dated(model: type[M], rows: Iterable[M], field: str) -> list[M]:
    """Insert rows and return them; the field keeps the moment given, where Django would write the present."""
    rows = list(rows)
    moments = [getattr(row, field) for row in rows]
    model.objects.bulk_create(rows)
    statement = SET_DATES.format(table=sql.Identifier(model._meta.db_table), column=sql.Identifier(field))
    with connection.cursor() as cursor:
        cursor.execute(statement, [[row.pk for row in rows], moments])
    for row, moment in zip(rows, moments, strict=True):
        setattr(row, field, moment)
    return rows


def audit_all(entries: Iterable[tuple[str, Any, Model, dict[str, Any]]]) -> None:
    """Write down many acts at once: action, actor (None: the program), object, data."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            action=action,
            actor_id=getattr(actor, "pk", None),
            kind=thing._meta.model_name or "",
            object_id=thing.pk,
            data=data,
        )
        for action, actor, thing, data in entries
    )
