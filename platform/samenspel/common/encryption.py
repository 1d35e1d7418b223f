"""Keeping something readable for us only, for as long as we need it: Fernet under a key derived from the secret key."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def fernet(purpose: str) -> Fernet:
    """Return the cipher for one purpose; what another purpose wrote cannot be read with it."""
    key = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
