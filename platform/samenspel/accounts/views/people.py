"""The administrator's pages about people: who is there, what they do, and invitations."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from samenspel.accounts.actions.invitations import invite_staff, withdraw_invitation
from samenspel.accounts.actions.roles import end_person, end_role, grant_role, reopen_person
from samenspel.accounts.actions.second_factors import (
    approve_second_factor_reset,
    refuse_second_factor_reset,
    reset_second_factor,
)
from samenspel.accounts.context import AppRequest
from samenspel.accounts.forms import InviteForm, RoleForm
from samenspel.accounts.models import User
from samenspel.accounts.permissions import can_administer, deny
from samenspel.accounts.queries import (
    access_invitation,
    access_person,
    access_reset,
    open_invitations,
    open_resets,
    people,
)

PAGE_SIZE = 50


def index(request: AppRequest) -> HttpResponse:
    """List people, those with a role first asked for, with a search."""
    if not can_administer(request.user):
        return deny(request)
    search = request.GET.get("q", "").strip()
    everybody = request.GET.get("who") == "all" or bool(search)
    page = Paginator(people(search=search, staff_only=not everybody), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "search": search,
        "everybody": everybody,
        "invitations": open_invitations(),
        "resets": open_resets(),
    }
    return render(request, "accounts/people.html", context)


def person(request: AppRequest, uid: uuid.UUID) -> HttpResponse:
    """Show a person: roles, how they were verified, and what an administrator can do."""
    found = access_person(uid)
    if not can_administer(request.user):
        return deny(request)
    context = {
        "person": found,
        "grants": found.role_grants.select_related("granted_by", "ended_by").order_by("ended_at", "role"),
        "verifications": found.verifications.order_by("-verified_at"),
        "role_form": RoleForm(taken=found.roles),
        "reset": open_resets().filter(person=found).first(),
    }
    return render(request, "accounts/person.html", context)


def grant(request: AppRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a person a role."""
    found = access_person(uid)
    if refusal := refusal_of(request):
        return refusal
    form = RoleForm(request.POST, taken=found.roles)
    if form.is_valid():
        grant_role(found, role=form.cleaned_data["role"], actor=actor_of(request))
        messages.success(request, gettext("The role is given. It works from the next page on."))
    return redirect("accounts:person", uid)


def end_grant(request: AppRequest, uid: uuid.UUID) -> HttpResponse:
    """End a role of a person."""
    found = access_person(uid)
    if refusal := refusal_of(request):
        return refusal
    form = RoleForm(request.POST, taken=frozenset())
    if form.is_valid():
        end_role(found, role=form.cleaned_data["role"], actor=actor_of(request))
        messages.success(request, gettext("The role has ended, and this person was signed out."))
    return redirect("accounts:person", uid)


def end(request: AppRequest, uid: uuid.UUID) -> HttpResponse:
    """Close an account."""
    found = access_person(uid)
    if refusal := refusal_of(request):
        return refusal
    end_person(found, actor=actor_of(request))
    messages.success(request, gettext("The account is closed. What this person wrote stays."))
    return redirect("accounts:person", uid)


def reopen(request: AppRequest, uid: uuid.UUID) -> HttpResponse:
    """Open a closed account again."""
    found = access_person(uid)
    if refusal := refusal_of(request):
        return refusal
    reopen_person(found, actor=actor_of(request))
    messages.success(request, gettext("The account is open again, without roles."))
    return redirect("accounts:person", uid)


def reset_factor(request: AppRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask for the removal of a lost second factor."""
    found = access_person(uid)
    if refusal := refusal_of(request):
        return refusal
    reset = reset_second_factor(found, actor=actor_of(request))
    if reset.approved:
        messages.success(request, gettext("The second factor is removed. This person sets up a new one at sign-in."))
    else:
        messages.success(request, gettext("Another administrator must confirm this now."))
    return redirect("accounts:person", uid)


def decide_reset(request: AppRequest, pk: int) -> HttpResponse:
    """Confirm or refuse the removal of a second factor."""
    reset = access_reset(pk)
    if refusal := refusal_of(request):
        return refusal
    if request.POST.get("decision") == "approve":
        approve_second_factor_reset(reset, actor=actor_of(request))
        messages.success(request, gettext("The second factor is removed. This person sets up a new one at sign-in."))
    else:
        refuse_second_factor_reset(reset, actor=actor_of(request))
        messages.success(request, gettext("The second factor stays as it is."))
    return redirect("accounts:person", reset.person.uid)


def invite(request: AppRequest) -> HttpResponse:
    """Invite somebody by mail to hold roles."""
    if not can_administer(request.user):
        return deny(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invite_staff(form.cleaned_data["email"], roles=form.cleaned_data["roles"], actor=actor_of(request))
        messages.success(request, gettext("The invitation is on its way."))
        return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form})


def withdraw(request: AppRequest, pk: int) -> HttpResponse:
    """Make an invitation stop working."""
    invitation = access_invitation(pk)
    if refusal := refusal_of(request):
        return refusal
    withdraw_invitation(invitation, actor=actor_of(request))
    messages.success(request, gettext("The invitation no longer works."))
    return redirect("accounts:people")


def refusal_of(request: AppRequest) -> HttpResponse | None:
    """Refuse what is no form of an administrator; asked after the object was found."""
    if not can_administer(request.user):
        return deny(request)
    return None if request.method == "POST" else HttpResponseNotAllowed(["POST"])


def actor_of(request: AppRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # an administrator is signed in
    return request.user
