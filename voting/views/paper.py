"""Paper ballots: bundles, typing them in, and looking again where two people differ."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from voting.actions import count_with_paper
from voting.actions.paper import add_bundle, correct_bundle, correct_typed, finish_typing, save_typed, start_typing
from voting.enums import BundleState
from voting.forms.rolls import BundleForm
from voting.models import Ballot, PaperBundle
from voting.permissions import can_help_vote, can_manage_ballots
from voting.queries import access_ballot, options_of, settings_of, standing_of
from voting.queries.paper import access_bundle, bundle_line, bundles_of, differences, is_paper_ready, typed_lines


def paper(request: AppRequest, pk: int) -> HttpResponse:
    """List the bundles of a ballot; add one."""
    ballot = access_ballot(pk, request.user)
    if not can_help_vote(request.user):
        return deny(request)
    form, status = BundleForm(request.POST or None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                bundle = add_bundle(ballot, actor=request.user, **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                said = _("Bundle %(number)s was added. Write its number on the pile.") % {"number": bundle.number}
                messages.success(request, said)
                return redirect("voting:paper", pk)
    context = {
        "ballot": ballot,
        "standing": standing_of(ballot),
        "form": form,
        "lines": bundles_of(ballot, request.user),
        "is_ready": is_paper_ready(ballot),
        "can_count": can_manage_ballots(request.user),
    }
    return render(request, "voting/paper.html", context, status=status)


def bundle(request: AppRequest, pk: int, bundle_pk: int) -> HttpResponse:
    """Type a bundle in, or look again at what two people typed differently."""
    ballot = access_ballot(pk, request.user)
    found = access_bundle(ballot, bundle_pk)
    if not can_help_vote(request.user):
        return deny(request)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            return _act(request, found)
        except DomainError as error:
            refusal, status = str(error), error.status
            found.refresh_from_db()
    response = render(request, "voting/bundle.html", _bundle(request, ballot, found, refusal), status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def count(request: AppRequest, pk: int) -> HttpResponse:
    """Have a closed ballot counted with its paper ballots."""
    ballot = access_ballot(pk, request.user)
    if not can_manage_ballots(request.user):
        return deny(request)
    if request.method == "POST":
        try:
            count_with_paper(ballot, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("voting:paper", pk)
        messages.success(request, _("The ballot was counted."))
        return redirect(ballot)
    return redirect("voting:paper", pk)


def _act(request: AppRequest, found: PaperBundle) -> HttpResponse:
    """Do what the pressed button says; what was typed is always kept first."""
    asked, actor = request.POST.get("do", "save"), request.user
    here = redirect("voting:bundle", found.ballot_id, found.pk)
    if asked == "start":
        start_typing(found, actor=actor)
    elif asked == "size":
        expected = request.POST.get("expected", "")
        if expected.isdecimal() and 1 <= int(expected) <= 1000:
            correct_bundle(found, actor=actor, expected=int(expected))
    elif asked == "correct":
        correct_typed(found, _corrections(request), actor=actor)
    else:
        kept = save_typed(found, request.POST.get("lines", "").splitlines(), actor=actor)
        if asked == "finish":
            finish_typing(found, actor=actor)
            return redirect("voting:paper", found.ballot_id)
        messages.success(request, _("%(kept)s ballots are kept. You can go on later.") % {"kept": kept})
    return here


def _corrections(request: AppRequest) -> dict[int, str]:
    fields = ((name.removeprefix("place-"), value) for name, value in request.POST.items() if name.startswith("place-"))
    return {int(place): str(value) for place, value in fields if place.isdecimal()}


def _bundle(request: AppRequest, ballot: Ballot, found: PaperBundle, refusal: str) -> dict[str, Any]:
    line = bundle_line(found, request.user)
    mine = typed_lines(found, request.user.pk) if line.is_mine and request.user.pk else []
    differ = differences(found, request.user) if found.state == BundleState.DIFFERENT else []
    return {
        "ballot": ballot,
        "bundle": found,
        "line": line,
        "typed": mine,
        "lines": request.POST.get("lines") if refusal and "lines" in request.POST else "\n".join(mine),
        "differences": differ,
        "options": options_of(ballot),
        "form": settings_of(ballot)["form"],
        "refusal": refusal,
    }
