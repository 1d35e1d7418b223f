"""allauth's questions about accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from samenspel.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of the municipality of the request's host."""

    def new_user(self, request: HttpRequest) -> User:
        return User(municipality=request.municipality)  # type: ignore[attr-defined]  # set by the tenancy middleware
