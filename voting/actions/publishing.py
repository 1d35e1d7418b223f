"""Publishing a counted ballot: the folder is made once, signed, and never changed."""

import hashlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from samenspel.audit.actions import record
from samenspel.common.encryption import fernet
from samenspel.tenancy.context import current_municipality
from voting.enums import BallotState
from voting.exporters import archive_of, folder_of
from voting.models import Ballot, Publication, SigningKey

PURPOSE = "voting.signing"


@transaction.atomic
def publish_ballot(ballot: Ballot) -> Publication | None:
    """Make the folder of a counted ballot and return it; the one that is there when it was made before.

    Returns None for a ballot that is not counted, or whose rule was never fixed. Raises `DifferentResult` when the ballots
    do not add up to the result that was stored: then nothing is published.
    """
    locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
    made: Publication | None = Publication.objects.filter(ballot=locked).first()
    if made is not None or locked.state != BallotState.COUNTED or locked.rule is None:
        return made
    files = folder_of(locked)
    key, public_key = _signing_key()
    archive = archive_of(files, key=key, public_key=public_key)
    digest = hashlib.sha256(archive).hexdigest()
    made = Publication.objects.create(ballot=locked, archive=archive, digest=digest)
    record("voting.ballot.published", actor=None, on=locked, digest=digest)
    return made


def _signing_key() -> tuple[Ed25519PrivateKey, bytes]:
    """The municipality's key, made at its first publication: one, also when two are made at once."""
    municipality = current_municipality()
    assert municipality is not None  # noqa: S101  # a ballot belongs to one
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [PURPOSE, municipality.pk])
    stored = SigningKey.objects.first() or _new_key()
    key = serialization.load_der_private_key(fernet(PURPOSE).decrypt(bytes(stored.private_key)), password=None)
    assert isinstance(key, Ed25519PrivateKey)  # noqa: S101  # we made it
    return key, stored.public_key.encode()


def _new_key() -> SigningKey:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    stored: SigningKey = SigningKey.objects.create(
        public_key=public.decode(), private_key=fernet(PURPOSE).encrypt(private)
    )
    return stored
