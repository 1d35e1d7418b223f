"""The desk of who makes ballots: organisers, clerks and administrators."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from voting.actions import cancel_ballot, discard_ballot, plan_ballot, unplan_ballot
from voting.exceptions import BallotOver
from voting.forms import CancelForm
from voting.models import Ballot
from voting.permissions import can_manage_ballots
from voting.queries import Phase, access_ballot, ballot_desk, standing_of
from voting.views.building import check_response
from voting.views.public import preview_response


def index(request: AppRequest) -> HttpResponse:
    """List the ballots that run and come, and those that are over."""
    if not can_manage_ballots(request.user):
        return deny(request)
    return render(request, "voting/desk.html", {"desk": ballot_desk()})


def plan(request: AppRequest, pk: int) -> HttpResponse:
    """Show a draft to everybody; when something is missing, its last step says what."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method != "POST":
        return redirect("voting:build", pk, "check")
    try:
        plan_ballot(ballot, actor=request.user)
    except DomainError as error:
        return check_response(request, access_ballot(pk, request.user), refusal=str(error), status=error.status)
    messages.success(request, _("The ballot is planned. It opens and closes by itself."))
    return redirect(ballot)


def unplan(request: AppRequest, pk: int) -> HttpResponse:
    """Make a planned ballot a draft again, to change it step by step."""
    ballot = access_ballot(pk, request.user)
    said = _("The ballot is a draft again. Residents do not see it until you plan it.")
    onwards = reverse("voting:build", args=[pk, "check"])
    return _press(request, ballot, lambda: unplan_ballot(ballot, actor=request.user), said, onwards)


def preview(request: AppRequest, pk: int) -> HttpResponse:
    """Show a ballot as voters will see it, to try out: nothing that is filled in is kept."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    return preview_response(request, ballot)


def discard(request: AppRequest, pk: int) -> HttpResponse:
    """Remove a draft."""
    ballot = access_ballot(pk, request.user)
    said = _("The draft was removed.")
    return _press(request, ballot, lambda: discard_ballot(ballot, actor=request.user), said, reverse("voting:desk"))


def cancel(request: AppRequest, pk: int) -> HttpResponse:
    """Cancel a ballot, with a reason."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    if standing_of(ballot).phase not in {Phase.COMING, Phase.OPEN}:
        raise BallotOver
    form = CancelForm(request.POST or None)
    if form.is_valid():
        cancel_ballot(ballot, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The ballot was cancelled."))
        return redirect(ballot)
    return render(request, "voting/cancel.html", {"ballot": ballot, "form": form}, status=422 if form.is_bound else 200)


def _press(request: AppRequest, ballot: Ballot, do: Callable[[], object], said: str, onwards: str) -> HttpResponse:
    """Do one thing and go on; a refusal is said on the ballot's page. Without a post nothing happens."""
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method != "POST":
        return redirect(ballot)
    try:
        do()
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(ballot)
    messages.success(request, said)
    return redirect(onwards)
