"""The council member's desk: what is on the agenda soon, and what residents said about it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.dossier.permissions import can_keep_notes, can_use_desk
from samenspel.dossier.queries import desk_page
from samenspel.tenancy.context import actor_context


@never_cache
def desk(request: AppRequest) -> HttpResponse:
    """List the agenda items of meetings to come with their signals."""
    if not can_use_desk(request.user):
        return deny(request)
    keeps_notes = can_keep_notes(request.user)
    with actor_context(request.user.pk if keeps_notes else None):
        page = desk_page(request.user, number=request.GET.get("page", "1"))
        return render(request, "dossier/desk.html", {"desk": page, "keeps_notes": keeps_notes})
