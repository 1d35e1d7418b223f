"""Supporting a proposal and taking that back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from deliberation.actions import endorse_proposal, withdraw_endorsement
from deliberation.queries import access_proposal
from deliberation.views.proposals import proposal_response
from samenspel.accounts.context import AppRequest
from samenspel.common.errors import DomainError
from samenspel.common.ratelimit import check_rate


def support(request: AppRequest, pk: int) -> HttpResponse:
    """Support a proposal (`support=yes`) or take that back (`support=no`)."""
    found = access_proposal(pk, request.participant)
    if request.method != "POST":  # somebody who came back from signing in, or loads the address again
        return redirect(found)
    wanted = request.POST.get("support") != "no"
    try:
        if request.participant is not None:
            check_rate("proposals.support", request.participant.pk, limit=60, seconds=60)
        (endorse_proposal if wanted else withdraw_endorsement)(found, actor=request.participant)
    except DomainError as error:
        return proposal_response(request, found, error=error, status=error.status)
    messages.success(request, _("You support this proposal.") if wanted else _("You took your support back."))
    return redirect(found)
