"""Storing many rows at once: with dates of their own, and each written down in the audit log."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model

from samenspel.audit.models import AuditEntry
from samenspel.tenancy.models import TenantModel

M = TypeVar("M", bound=TenantModel)


def insert_dated(model: type[M], rows: Iterable[M], *fields: str) -> list[M]:
    """Insert rows and return them; the named fields keep the moment given, where Django would write the present."""
    rows = list(rows)
    moments = [[getattr(row, field) for field in fields] for row in rows]
    model.objects.bulk_create(rows)
    for row, values in zip(rows, moments, strict=True):
        for field, value in zip(fields, values, strict=True):
            setattr(row, field, value)
    model.objects.bulk_update(rows, fields)
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
