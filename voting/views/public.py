"""The page of a ballot: how to vote, what one chose, and the result after the close."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from samenspel.common.ratelimit import check_rate
from samenspel.subjects import registry
from voting.actions import cast_vote, count_ballot
from voting.exceptions import NotOnRoll
from voting.forms import VoteForm
from voting.models import Ballot
from voting.permissions import can_manage_ballots, is_verified_for, level_needed
from voting.queries import (
    Phase,
    access_ballot,
    current_marks,
    has_voted,
    options_of,
    result_page,
    rule_sentence,
    standing_of,
    voter_for,
)


def ballot(request: AppRequest, pk: int) -> HttpResponse:
    """Show a ballot; a posted choice is shown once more before it is cast."""
    found = access_ballot(pk, request.user)
    standing = standing_of(found)
    if standing.phase is Phase.DUE:  # the first who looks need not wait for the worker
        found = count_ballot(found)
        return redirect(found) if request.method == "POST" else ballot_page(request, access_ballot(pk, request.user))
    if request.method != "POST" or not standing.is_open:
        return ballot_page(request, found)
    if not is_verified_for(request.user, found):
        return deny(request)
    options = options_of(found)
    form = VoteForm(request.POST, options=options)
    if not form.is_valid():
        return ballot_page(request, found, form=form, status=422)
    chosen = next(option for option in options if option.line == form.cleaned_data["marks"])
    context = {"ballot": found, "standing": standing, "chosen": chosen, "rule": rule_sentence(found)}
    return _private(render(request, "voting/summary.html", context))


def cast(request: AppRequest, pk: int) -> HttpResponse:
    """Cast a vote, or change it."""
    found = access_ballot(pk, request.user)
    if request.method != "POST":
        return redirect(found)
    if not request.user.is_authenticated:
        return deny(request)
    check_rate("voting.cast", request.user.pk, limit=60, seconds=600)
    try:
        voter = voter_for(request.user, found)
        if voter is None:
            raise NotOnRoll
        cast_vote(found, voter=voter, marks=request.POST.get("marks", ""))
    except DomainError as error:
        return ballot_page(request, access_ballot(pk, request.user), refusal=str(error), status=error.status)
    messages.success(request, _("Your vote is saved."))
    return redirect(found)


def ballot_page(
    request: AppRequest, found: Ballot, *, form: VoteForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Render the page as it is now for who looks; `refusal` says why a vote was not saved."""
    standing = standing_of(found)
    if standing.phase is Phase.DUE:
        standing = standing_of(count_ballot(found))
    context: dict[str, Any] = {
        "ballot": standing.ballot,
        "standing": standing,
        "about": registry.describe([found.about]).get(found.about_id),
        "rule": rule_sentence(found),
        "refusal": refusal,
        "level": level_needed(found),
        "can_manage": can_manage_ballots(request.user),
        "voted": has_voted(found, request.user),
        "verified": is_verified_for(request.user, found) if request.user.is_authenticated else False,
    }
    if standing.phase is Phase.COUNTED:
        context["result"] = result_page(standing.ballot)
    elif standing.phase is not Phase.CANCELLED:
        context |= _choices(request, found, standing.is_open, form)
    return _private(render(request, "voting/ballot.html", context, status=status))


def _choices(request: AppRequest, found: Ballot, open_now: bool, form: VoteForm | None) -> dict[str, Any]:
    """The options, and what this person chose: shown to them alone."""
    options = options_of(found)
    chosen = current_marks(found, voter_for(request.user, found)) if open_now else None
    return {
        "options": options,
        "chosen": next((option for option in options if option.line == chosen), None),
        "form": form or VoteForm(options=options, initial={"marks": chosen}),
    }


def _private(response: HttpResponse) -> HttpResponse:
    """No shared cache and no history of a shared computer keeps what somebody chose."""
    response.headers["Cache-Control"] = "no-store, private"
    return response
