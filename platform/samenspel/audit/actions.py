"""Writing the audit log and sealing it into a chain."""

import hashlib
import json
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from samenspel.audit.models import AuditEntry, AuditSeal
from samenspel.tenancy.context import current_municipality_id


def record(action: str, *, actor: Any, on: Model | None = None, **data: Any) -> AuditEntry:
    """Write down that `actor` (None: the program itself) did `action` on an object; call it in the act's transaction."""
    entry: AuditEntry = AuditEntry.objects.create(
        action=action,
        actor_id=getattr(actor, "pk", None),
        kind="" if on is None else on._meta.model_name or "",
        object_id=None if on is None else on.pk,
        data=data,
    )
    return entry


def seal_entries(*, limit: int = 5000) -> int:
    """Chain up to `limit` unsealed entries of the current municipality, oldest first; return how many were sealed.

    One sealer at a time per municipality (advisory lock until commit). An entry whose transaction commits late is sealed
    when it appears: the order of the chain is the order of sealing.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit.seal'), %s)", [current_municipality_id()])
        last = AuditSeal.objects.order_by("-position").first()
        position, previous = (last.position, last.hash) if last else (0, "")
        seals = []
        for entry in AuditEntry.objects.filter(seal=None).order_by("id")[:limit]:
            position, previous = position + 1, entry_hash(entry, position + 1, previous)
            seals.append(AuditSeal(entry=entry, position=position, hash=previous))
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def entry_hash(entry: AuditEntry, position: int, previous: str) -> str:
    """Return SHA-256 over the previous hash and the canonical JSON of an entry, in hexadecimal."""
    fields = [
        *(entry.municipality_id, position, entry.pk, entry.at.isoformat(), entry.actor_id),
        *(entry.action, entry.kind, entry.object_id, entry.data),
    ]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
