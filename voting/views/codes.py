"""Voting with the code of a letter: no account is needed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samenspel.accounts.context import AppRequest
from samenspel.common.errors import DomainError
from voting.actions.codes import enter_code
from voting.enums import Eligibility
from voting.forms.rolls import CodeForm
from voting.queries import access_ballot
from voting.views.doors import close_doors, open_with_letter
from voting.views.public import counted_if_due, private


@sensitive_post_parameters("code", "number")
def code(request: AppRequest, pk: int) -> HttpResponse:
    """Let somebody in with the number and the code of a letter; the number may stand in the address, a code never does."""
    ballot = access_ballot(pk, request.user)
    standing = counted_if_due(ballot)
    if not standing.is_open or ballot.eligibility != Eligibility.ROLL:
        return redirect(ballot)
    form, status = CodeForm(request.POST or None, initial={"number": request.GET.get("number", "")[:30]}), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                found = enter_code(ballot, address=request.META.get("REMOTE_ADDR", ""), **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                open_with_letter(request, found)
                return redirect(ballot)
    return private(render(request, "voting/code.html", {"ballot": ballot, "form": form}, status=status))


def done(request: AppRequest, pk: int) -> HttpResponse:
    """End voting with a letter or with help in this browser: the next one at this computer is somebody else."""
    ballot = access_ballot(pk, request.user)
    if request.method == "POST":
        close_doors(request)
        messages.success(request, _("Done. This computer no longer knows who voted."))
    return redirect(ballot)
