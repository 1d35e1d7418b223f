"""What somebody took part in, and what became of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import deny
from samenspel.notifications.actions import mark_seen
from samenspel.portal.queries.taking_part import taking_part


@never_cache
@require_safe
def taking_part_page(request: AppRequest) -> HttpResponse:
    """Show everything this person, or the guest of this browser, took part in; what was told counts as read then."""
    if request.participant is None:
        return deny(request)
    mine = taking_part(request.participant, number=request.GET.get("page", "1"))
    response = render(request, "portal/taking_part.html", {"mine": mine})
    if mine.unread_count:
        mark_seen(request.participant, about=mine.subjects)
    return response
