"""Reading, submitting and withdrawing proposals."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from deliberation.actions import submit_proposal, withdraw_proposal
from deliberation.enums import Activity, Channel, ConsultationState, ContributionState, ProposalSort
from deliberation.exceptions import LevelTooLow, PhaseClosed, SignInToPropose
from deliberation.forms import ProposalForm
from deliberation.models import Consultation, Proposal
from deliberation.permissions import can_withdraw_proposal, is_verified_for, sees_all_support
from deliberation.queries import (
    access_consultation,
    access_proposal,
    open_activities,
    proposal_list,
    proposal_page,
    shows_support,
    similar_proposals,
    still_possible,
    supporting_until,
)
from samenspel.accounts.context import AppRequest
from samenspel.accounts.enums import Level
from samenspel.accounts.permissions import can_organise, deny
from samenspel.common.errors import DomainError
from samenspel.common.ratelimit import check_rate

DRAFTS = "proposal_drafts"  # in the browser's session: what was typed before signing in, by consultation
WORDS = ("title", "text", "place")


def index(request: AppRequest, pk: int) -> HttpResponse:
    """List the proposals of a consultation."""
    consultation = access_consultation(pk, request.user)
    wanted = request.GET.get("sort", "")
    sort = ProposalSort(wanted) if wanted in ProposalSort.values else ProposalSort.NEWEST
    found = proposal_list(consultation, sort=sort, number=request.GET.get("page", "1"), viewer=request.participant)
    sees_support = shows_support(consultation) or sees_all_support(request.user)
    context = {
        "consultation": consultation,
        "found": found,
        "sorts": [one for one in ProposalSort.choices if sees_support or one[0] != ProposalSort.SUPPORTED],
        "can_submit": may_submit(request, consultation),
        "is_for_paper": Activity.PROPOSALS not in open_activities(consultation),
        "sees_support": sees_support,
        "still_possible": still_possible(consultation),
        "until": supporting_until(consultation),
    }
    return render(request, "proposals/list.html", context)


def proposal(request: AppRequest, pk: int) -> HttpResponse:
    """Show a proposal, its support, and what the municipality does with it."""
    return proposal_response(request, access_proposal(pk, request.participant))


def submit(request: AppRequest, pk: int) -> HttpResponse:
    """Submit a proposal; what was refused comes back with every word, also after signing in."""
    consultation = access_consultation(pk, request.user)
    asks_channel = can_organise(request.user)
    if request.method != "POST":
        if not may_submit(request, consultation):
            raise PhaseClosed(still=still_possible(consultation))
        form = ProposalForm(initial=_initial(request, consultation), asks_channel=asks_channel)
        return _form_response(request, consultation, form)
    form = ProposalForm(request.POST, asks_channel=asks_channel)
    if not form.is_valid():
        return _form_response(request, consultation, form, status=422)
    if not form.cleaned_data["checked"]:
        found = similar_proposals(consultation, form.cleaned_data["title"])
        if found:
            form.mark_checked()
            _keep_draft(request, consultation, form)
            return _form_response(request, consultation, form, similar=found)
    return _submit(request, consultation, form)


def similar(request: AppRequest, pk: int) -> HttpResponse:
    """Show proposals that look like `q`, as a fragment for the form."""
    consultation = access_consultation(pk, request.user)
    found = similar_proposals(consultation, request.GET.get("q", ""))
    return render(request, "proposals/_similar.html", {"similar": found})


def withdraw(request: AppRequest, pk: int) -> HttpResponse:
    """Withdraw one's own proposal, after one question."""
    found = access_proposal(pk, request.participant)
    if request.participant is None or found.author_id != request.participant.pk:
        return deny(request)
    if request.method == "POST" or not can_withdraw_proposal(request.participant, found):
        withdraw_proposal(found, actor=request.participant)
        return redirect(found)
    return render(request, "proposals/withdraw.html", {"proposal": found})


