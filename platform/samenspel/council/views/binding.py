"""Letting what was entered by hand follow the council's own system, without losing what is linked to it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.council.actions import bind_to_source
from samenspel.council.forms import BindForm
from samenspel.council.models import Sourced
from samenspel.council.queries import access_agenda_line, access_meeting
from samenspel.council.views.acting import form_page


def item_source(request: AppRequest, pk: int) -> HttpResponse:
    """Choose which item of a source a line follows."""
    return _bind(request, access_agenda_line(pk), reverse("council:edit_item", args=[pk]))


def meeting_source(request: AppRequest, pk: int) -> HttpResponse:
    """Choose which meeting of a source a meeting follows."""
    return _bind(request, access_meeting(pk), reverse("council:clerk_meeting", args=[pk]))


def _bind(request: AppRequest, row: Sourced, back: str) -> HttpResponse:
    def save(values: dict[str, Any]) -> str:
        bind_to_source(row, actor=request.user, **values)
        return back

    form = BindForm(request.POST or None, initial={"source": row.source, "external_id": row.external_id})
    heading = _("Follow the council's own system")
    lead = _("From the next import on, this follows the source. What residents said about it stays.")
    return form_page(request, form, save=save, heading=heading, lead=lead, button=_("Save"), back=back)
