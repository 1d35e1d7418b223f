"""The lot: an order of the options that nobody could know beforehand and everybody can compute afterwards."""

import hashlib
from collections.abc import Iterable


def seed_of(secret: str, ballots_digest: str, drawn: str = "") -> str:
    """Return the seed: SHA-256 in hex of what was committed to, of the published ballots' digest and of a public draw."""
    return hashlib.sha256(f"{secret}\n{ballots_digest}\n{drawn}".encode()).hexdigest()


def commitment_of(secret: str) -> str:
    """Return what is shown from the beginning: SHA-256 of the secret, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def lot_order(seed: str, numbers: Iterable[int]) -> list[int]:
    """Return options in the order of the lot; the order in which they are given does not matter."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
