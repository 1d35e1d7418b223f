"""allauth's questions about accounts."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of the municipality of the request's host."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This code is not right. Look at the latest mail and try again."),
        "code_expired": _("The code no longer works. Ask for a new one."),
        "too_many_login_attempts": _("That was too often. Wait a few minutes and try again."),
        "rate_limited": _("That was too often. Wait a few minutes and try again."),
    }

    def new_user(self, request: HttpRequest) -> User:
        return User(municipality=request.municipality)  # type: ignore[attr-defined]  # set by the tenancy middleware

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the municipality's name."""
        super().send_mail(template_prefix, email, {"municipality": self.request.municipality, **context})

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing but errors: the pages themselves show what happened."""
        if kwargs.get("message"):
            super().add_message(*args, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Ask once for the name that is shown, then go where the person wanted to go."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not user.display_name:
            response["Location"] = f"{reverse('accounts:name')}?{urlencode({'next': response['Location']})}"
        return response
