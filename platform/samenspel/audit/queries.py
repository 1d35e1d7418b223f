"""Reading the audit log and checking its chain."""

import hashlib
import json
from dataclasses import dataclass

from django.db.models import QuerySet

from samenspel.audit.models import AuditEntry, AuditSeal


@dataclass(frozen=True)
class ChainReport:
    """What checking a chain found. `broken_at` is the first position that does not hold."""

    sealed: int
    head: str  # hash of the last seal: write it down elsewhere to notice a cut-off end later
    broken_at: int | None
    entry_id: int | None
    reason: str
    unsealed: int
    first_unsealed: int | None


def entries(*, action: str = "", before: int | None = None) -> QuerySet[AuditEntry]:
    """Return entries, latest first, with actor and seal; of one action, and older than an id, if given."""
    found: QuerySet[AuditEntry] = AuditEntry.objects.select_related("actor", "seal").order_by("-id")
    if action:
        found = found.filter(action=action.replace("\x00", ""))
    return found if before is None else found.filter(pk__lt=before)


def actions() -> list[str]:
    """Return the kinds of acts in the log, by name."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def check_chain() -> ChainReport:
    """Recompute the chain of the current municipality from its beginning, and count what is not sealed yet."""
    unsealed = AuditEntry.objects.filter(seal=None).order_by("id")
    previous = ""
    fault: tuple[int | None, int | None, str] = (None, None, "")
    seals = AuditSeal.objects.select_related("entry").order_by("position").iterator(chunk_size=2000)
    for position, seal in enumerate(seals, 1):
        if seal.position != position:
            fault = (position, None, f"position {position} is missing")
            break
        if seal.hash != entry_hash(seal.entry, position, previous):
            fault = (position, seal.entry_id, f"entry {seal.entry_id} or its seal was changed")
            break
        previous = seal.hash
    first = unsealed.first()
    return ChainReport(
        sealed=AuditSeal.objects.count(),
        head=previous,
        broken_at=fault[0],
        entry_id=fault[1],
        reason=fault[2],
        unsealed=unsealed.count(),
        first_unsealed=None if first is None else first.pk,
    )


def entry_hash(entry: AuditEntry, position: int, previous: str) -> str:
    """Return SHA-256 over the previous hash and the canonical JSON of an entry, in hexadecimal."""
    fields = [
        *(entry.municipality_id, position, entry.pk, entry.at.isoformat(), entry.actor_id),
        *(entry.action, entry.kind, entry.object_id, entry.data),
    ]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
