"""The clerk's desk: what waits, the bodies, and the words for the stages."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_clerk, deny
from samenspel.council.actions import change_body, create_body, remove_body, save_stage_words
from samenspel.council.forms import BodyForm, WordsForm
from samenspel.council.queries import access_body, bodies, desk, open_meetings, own_stage_words
from samenspel.council.views.acting import form_page, press

MEETINGS_SHOWN = 50


def desk_page(request: AppRequest) -> HttpResponse:
    """Show what needs attention, of all meetings or of one, and the ways to everything else."""
    if not can_clerk(request.user):
        return deny(request)
    chosen = request.GET.get("meeting", "")
    meeting_id = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    context = {"tasks": desk(meeting_id), "meetings": open_meetings()[:MEETINGS_SHOWN], "meeting_id": meeting_id}
    return render(request, "council/clerk/desk.html", context)


def bodies_page(request: AppRequest) -> HttpResponse:
    """List the council and its committees, and add one."""

    def save(values: dict[str, Any]) -> str:
        create_body(actor=request.user, **values)
        return reverse("council:bodies")

    form = BodyForm(request.POST or None)
    return form_page(request, form, save=save, template="council/clerk/bodies.html", bodies=bodies())


def edit_body(request: AppRequest, pk: int) -> HttpResponse:
    """Change a body's names."""
    body = access_body(pk)

    def save(values: dict[str, Any]) -> str:
        change_body(body, actor=request.user, **values)
        return reverse("council:bodies")

    form = BodyForm(request.POST or None, instance=body)
    return form_page(
        request, form, save=save, heading=_("Change a body"), button=_("Save"), back=reverse("council:bodies")
    )


def delete_body(request: AppRequest, pk: int) -> HttpResponse:
    """Remove a body that never met."""
    body = access_body(pk)
    return press(
        request,
        do=lambda: remove_body(body, actor=request.user),
        back=reverse("council:bodies"),
        said=_("The body was removed."),
    )


def words(request: AppRequest) -> HttpResponse:
    """Set the municipality's own words for the stages."""

    def save(values: dict[str, Any]) -> str:
        save_stage_words(actor=request.user, words=values)
        return reverse("council:desk")

    form = WordsForm(request.POST or None, initial=own_stage_words())
    return form_page(
        request,
        form,
        save=save,
        heading=_("Words for the stages"),
        button=_("Save"),
        back=reverse("council:desk"),
        tab="words",
    )
