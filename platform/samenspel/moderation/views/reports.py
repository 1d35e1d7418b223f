"""Reporting something, with or without an account."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from samenspel.accounts.context import AppRequest
from samenspel.common.errors import DomainError
from samenspel.moderation.actions import report_subject
from samenspel.moderation.forms import ReportForm
from samenspel.moderation.queries import access_reportable


def report(request: AppRequest, pk: int) -> HttpResponse:
    """Ask what is wrong with something, and put it in the moderators' queue."""
    subject, description = access_reportable(pk)
    person = request.participant
    form = ReportForm(request.POST or None, has_address=person is not None and not person.is_guest)
    status = 200
    if form.is_valid():
        try:
            report_subject(subject, actor=person, address=request.META.get("REMOTE_ADDR", ""), **form.report())
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return redirect("moderation:report_thanks", pk)
    context = {"form": form, "description": description}
    return render(request, "moderation/report.html", context, status=status)


def thanks(request: AppRequest, pk: int) -> HttpResponse:
    """Say that the report arrived and what happens next."""
    _, description = access_reportable(pk)
    return render(request, "moderation/report_thanks.html", {"description": description})
