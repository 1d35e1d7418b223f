"""Letters with codes: made in the background, kept encrypted until they are fetched once, printed again on request.

A code is twenty characters of Crockford's base 32: 100 bits. It is kept as scrypt hash; the number on the letter finds it.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from samenspel.accounts.actions.letter_codes import ALPHABET
from samenspel.audit.actions import record
from samenspel.common.encryption import fernet
from samenspel.tenancy.context import current_municipality_id
from voting.enums import BallotState, LetterFile
from voting.exceptions import BallotOver
from voting.exceptions.rolls import EntryCancelled, LettersNotReadable, NoLettersNeeded
from voting.exporters.letters import Letter, letters_file
from voting.models import Ballot, LetterBatch, RollEntry, VotingCode
from voting.permissions import check_manager
from voting.queries.rolls import entries_without_letter

LENGTH, DIGITS = 20, 9
CHUNK = 100  # letters that are made in one transaction
READABLE_FOR = timedelta(hours=24)
PURPOSE = "voting-letters"
COST, BLOCKS, LANES = 2**12, 8, 1  # scrypt, 4 MiB: the code itself has 100 bits, nobody tries them all


@transaction.atomic
def make_letters(
    ballot: Ballot, *, actor: Any, kind: LetterFile, address: str, printed: Mapping[str, list[str]] | None = None
) -> LetterBatch:
    """Ask the worker for letters to everybody on the imported list who has none that works. Raises `NoLettersNeeded`.

    `address` is where one types the code; `printed` are the lines to print on a letter, by the fingerprint of its entry.
    """
    check_manager(actor)
    _require_running(ballot)
    entries = entries_without_letter(ballot).values_list("pk", "fingerprint")
    waiting = [(pk, (printed or {}).get(fingerprint or "", [])) for pk, fingerprint in entries]
    if not waiting:
        raise NoLettersNeeded
    return _ask_for(ballot, waiting, actor=actor, kind=kind, address=address)


@transaction.atomic
def reprint_letter(
    entry: RollEntry, *, actor: Any, kind: LetterFile, address: str, lines: list[str] | None = None
) -> LetterBatch:
    """Make one letter again: the one before stops working at once."""
    check_manager(actor)
    locked = RollEntry.objects.select_for_update(of=("self",)).select_related("ballot").get(pk=entry.pk)
    _require_running(locked.ballot)
    if locked.cancelled_at is not None:
        raise EntryCancelled
    VotingCode.objects.filter(entry=locked, voided_at=None).update(voided_at=timezone.now())
    record("voting.letter.reprinted", actor=actor, on=locked)
    return _ask_for(locked.ballot, [(locked.pk, lines or [])], actor=actor, kind=kind, address=address)


def fill_letters(batch: LetterBatch) -> LetterBatch:
    """Make the letters of a batch that are still missing, then the file; safe to run twice or at once."""
    while _fill_some(batch):
        pass
    batch.refresh_from_db()
    if batch.finished_at is None:
        made = letters_file(batch, _letters_in(batch))
        _finish(batch, fernet(PURPOSE).encrypt(made))
    batch.refresh_from_db()
    return batch


@transaction.atomic
def fetch_letters(batch: LetterBatch, *, actor: Any) -> bytes:
    """Return the file with letters, once, and wipe it. Raises `LettersNotReadable`."""
    check_manager(actor)
    locked = _locked(batch)
    if locked.readable is None or locked.finished_at is None:
        raise LettersNotReadable
    content = fernet(PURPOSE).decrypt(bytes(locked.readable))
    _wipe(locked)
    record("voting.letters.fetched", actor=actor, on=locked, letters=locked.made)
    return content


@transaction.atomic
def void_letters(batch: LetterBatch, *, actor: Any) -> LetterBatch:
    """Stop the letters of a batch that nobody voted with yet; who voted with one can go on changing their vote."""
    check_manager(actor)
    locked = _locked(batch)
    if locked.voided_at is None:
        locked.voided_at = timezone.now()
        locked.finished_at = locked.finished_at or locked.voided_at
        locked.save(update_fields=["voided_at", "finished_at"])
        _wipe(locked)
        unused = VotingCode.objects.filter(batch=locked, used_at=None, voided_at=None)
        stopped = unused.update(voided_at=locked.voided_at)
        record("voting.letters.voided", actor=actor, on=locked, stopped=stopped)
    return locked


@transaction.atomic
def wipe_letters() -> int:
    """Wipe letters that nobody fetched in a day, for the current municipality; return of how many batches."""
    before = timezone.now() - READABLE_FOR
    left = list(LetterBatch.objects.select_for_update().filter(readable__isnull=False, finished_at__lt=before))
    for batch in left:
        _wipe(batch)
        record("voting.letters.wiped", actor=None, on=batch)
    return len(left)


def hash_of(code: str, salt: bytes | None = None) -> str:
    """Return what is stored of a code: scrypt with a salt of its own."""
    salt = salt or secrets.token_bytes(16)
    digest = hashlib.scrypt(code.encode(), salt=salt, n=COST, r=BLOCKS, p=LANES, dklen=32)
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def is_code(code: str, stored: str) -> bool:
    """Return whether a code is the one that was hashed, in the same time whatever the answer."""
    salt = base64.b64decode(stored.split("$")[1])
    return hmac.compare_digest(hash_of(code, salt), stored)


def _require_running(ballot: Ballot) -> None:
    if ballot.state not in {BallotState.DRAFT, BallotState.PLANNED} or ballot.closes_at <= timezone.now():
        raise BallotOver


def _ask_for(
    ballot: Ballot, waiting: list[tuple[int, list[str]]], *, actor: Any, kind: LetterFile, address: str
) -> LetterBatch:
    batch: LetterBatch = LetterBatch.objects.create(
        ballot=ballot,
        kind=kind,
        address=address,
        wanted=len(waiting),
        created_by=actor,
        waiting=fernet(PURPOSE).encrypt(json.dumps(waiting).encode()),
    )
    record("voting.letters.made", actor=actor, on=batch, letters=len(waiting))
    task = app.configure_task("voting.fill_letters", lock=f"voting-letters-{batch.pk}")
    task.defer(municipality_id=current_municipality_id(), batch_id=batch.pk)
    return batch


@transaction.atomic
def _fill_some(batch: LetterBatch) -> bool:
    """Make some letters; return whether there may be more."""
    locked = _locked(batch)
    if locked.finished_at is not None or locked.waiting is None or locked.made >= locked.wanted:
        return False
    waiting = json.loads(fernet(PURPOSE).decrypt(bytes(locked.waiting)))[locked.made : locked.made + CHUNK]
    entries = RollEntry.objects.select_for_update(of=("self",)).filter(pk__in=[pk for pk, _lines in waiting])
    ready = {entry.pk: entry for entry in entries.filter(cancelled_at=None).order_by("pk")}
    for pk in VotingCode.objects.filter(entry__in=ready, voided_at=None).values_list("entry_id", flat=True):
        ready.pop(pk)
    letters = [_letter(locked, ready[pk], lines) for pk, lines in waiting if pk in ready]
    tokens = [bytes(locked.readable or b""), fernet(PURPOSE).encrypt(json.dumps(letters).encode())]
    locked.readable = b"\n".join(filter(None, tokens))
    locked.made += len(waiting)
    locked.save(update_fields=["made", "readable"])
    return True


def _letter(batch: LetterBatch, entry: RollEntry, lines: list[str]) -> tuple[str, str, str, list[str]]:
    """Store a new code; return its letter. A number that is taken already is drawn again."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    while VotingCode.objects.filter(ballot=batch.ballot_id, number=(number := _new_number())).exists():
        pass
    VotingCode.objects.create(
        ballot_id=batch.ballot_id, entry=entry, batch=batch, number=number, code_hash=hash_of(code)
    )
    return number, code, entry.district, lines


def _new_number() -> str:
    return str(10 ** (DIGITS - 1) + secrets.randbelow(9 * 10 ** (DIGITS - 1)))


def _letters_in(batch: LetterBatch) -> list[Letter]:
    tokens = bytes(batch.readable or b"").split(b"\n")
    rows = [row for token in tokens if token for row in json.loads(fernet(PURPOSE).decrypt(token))]
    return [Letter(number, code, district, tuple(lines)) for number, code, district, lines in rows]


@transaction.atomic
def _finish(batch: LetterBatch, content: bytes) -> None:
    locked = _locked(batch)
    if locked.finished_at is None:
        locked.finished_at, locked.readable, locked.waiting = timezone.now(), content, None
        locked.save(update_fields=["finished_at", "readable", "waiting"])


def _wipe(batch: LetterBatch) -> None:
    batch.readable = batch.waiting = None
    batch.save(update_fields=["readable", "waiting"])


def _locked(batch: LetterBatch) -> LetterBatch:
    locked: LetterBatch = LetterBatch.objects.select_for_update(of=("self",)).select_related("ballot").get(pk=batch.pk)
    return locked
