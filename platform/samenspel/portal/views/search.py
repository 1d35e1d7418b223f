"""Searching the council's agenda, its documents and what people said."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samenspel.accounts.context import AppRequest
from samenspel.portal.queries.search import search_page


@require_safe
def search(request: AppRequest) -> HttpResponse:
    """Show what was found, one kind at a time."""
    number = request.GET.get("page", "")
    found = search_page(
        request.GET.get("q", ""),
        kind=request.GET.get("kind", ""),
        number=int(number[:4]) if number.isascii() and number.isdigit() else 1,
    )
    return render(request, "portal/search.html", {"found": found})
