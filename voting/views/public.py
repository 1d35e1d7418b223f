"""The page of a ballot: to fill it in, to see what one voted, and the result after the close."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from samenspel.accounts.context import AppRequest
from samenspel.subjects import registry
from voting.actions import count_if_small
from voting.counting.election import MONEY, Method, RuleError
from voting.exceptions import RuleDoesNotFit
from voting.forms.marking import Draft, NotReady, draft_of, posted_draft
from voting.forms.sheets import Filter, Sheet
from voting.forms.words import problem_sentence
from voting.models import Ballot, Option
from voting.permissions import Voter, can_manage_ballots, level_needed
from voting.queries import (
    OwnVote,
    Phase,
    Standing,
    access_ballot,
    options_with_photos,
    own_vote,
    result_page,
    rule_in_words,
    rule_of,
    standing_of,
)
from voting.queries.rolls import roll_equations
from voting.views.voters import current_voter, obstacle

LONGEST_SEARCH = 80


def ballot(request: AppRequest, pk: int) -> HttpResponse:
    """Show a ballot; a posted button changes what is filled in, and saves nothing."""
    found = access_ballot(pk, request.user)
    standing = counted_if_due(found)
    if request.method == "POST" and not standing.is_open:
        return redirect(found)
    return ballot_page(request, standing)


def counted_if_due(found: Ballot) -> Standing:
    """Return where a ballot stands; the first who looks after the close need not wait for the worker."""
    standing = standing_of(found)
    return standing_of(count_if_small(found)) if standing.phase is Phase.DUE else standing


def ballot_page(
    request: AppRequest, standing: Standing, *, not_ready: NotReady | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Render the page as it is now for who looks; `not_ready` or `refusal` say why a vote was not saved."""
    found, voter = standing.ballot, current_voter(request, standing.ballot)
    own = own_vote(found, voter)
    context: dict[str, Any] = {
        "ballot": found,
        "standing": standing,
        "about": registry.describe([found.about]).get(found.about_id),
        "refusal": refusal,
        "level": level_needed(found),
        "can_manage": can_manage_ballots(request.user),
        "voted": own is not None,
        "voter": voter,
        "equations": roll_equations(found),
        "receipt": own.receipt if own else "",
        "is_readable_back": found.method not in {Method.YES_NO, Method.SINGLE_CHOICE},
    }
    if standing.phase is Phase.COUNTED:
        context["result"] = result_page(found)
    elif standing.phase in {Phase.DRAFT, Phase.COMING, Phase.OPEN}:
        context |= _choices(request, standing, voter, own, not_ready)
    return private(render(request, "voting/ballot.html", context, status=status))


def preview_response(request: AppRequest, found: Ballot) -> HttpResponse:
    """Show who makes a ballot what voters will see, to fill in and try out: every button comes back here."""
    options = described_options(found)
    try:
        rule = rule_of(found, options)
    except RuleError as error:
        raise RuleDoesNotFit(problem=str(error)) from error
    context = {
        "ballot": found,
        "standing": standing_of(found),
        "about": registry.describe([found.about]).get(found.about_id),
        "level": level_needed(found),
        "is_preview": True,
        "trial_address": request.path,
        "options": options,
        "is_money": found.method in MONEY,
        "rule": rule_in_words(found, options),
        "sheet": Sheet(rule, options, posted_draft(rule, request.POST), _asked_filter(request)),
    }
    return private(render(request, "voting/preview.html", context))


def private(response: HttpResponse) -> HttpResponse:
    """No shared cache and no history of a shared computer keeps what somebody chose."""
    response.headers["Cache-Control"] = "no-store, private"
    return response


def described_options(found: Ballot) -> list[Option]:
    """Return the options with their photos, and the address of the proposal that each comes from, if any."""
    options = options_with_photos(found)
    proposals = [option.proposal for option in options if option.proposal is not None]
    described = registry.describe(proposals) if proposals else {}
    for option in options:
        source = described.get(option.proposal_id) if option.proposal_id else None
        option.proposal_url = source.url if source else ""  # type: ignore[attr-defined]  # for the template
    return options


def _choices(
    request: AppRequest, standing: Standing, voter: Voter | None, own: OwnVote | None, not_ready: NotReady | None
) -> dict[str, Any]:
    """The options, and for who can vote now the ballot to fill in: what they sent, else what they voted."""
    found, options = standing.ballot, described_options(standing.ballot)
    hindered = obstacle(request, found, voter)
    shown = {"options": options, "is_money": found.method in MONEY, "rule": rule_in_words(found, options)}
    if not standing.is_open or hindered:
        return {**shown, "obstacle": hindered}
    rule = rule_of(found, options)
    saved = draft_of(rule, own.marks) if own else Draft()
    draft = posted_draft(rule, request.POST) if request.method == "POST" else saved
    problem = not_ready and {"sentence": problem_sentence(rule, draft, not_ready.problem), "at": not_ready.at}
    return {
        **shown,
        "sheet": Sheet(rule, options, draft, _asked_filter(request)),
        "cast_sheet": Sheet(rule, options, saved) if own else None,
        "problem": problem,
    }


def _asked_filter(request: AppRequest) -> Filter:
    """Which options to show: as posted with what is filled in, or as a link names it."""
    asked = request.POST if request.method == "POST" else request.GET
    return Filter(asked.get("area", "")[:LONGEST_SEARCH], asked.get("q", "")[:LONGEST_SEARCH])
