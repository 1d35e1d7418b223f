"""What everybody sees of the council: its meetings and their agendas."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_clerk
from samenspel.council.queries import (
    access_body,
    access_meeting,
    agenda_page,
    bodies,
    recent_meetings,
    upcoming_meetings,
)

MEETINGS_PER_PAGE = 20


def meetings(request: AppRequest) -> HttpResponse:
    """List the meetings to come and those that were, of all bodies or of one."""
    chosen = request.GET.get("body", "")
    body = access_body(int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else None
    context = {
        "body": body,
        "bodies": bodies(),
        "upcoming": upcoming_meetings(body)[:MEETINGS_PER_PAGE],
        "page": Paginator(recent_meetings(body), MEETINGS_PER_PAGE).get_page(request.GET.get("page")),
        "can_clerk": can_clerk(request.user),
    }
    return render(request, "council/meetings.html", context)


def meeting(request: AppRequest, pk: int) -> HttpResponse:
    """Show an agenda as a numbered outline, filtered by words and page by page."""
    found = access_meeting(pk)
    agenda = agenda_page(found, text=request.GET.get("q", "").strip(), number=request.GET.get("page", "1"))
    documents = found.documents.filter(agenda_item=None, missing_since=None) if found.missing_since is None else []
    context = {"meeting": found, "agenda": agenda, "documents": documents, "can_clerk": can_clerk(request.user)}
    template = "council/_agenda.html" if request.htmx else "council/meeting.html"
    return render(request, template, context)
