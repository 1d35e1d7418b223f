"""Signing a person in, as allauth records it."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import HttpRequest

from samenspel.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in_for_demo(request: HttpRequest, user: User) -> None:
    """Sign in without asking anything, second factor included. Only for demo mode."""
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="code", email=user.email)
    record_authentication(request, user, method="mfa", type="totp")