def proposal_response(
    request: AppRequest, found: Proposal, *, error: DomainError | None = None, status: int = 200
) -> HttpResponse:
    """Render the page of a proposal, with what was refused on top of it."""
    context = {
        "proposal": found,
        "consultation": found.consultation,
        "page": proposal_page(found, viewer=request.participant),
        "error": error,
        "is_visible": found.state == ContributionState.PUBLISHED,
        "is_author": request.participant is not None and found.author_id == request.participant.pk,
        "can_withdraw": can_withdraw_proposal(request.participant, found),
        "can_answer": can_organise(request.user) and found.state == ContributionState.PUBLISHED,
        "still_possible": still_possible(found.consultation),
        **way_in(request, found.consultation, back=found.get_absolute_url()),
    }
    return render(request, "proposals/proposal.html", context, status=status)


def way_in(request: AppRequest, consultation: Consultation, *, back: str) -> dict[str, Any]:
    """Return what this reader must do first to propose or support here: nothing, sign in, or be verified."""
    person, needed = request.participant, consultation.minimum_level
    if is_verified_for(person, needed):
        return {"must": ""}
    next_page = f"?{urlencode({'next': back})}"
    if not is_verified_for(person, Level.EMAIL):
        return {"must": "sign_in", "way_in": reverse("account_login") + next_page}
    name = "accounts:letter_code" if needed == Level.LETTER else "accounts:me"
    return {"must": "verify", "way_in": reverse(name) + next_page, "needed_level": Level(needed).label}


def may_submit(request: AppRequest, consultation: Consultation) -> bool:
    """Return whether the form is open: to everybody in its phase, to organisers as long as the consultation is."""
    activities = open_activities(consultation)
    return Activity.PROPOSALS in activities or (
        can_organise(request.user) and consultation.state == ConsultationState.PUBLISHED
    )


def _submit(request: AppRequest, consultation: Consultation, form: ProposalForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        if request.participant is not None:
            check_rate("proposals.submit", request.participant.pk, limit=5, seconds=3600)
        found = submit_proposal(
            consultation,
            actor=request.participant,
            title=data["title"],
            text=data["text"],
            place=data["place"],
            channel=data.get("channel", Channel.ONLINE),
            form_token=data["form_token"],
        )
    except DomainError as error:
        form.add_error(None, str(error))
        if isinstance(error, (SignInToPropose, LevelTooLow)):
            _keep_draft(request, consultation, form)
        return _form_response(request, consultation, form, status=error.status)
    _forget_draft(request, consultation)
    if found.state == ContributionState.PUBLISHED:
        messages.success(request, _("Your proposal is placed. Share this page, so that others can support it."))
    return redirect(found)


def _form_response(
    request: AppRequest,
    consultation: Consultation,
    form: ProposalForm,
    *,
    similar: list[Proposal] | None = None,
    status: int = 200,
) -> HttpResponse:
    back = reverse("proposals:submit", args=[consultation.pk])
    context = {"consultation": consultation, "form": form, "similar": similar, "confirms": bool(similar)}
    context |= way_in(request, consultation, back=back)
    return render(request, "proposals/submit.html", context, status=status)


def _initial(request: AppRequest, consultation: Consultation) -> dict[str, str]:
    """Return what this browser typed before; outside the phase only what came in on paper can be entered."""
    draft: dict[str, str] = request.session.get(DRAFTS, {}).get(str(consultation.pk), {})
    return draft if Activity.PROPOSALS in open_activities(consultation) else {**draft, "channel": Channel.PAPER}


def _keep_draft(request: AppRequest, consultation: Consultation, form: ProposalForm) -> None:
    """Keep what was typed in the browser's session, so that it is there after signing in or looking elsewhere."""
    words = {name: form.data.get(name, "")[:5000] for name in WORDS}
    request.session[DRAFTS] = {**request.session.get(DRAFTS, {}), str(consultation.pk): words}


def _forget_draft(request: AppRequest, consultation: Consultation) -> None:
    drafts = request.session.get(DRAFTS, {})
    if drafts.pop(str(consultation.pk), None) is not None:
        request.session[DRAFTS] = drafts
