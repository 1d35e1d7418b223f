"""Signing people in, for tests and for programs that are no tests."""

import time
from typing import Any

from django.test import Client


def sign_in(client: Client, user: Any) -> None:
    """Sign a person in as the sign-in page would, second factor included."""
    from samenspel.tenancy.context import municipality_context

    with municipality_context(user.municipality):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        now = time.time()  # as allauth records it
        session["account_authentication_methods"] = [
            {"method": "code", "at": now, "email": user.email},
            {"method": "mfa", "at": now, "type": "totp"},
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
