"""The organiser's answer to a proposal."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from deliberation.actions import answer_proposal
from deliberation.enums import ContributionState
from deliberation.exceptions import AnsweredMeanwhile, ProposalNotVisible
from deliberation.forms import ProposalAnswerForm
from deliberation.queries import access_proposal, endorsement_levels
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_organise, deny
from samenspel.common.errors import DomainError


def answer(request: AppRequest, pk: int) -> HttpResponse:
    """Say what the municipality does with a proposal, and why."""
    proposal = access_proposal(pk, request.participant)
    if not can_organise(request.user):
        return deny(request)
    if proposal.state != ContributionState.PUBLISHED:
        raise ProposalNotVisible
    initial = {
        "status": proposal.status, "answer": proposal.answer, "reasons": proposal.answer_reasons,
        "version": proposal.version,
    }  # fmt: skip
    form = ProposalAnswerForm(request.POST or None, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            answer_proposal(proposal, actor=request.user, **form.cleaned_data)
        except AnsweredMeanwhile as error:
            form.keep_with_version(proposal.version)
            form.add_error(None, str(error))
            status = error.status
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return redirect(proposal)
    levels = endorsement_levels(proposal)
    context = {"proposal": proposal, "consultation": proposal.consultation, "form": form, "levels": levels}
    return render(request, "proposals/answer.html", context, status=status)
