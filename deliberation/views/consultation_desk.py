"""The organiser's desk, and what is done to a consultation as a whole."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deliberation.actions import (
    answer_consultation,
    close_consultation,
    discard_consultation,
    publish_consultation,
)
from deliberation.exceptions import AlreadyPublished
from deliberation.forms import AnswerForm, CloseForm
from deliberation.queries import access_consultation, organiser_desk
from deliberation.views.consultation_wizard import check_response
from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_organise, deny
from samenspel.common.errors import DomainError


def desk(request: AppRequest) -> HttpResponse:
    """Show what needs doing, soonest first, and all consultations."""
    if not can_organise(request.user):
        return deny(request)
    return render(request, "consultations/desk.html", {"desk": organiser_desk()})


def publish(request: AppRequest, pk: int) -> HttpResponse:
    """Publish a draft as the organiser saw it on the last step."""
    consultation = access_consultation(pk, request.user)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not can_organise(request.user):
        return deny(request)
    version = request.POST.get("version", "")
    try:
        publish_consultation(consultation, actor=request.user, version=int(version) if version.isdecimal() else 0)
    except DomainError as error:
        return check_response(request, consultation, refusal=str(error), status=error.status)
    messages.success(request, _("The consultation is published. Residents can see it now."))
    return redirect(consultation.get_absolute_url())


def discard(request: AppRequest, pk: int) -> HttpResponse:
    """Remove a draft, after one question."""
    consultation = access_consultation(pk, request.user)
    if not can_organise(request.user):
        return deny(request)
    if consultation.is_public:
        raise AlreadyPublished
    if request.method != "POST":
        return render(request, "consultations/discard.html", {"consultation": consultation})
    discard_consultation(consultation, actor=request.user)
    messages.success(request, _("The draft was removed."))
    return redirect("consultations:desk")


def close(request: AppRequest, pk: int) -> HttpResponse:
    """Close a consultation before its time, with a reason."""
    consultation = access_consultation(pk, request.user)
    if not can_organise(request.user):
        return deny(request)
    form = CloseForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            close_consultation(consultation, actor=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("The consultation is closed."))
            return redirect(consultation.get_absolute_url())
    return render(request, "consultations/close.html", {"consultation": consultation, "form": form}, status=status)


def answer(request: AppRequest, pk: int) -> HttpResponse:
    """Write the answer to residents."""
    consultation = access_consultation(pk, request.user)
    if not can_organise(request.user):
        return deny(request)
    form = AnswerForm(request.POST or None, instance=consultation)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            answer_consultation(consultation, actor=request.user, answer=form.cleaned_data["answer"])
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("The answer is published. Everybody who took part gets a message."))
            return redirect(f"{consultation.get_absolute_url()}#answer")
    return render(request, "consultations/answer.html", {"consultation": consultation, "form": form}, status=status)
