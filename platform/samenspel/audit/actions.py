"""Writing the audit log and sealing it into a chain."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from samenspel.audit.models import AuditEntry, AuditSeal
from samenspel.audit.queries import entry_hash
from samenspel.tenancy.context import current_municipality_id

LOOK_BACK = 10_000  # seals


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


def seal_entries(*, limit: int = 5000, whole: bool = False) -> int:
    """Chain up to `limit` unsealed entries of the current municipality, oldest first; return how many were sealed.

    One sealer at a time per municipality (advisory lock until commit). An entry whose transaction commits late is sealed
    when it appears: the order of the chain is the order of sealing. `whole` looks for such entries in the whole log
    instead of its last part.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit.seal'), %s)", [current_municipality_id()])
        last = AuditSeal.objects.order_by("-position").first()
        position, previous = (last.position, last.hash) if last else (0, "")
        waiting = AuditEntry.objects.filter(seal=None)
        if not whole:
            waiting = waiting.filter(pk__gt=_long_sealed_entry(position))
        seals = []
        for entry in waiting.order_by("id")[:limit]:
            position, previous = position + 1, entry_hash(entry, position + 1, previous)
            seals.append(AuditSeal(entry=entry, position=position, hash=previous))
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _long_sealed_entry(position: int) -> int:
    """Nothing before this entry can still be under way: a minute's work does not join the whole log."""
    seal = AuditSeal.objects.filter(position=position - LOOK_BACK).first()
    return 0 if seal is None else int(seal.entry_id)
