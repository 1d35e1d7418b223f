"""A person's own page."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from samenspel.accounts.context import AppRequest
from samenspel.accounts.models import User
from samenspel.accounts.permissions import deny


@require_GET
def me(request: AppRequest) -> HttpResponse:
    """Show a person their name, address, roles, verification and how they sign in."""
    if not isinstance(request.user, User):
        return deny(request)
    context = {
        "grants": request.user.role_grants.filter(ended_at=None).order_by("role"),
        "verifications": request.user.verifications.order_by("-level", "-verified_at"),
    }
    return render(request, "accounts/me.html", context)


@require_GET
def second_factor(request: AppRequest) -> HttpResponse:
    """Explain to staff why a second factor is needed, and offer the two ways."""
    if not isinstance(request.user, User):
        return deny(request)
    if is_mfa_enabled(request.user):
        return redirect("mfa_index")
    return render(request, "accounts/second_factor.html")


class RemovePasskeyView(RemoveWebAuthnView):
    """Remove a passkey, unless it is the only second factor of somebody with a role."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().form_valid(form)
        return response
