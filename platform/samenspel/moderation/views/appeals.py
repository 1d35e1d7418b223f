"""Objecting to a decision: by the signed-in author, the guest in the same browser, or a link in mail."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from samenspel.accounts.context import AppRequest
from samenspel.accounts.models import User
from samenspel.accounts.permissions import deny
from samenspel.common.errors import DomainError
from samenspel.moderation.actions import check_appeal, file_appeal
from samenspel.moderation.adapters.links import author_in
from samenspel.moderation.forms import AppealForm
from samenspel.moderation.models import ModerationDecision
from samenspel.moderation.queries import access_decision
from samenspel.moderation.queries.subjects import description_of


def appeal(request: AppRequest, pk: int) -> HttpResponse:
    """Show the decision and ask the author why they disagree."""
    decision = access_decision(pk)
    token = request.POST.get("token") or request.GET.get("token", "")
    author = _author_by_link(token, decision) or request.participant
    if author is None:
        return deny(request)
    check_appeal(decision, actor=author)
    form = AppealForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            file_appeal(decision, actor=author, text=form.cleaned_data["text"])
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return redirect("moderation:appeal_thanks", pk)
    context = {"form": form, "decision": decision, "description": description_of(decision.subject), "token": token}
    return render(request, "moderation/appeal.html", context, status=status)


def thanks(request: AppRequest, pk: int) -> HttpResponse:
    """Say that the appeal arrived and what happens next."""
    return render(request, "moderation/appeal_thanks.html", {"decision": access_decision(pk)})


def _author_by_link(token: str, decision: ModerationDecision) -> User | None:
    author_id = author_in(token, decision)
    author: User | None = User.objects.filter(pk=author_id, is_active=True).first() if author_id else None
    return author
