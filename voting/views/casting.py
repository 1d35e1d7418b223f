"""Casting a vote: looking at it once more, saving it, and the receipt."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from samenspel.common.ratelimit import check_rate
from voting.actions import cast_vote
from voting.counting.marks import BLANK
from voting.forms.marking import NotReady, draft_of, posted_draft, ready_line
from voting.forms.sheets import Sheet
from voting.queries import access_ballot, own_vote, rule_in_words, rule_of
from voting.views.helping import helped
from voting.views.public import ballot_page, counted_if_due, described_options, private
from voting.views.voters import channel_of, current_voter, obstacle


def summary(request: AppRequest, pk: int) -> HttpResponse:
    """Show what was chosen once more, with what happens with it; nothing is saved yet."""
    found = access_ballot(pk, request.user)
    standing = counted_if_due(found)
    if request.method != "POST" or not standing.is_open:
        return redirect(found)
    voter = current_voter(request, found)
    if obstacle(request, found, voter):
        return deny(request)
    options = described_options(found)
    rule = rule_of(found, options)
    try:
        marks = BLANK if request.POST.get("do") == "blank" else ready_line(rule, posted_draft(rule, request.POST))
    except NotReady as problem:
        return ballot_page(request, standing, not_ready=problem, status=422)
    context = {
        "ballot": found,
        "standing": standing,
        "marks": marks,
        "sheet": Sheet(rule, options, draft_of(rule, marks)),
        "rule": rule_in_words(found, options),
        "voted": own_vote(found, voter) is not None,
        "voter": voter,
    }
    return private(render(request, "voting/summary.html", context))


def cast(request: AppRequest, pk: int) -> HttpResponse:
    """Cast a vote, or change it."""
    found = access_ballot(pk, request.user)
    if request.method != "POST":
        return redirect(found)
    voter = current_voter(request, found)
    if voter is None:
        return deny(request)
    check_rate("voting.cast", voter.actor_id, limit=60, seconds=600)
    try:
        saved = cast_vote(
            found, voter=voter, marks=request.POST.get("marks", ""), channel=channel_of(voter), actor=voter.helper
        )
    except DomainError as error:
        standing = counted_if_due(access_ballot(pk, request.user))
        return ballot_page(request, standing, refusal=str(error), status=error.status)
    return helped(request, found, saved) if voter.helper is not None else redirect("voting:receipt", found.pk)


def receipt(request: AppRequest, pk: int) -> HttpResponse:
    """Show the receipt of a vote to who cast it."""
    found = access_ballot(pk, request.user)
    standing = counted_if_due(found)
    voter = current_voter(request, found)
    own = own_vote(found, voter)
    if own is None or not own.receipt:
        return redirect(found) if request.user.is_authenticated or own else deny(request)
    address = request.build_absolute_uri(found.get_absolute_url())
    context = {"ballot": found, "standing": standing, "receipt": own.receipt, "address": address}
    context["voter"] = voter
    return private(render(request, "voting/receipt.html", context))
