"""The page behind the link in an invitation."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from samenspel.accounts.actions.invitations import accept_invitation, hash_token
from samenspel.accounts.context import AppRequest
from samenspel.accounts.enums import Role
from samenspel.accounts.exceptions import InvitationNotValid
from samenspel.accounts.models import User
from samenspel.accounts.permissions import deny
from samenspel.accounts.queries import access_invitation_by_hash


@never_cache
def invitation(request: AppRequest, token: str) -> HttpResponse:
    """Show what somebody is invited to do; accept it once they signed in with the invited address."""
    found = access_invitation_by_hash(hash_token(token))
    if not found.is_open:
        raise InvitationNotValid
    if request.method == "POST":
        if not isinstance(request.user, User):
            return deny(request)
        accept_invitation(found, actor=request.user)
        return redirect("accounts:second_factor")
    sign_in = f"{reverse('account_login')}?{urlencode({'email': found.email, 'next': request.path})}"
    context = {"invitation": found, "roles": [Role(role).label for role in found.roles], "sign_in": sign_in}
    return render(request, "accounts/invitation.html", context)
