"""A person's own page."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import Http404, HttpResponse
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


class OwnPasskeyMixin:
    """Answer 404 for a passkey that is not the person's own, before any way to sign in is offered."""

    def dispatch(self, request: AppRequest, pk: int, **kwargs: Any) -> HttpResponse:
        """Look before allauth asks to sign in, whose answer would tell nothing but is no 404 either."""
        own = Authenticator.objects.filter(pk=pk, user_id=request.user.pk) if request.user.is_authenticated else None
        if own is None or not own.exists():
            raise Http404
        response: HttpResponse = super().dispatch(request, pk=pk, **kwargs)  # type: ignore[misc]  # of the view beside it
        return response


class EditPasskeyView(OwnPasskeyMixin, EditWebAuthnView):
    """Change the name of a passkey."""


class RemovePasskeyView(OwnPasskeyMixin, RemoveWebAuthnView):
    """Remove a passkey, unless it is the only second factor of somebody with a role."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().form_valid(form)
        return response
