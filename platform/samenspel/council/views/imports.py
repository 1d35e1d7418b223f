"""Imports by the clerk: a CSV file or an address, and how far it is."""

from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_clerk, deny
from samenspel.common.errors import DomainError
from samenspel.council.actions import confirm_import, prepare_csv_import, prepare_web_import
from samenspel.council.forms import CsvForm, WebImportForm
from samenspel.council.importers import csv_file
from samenspel.council.models import ImportRun
from samenspel.council.queries import access_import, import_runs
from samenspel.council.views.acting import press

RUNS_PER_PAGE = 20


def imports(request: AppRequest) -> HttpResponse:
    """List the imports, and offer the two ways to start one."""
    if not can_clerk(request.user):
        return deny(request)
    return _imports_page(request)


def upload_csv(request: AppRequest) -> HttpResponse:
    """Read an uploaded file; with mistakes it comes back line by line, without them it waits for a confirmation."""
    if not can_clerk(request.user):
        return deny(request)
    if request.method != "POST":
        return redirect("council:imports")
    form = CsvForm(request.POST, request.FILES)
    if not form.is_valid():
        return _imports_page(request, csv_form=form)
    file = form.cleaned_data.get("file")
    run = prepare_csv_import(
        form.cleaned_data["text"],
        name=file.name if file else _("Pasted lines"),
        into=form.cleaned_data["meeting"],
        actor=request.user,
    )
    return redirect("council:import", run.pk)


def import_from_web(request: AppRequest) -> HttpResponse:
    """Start an import from an address."""
    if not can_clerk(request.user):
        return deny(request)
    if request.method != "POST":
        return redirect("council:imports")
    form = WebImportForm(request.POST)
    if not form.is_valid():
        return _imports_page(request, web_form=form)
    try:
        run = prepare_web_import(actor=request.user, **form.cleaned_data)
    except DomainError as error:
        form.add_error("address", str(error))
        return _imports_page(request, web_form=form, status=error.status)
    return redirect("council:import", run.pk)


def example(request: AppRequest) -> HttpResponse:
    """Give an example file to fill in."""
    if not can_clerk(request.user):
        return deny(request)
    headers = {"Content-Disposition": 'attachment; filename="agenda.csv"'}
    return HttpResponse("\ufeff" + csv_file.EXAMPLE, content_type="text/csv; charset=utf-8", headers=headers)


def import_page(request: AppRequest, pk: int) -> HttpResponse:
    """Show what an import will do, how far it is, or what it did."""
    run = access_import(pk)
    if not can_clerk(request.user):
        return deny(request)
    sheet = _sheet(run) if run.queued_at is None and run.finished_at is None else None
    lines = sum(len(meeting.items) for meeting in sheet.meetings) if sheet else 0
    is_running = run.queued_at is not None and run.finished_at is None
    context = {"run": run, "sheet": sheet, "line_count": lines, "is_running": is_running}
    return render(request, "council/clerk/import.html", context)


def confirm(request: AppRequest, pk: int) -> HttpResponse:
    """Hand a prepared import to the worker."""
    run = access_import(pk)
    return press(
        request,
        do=lambda: confirm_import(run, actor=request.user),
        back=reverse("council:import", args=[run.pk]),
        said=_("The import has started."),
    )


def _sheet(run: ImportRun) -> csv_file.Sheet:
    return csv_file.read(run.payload.get("text", ""), into_meeting=run.payload.get("meeting"))


def _imports_page(
    request: AppRequest, *, csv_form: CsvForm | None = None, web_form: BaseForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "csv_form": csv_form or CsvForm(auto_id="csv_%s"),
        "web_form": web_form or WebImportForm(auto_id="web_%s"),
        "errors": csv_form.sheet.errors if csv_form else (),
        "page": Paginator(import_runs(), RUNS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "council/clerk/imports.html", context, status=status)
