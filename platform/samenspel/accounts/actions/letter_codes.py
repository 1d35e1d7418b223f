"""Letter codes: made or imported in batches, stored as keyed hashes, used once.

A code is twelve characters of Crockford's base 32 (https://www.crockford.com/base32.html), 60 bits: even with a million codes
out, one guess is right with a chance below 10^-9, and a person has few guesses.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from samenspel.accounts.actions.verifications import verify_person
from samenspel.accounts.enums import Level
from samenspel.accounts.exceptions import AlreadyVerified, CodesNotReadable, LetterCodeNotValid
from samenspel.accounts.models import LetterCode, LetterCodeBatch, User
from samenspel.accounts.permissions import require_administrator
from samenspel.audit.actions import record
from samenspel.common.encryption import fernet
from samenspel.common.ratelimit import check_rate, client_key
from samenspel.tenancy.actions import ensure_secret
from samenspel.tenancy.context import current_municipality_id

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
CHUNK = 5_000
MOST = 200_000  # codes in one batch
READABLE_FOR = 24  # hours
PURPOSE = "letter-codes"
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def normalise_code(typed: str) -> str:
    """Return a code as it is stored: capitals without spaces and dashes, lookalikes read as what was printed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_MEANT)


def grouped(code: str) -> str:
    """Return a code as it is printed: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


@transaction.atomic
def create_batch(*, name: str, wanted: int, expires_at: datetime, actor: User) -> LetterCodeBatch:
    """Ask the worker to make codes for a mailing."""
    require_administrator(actor)
    batch: LetterCodeBatch = LetterCodeBatch.objects.create(
        name=name, wanted=wanted, expires_at=expires_at, created_by=actor
    )
    record("accounts.letter_batch.created", actor=actor, on=batch, wanted=wanted)
    _ask_worker(batch)
    return batch


@transaction.atomic
def import_batch(*, name: str, codes: list[str], expires_at: datetime, actor: User) -> LetterCodeBatch:
    """Ask the worker to store codes that were made elsewhere; `codes` are normalised and checked."""
    require_administrator(actor)
    batch: LetterCodeBatch = LetterCodeBatch.objects.create(
        name=name,
        wanted=len(codes),
        expires_at=expires_at,
        created_by=actor,
        imported=True,
        readable=_sealed(codes),
    )
    record("accounts.letter_batch.imported", actor=actor, on=batch, wanted=len(codes))
    _ask_worker(batch)
    return batch


def fill_batch(batch: LetterCodeBatch) -> LetterCodeBatch:
    """Store the codes of a batch that are still missing, some thousands at a time; safe to run twice or at once."""
    while _fill_some(batch):
        pass
    batch.refresh_from_db()
    return batch


@transaction.atomic
def download_codes(batch: LetterCodeBatch, *, actor: User) -> list[str]:
    """Return the readable codes once and wipe them. Raises `CodesNotReadable`."""
    require_administrator(actor)
    batch = _locked(batch)
    if batch.readable is None or batch.imported or batch.finished_at is None:
        raise CodesNotReadable
    codes = [grouped(code) for code in _unsealed(batch)]
    batch.readable = None
    batch.save(update_fields=["readable"])
    record("accounts.letter_batch.downloaded", actor=actor, on=batch, codes=len(codes))
    return codes


@transaction.atomic
def void_batch(batch: LetterCodeBatch, *, actor: User) -> LetterCodeBatch:
    """Make the unused codes of a batch stop working; who was verified stays verified."""
    require_administrator(actor)
    batch = _locked(batch)
    if batch.voided_at is None:
        batch.voided_at = timezone.now()
        batch.finished_at = batch.finished_at or batch.voided_at
        batch.readable = None
        batch.save(update_fields=["voided_at", "finished_at", "readable"])
        stopped = batch.codes.filter(used_at=None).update(voided_at=batch.voided_at)
        record("accounts.letter_batch.voided", actor=actor, on=batch, stopped=stopped)
    return batch


@transaction.atomic
def wipe_readable_codes() -> int:
    """Wipe readable codes that nobody downloaded in a day, for the current municipality; return of how many batches."""
    before = timezone.now() - timedelta(hours=READABLE_FOR)
    left = LetterCodeBatch.objects.select_for_update().filter(readable__isnull=False, finished_at__lt=before)
    for batch in left:
        batch.readable = None
        batch.save(update_fields=["readable"])
        record("accounts.letter_batch.wiped", actor=None, on=batch)
    return len(left)


def use_letter_code(typed: str, *, actor: User, address: str) -> User:
    """Verify a person by the code in a letter to their address; `address` is the client's, for the limits.

    Raises `TooMany` (the lock-out says when to try again), `LetterCodeNotValid` and `AlreadyVerified`.
    """
    for key, few, many in ((actor.pk, 5, 15), (client_key(address), 30, 100)):
        check_rate("letter-code-quarter", key, limit=few, seconds=15 * 60)
        check_rate("letter-code-day", key, limit=many, seconds=24 * 60 * 60)
    code_hash = hash_codes([normalise_code(typed)])[0]
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)  # one code a person, whatever is sent at once
        code = LetterCode.objects.select_for_update(of=("self",)).select_related("batch").filter(code_hash=code_hash)
        found = code.first()
        if found is None or found.used_at is not None or found.voided_at is not None or not found.batch.is_valid:
            raise LetterCodeNotValid
        if actor.verifications.filter(level=Level.LETTER).exists():
            raise AlreadyVerified
        # The day only, and below the mailing only: the municipality need not know which household a person belongs to.
        found.used_at = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        found.save(update_fields=["used_at"])
        verify_person(actor, level=Level.LETTER, method="letter_code", actor=actor, evidence=f"batch {found.batch_id}")
    return actor


def hash_codes(codes: list[str]) -> list[str]:
    """Return what is stored of normalised codes: HMAC-SHA256 under the municipality's secret, in hexadecimal."""
    key = bytes.fromhex(ensure_secret("letter-codes"))
    return [hmac.new(key, code.encode(), hashlib.sha256).hexdigest() for code in codes]


