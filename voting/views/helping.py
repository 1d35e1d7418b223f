"""The desk: finding who stands there, helping them to vote, handing out paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.models import User
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from voting.actions import Cast
from voting.actions.desk import mark_on_paper, start_helping
from voting.exceptions.rolls import NobodyFound
from voting.forms.rolls import FindForm
from voting.models import Ballot
from voting.permissions import Voter, can_help_vote
from voting.queries import access_ballot, standing_of
from voting.queries.rolls import Found, access_entry, find_voter, found_voter
from voting.views.doors import close_doors, open_to_help


def help_vote(request: AppRequest, pk: int) -> HttpResponse:
    """Find who stands at the desk by something only they have; a list of people is never shown."""
    ballot = access_ballot(pk, request.user)
    if not can_help_vote(request.user):
        return deny(request)
    if request.method == "POST" and request.POST.get("do") in {"help", "paper"}:
        return _act(request, ballot, _found(ballot, request.POST.get("who", "")))
    form, found, status = FindForm(request.POST or None), None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            found = find_voter(ballot, form.cleaned_data["asked"])
            status = 200 if found else NobodyFound.status
            if found is None:
                form.add_error("asked", str(NobodyFound()))
    return _page(request, ballot, form, found, status)


def helped(request: AppRequest, ballot: Ballot, saved: Cast) -> HttpResponse:
    """Say that the vote of who was helped is in, with their receipt, and be ready for the next."""
    close_doors(request)
    messages.success(
        request,
        _("The vote is in. Give this receipt code to the person: %(receipt)s. What was voted is not shown any more.")
        % {"receipt": saved.receipt},
    )
    return redirect("voting:help_vote", ballot.pk)


def _act(request: AppRequest, ballot: Ballot, found: Found) -> HttpResponse:
    """Start helping, or write down that this person takes a paper ballot; a refusal is said on the page."""
    voter = Voter(found.person, found.entry)
    try:
        if request.POST["do"] == "help":
            open_to_help(request, ballot, start_helping(ballot, voter=voter, actor=request.user))
            return redirect(ballot)
        mark_on_paper(ballot, voter=voter, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return _page(request, ballot, FindForm(), found, error.status)
    messages.success(request, _("Written down. Give this person one paper ballot."))
    return redirect("voting:help_vote", ballot.pk)


def _found(ballot: Ballot, key: str) -> Found:
    """Return who a form of this page names, or raise `Http404`."""
    kind, number = key[:1], key[1:]
    if not number.isdecimal():
        raise Http404
    if kind == "e":
        return found_voter(ballot, entry=access_entry(ballot, int(number)))
    person = User.objects.filter(pk=int(number), is_active=True).exclude(email="").first()
    if person is None or kind != "p":
        raise Http404
    return found_voter(ballot, person=person)


def _page(request: AppRequest, ballot: Ballot, form: FindForm, found: Found | None, status: int) -> HttpResponse:
    context: dict[str, Any] = {"ballot": ballot, "standing": standing_of(ballot), "form": form, "found": found}
    response = render(request, "voting/help_vote.html", context, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response
