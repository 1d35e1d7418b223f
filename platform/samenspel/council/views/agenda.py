"""The clerk's agenda: meetings, their lines, and the documents with them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_clerk, deny
from samenspel.council.actions import (
    add_document,
    add_item,
    change_item,
    change_meeting,
    create_meeting,
    move_item,
    remove_document,
    restore_item,
    set_meeting_status,
    withdraw_item,
)
from samenspel.council.actions.meetings import STEPS
from samenspel.council.enums import MeetingStatus
from samenspel.council.forms import DocumentForm, ItemForm, MeetingForm
from samenspel.council.models import Meeting
from samenspel.council.queries import access_agenda_line, access_document, access_meeting, clerk_agenda
from samenspel.council.views.acting import form_page, press


def _address(meeting_id: int) -> str:
    return reverse("council:clerk_meeting", args=[meeting_id])


def _line_address(meeting_id: int, pk: int) -> str:
    return f"{_address(meeting_id)}?line={pk}#line-{pk}"


def _steps(meeting: Meeting) -> list[tuple[str, str]]:
    words = {
        MeetingStatus.PLANNED.value: _("Plan again"),
        MeetingStatus.IN_SESSION.value: _("Begin the meeting"),
        MeetingStatus.CLOSED.value: _("End the meeting"),
        MeetingStatus.CANCELLED.value: _("Cancel the meeting"),
    }
    return [(status, word) for status, word in words.items() if status in STEPS[meeting.status]]


def clerk_meeting(request: AppRequest, pk: int) -> HttpResponse:
    """Show an agenda with everything the clerk can do to it."""
    meeting = access_meeting(pk)
    if not can_clerk(request.user):
        return deny(request)
    line = request.GET.get("line", "")
    line_id = int(line) if line.isdecimal() else None
    agenda = clerk_agenda(meeting, number=request.GET.get("page", "1"), line_id=line_id)
    context = {"meeting": meeting, "agenda": agenda, "steps": _steps(meeting)}
    return render(request, "council/clerk/meeting.html", context)


def new_meeting(request: AppRequest) -> HttpResponse:
    """Add a meeting."""

    def save(values: dict[str, Any]) -> str:
        return _address(create_meeting(actor=request.user, **values).pk)

    form = MeetingForm(request.POST or None)
    back = reverse("council:desk")
    return form_page(request, form, save=save, heading=_("Add a meeting"), button=_("Add the meeting"), back=back)


def edit_meeting(request: AppRequest, pk: int) -> HttpResponse:
    """Change when, where or what a meeting is."""
    meeting = access_meeting(pk)

    def save(values: dict[str, Any]) -> str:
        return _address(change_meeting(meeting, actor=request.user, **values).pk)

    form = MeetingForm(request.POST or None, instance=meeting)
    return form_page(
        request, form, save=save, heading=_("Change the meeting"), button=_("Save"), back=_address(meeting.pk)
    )


def meeting_status(request: AppRequest, pk: int) -> HttpResponse:
    """Begin, end, cancel or plan a meeting again."""
    meeting = access_meeting(pk)
    return press(
        request,
        do=lambda: set_meeting_status(meeting, actor=request.user, status=request.POST.get("status", "")),
        back=_address(meeting.pk),
        said=_("The status of the meeting was changed."),
    )


def new_item(request: AppRequest, pk: int) -> HttpResponse:
    """Add a line to the end of an agenda."""
    meeting = access_meeting(pk)

    def save(values: dict[str, Any]) -> str:
        return _line_address(meeting.pk, add_item(meeting, actor=request.user, **values).pk)

    form = ItemForm(request.POST or None, meeting=meeting)
    return form_page(
        request, form, save=save, heading=_("Add an item"), button=_("Add the item"), back=_address(meeting.pk)
    )


def edit_item(request: AppRequest, pk: int) -> HttpResponse:
    """Change a line of an agenda, and record what was decided."""
    item = access_agenda_line(pk)

    def save(values: dict[str, Any]) -> str:
        change_item(item, actor=request.user, **values)
        return _line_address(item.meeting_id, item.pk)

    form = ItemForm(request.POST or None, meeting=item.meeting, instance=item)
    context = {"item": item, "documents": item.documents.filter(missing_since=None), "document_form": DocumentForm()}
    return form_page(request, form, save=save, template="council/clerk/item.html", **context)


def move(request: AppRequest, pk: int) -> HttpResponse:
    """Move a line up or down among its neighbours."""
    item = access_agenda_line(pk)
    return press(
        request,
        do=lambda: move_item(item, actor=request.user, up=request.POST.get("to") == "up"),
        back=_line_address(item.meeting_id, item.pk),
        said=_("The item was moved."),
    )


def withdraw(request: AppRequest, pk: int) -> HttpResponse:
    """Withdraw a line; what residents said stays."""
    item = access_agenda_line(pk)
    return press(
        request,
        do=lambda: withdraw_item(item, actor=request.user),
        back=reverse("council:edit_item", args=[item.pk]),
        said=_("The item was withdrawn. What residents said about it stays readable."),
    )


def restore(request: AppRequest, pk: int) -> HttpResponse:
    """Show a withdrawn line again."""
    item = access_agenda_line(pk)
    return press(
        request,
        do=lambda: restore_item(item, actor=request.user),
        back=reverse("council:edit_item", args=[item.pk]),
        said=_("The item is on the agenda again."),
    )


def new_document(request: AppRequest, pk: int) -> HttpResponse:
    """Add a document to a line."""
    item = access_agenda_line(pk)
    back = reverse("council:edit_item", args=[item.pk])

    def save(values: dict[str, Any]) -> str:
        add_document(item, actor=request.user, **values)
        return back

    form = DocumentForm(request.POST or None)
    return form_page(request, form, save=save, heading=_("Add a document"), button=_("Add the document"), back=back)


def delete_document(request: AppRequest, pk: int) -> HttpResponse:
    """Remove a document from the site."""
    document = access_document(pk)
    item_id = document.agenda_item_id
    back = reverse("council:edit_item", args=[item_id]) if item_id else _address(document.meeting_id)
    return press(
        request,
        do=lambda: remove_document(document, actor=request.user),
        back=back,
        said=_("The document was removed from this site."),
    )