def _ask_worker(batch: LetterCodeBatch) -> None:
    task = app.configure_task("accounts.fill_letter_batch", lock=f"letter-batch-{batch.pk}")
    task.defer(municipality_id=current_municipality_id(), batch_id=batch.pk)


@transaction.atomic
def _fill_some(batch: LetterCodeBatch) -> bool:
    batch = _locked(batch)
    if batch.finished_at is not None:
        return False
    count = min(CHUNK, batch.wanted - batch.made)
    if batch.imported:
        codes = _unsealed(batch)[batch.made : batch.made + count]
    else:
        codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(count)]
        batch.readable = b"\n".join(filter(None, [bytes(batch.readable or b""), _sealed(codes)]))
    LetterCode.objects.bulk_create(LetterCode(batch=batch, code_hash=code_hash) for code_hash in hash_codes(codes))
    batch.made += count
    if batch.made >= batch.wanted:
        batch.finished_at = timezone.now()
        batch.readable = None if batch.imported else batch.readable
    batch.save(update_fields=["made", "finished_at", "readable"])
    return batch.finished_at is None


def _locked(batch: LetterCodeBatch) -> LetterCodeBatch:
    locked: LetterCodeBatch = LetterCodeBatch.objects.select_for_update().get(pk=batch.pk)
    return locked


def _sealed(codes: list[str]) -> bytes:
    return fernet(PURPOSE).encrypt("\n".join(codes).encode())


def _unsealed(batch: LetterCodeBatch) -> list[str]:
    """One token per chunk, each holding a code per line."""
    cipher = fernet(PURPOSE)
    tokens = bytes(batch.readable or b"").split(b"\n")
    return [code for token in tokens for code in cipher.decrypt(token).decode().split("\n")]
