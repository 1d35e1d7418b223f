"""Where people talk now, what the council decides soon, and what it decided."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samenspel.accounts.context import AppRequest
from samenspel.portal.queries.home import home_page


@require_safe
def home(request: AppRequest) -> HttpResponse:
    """Show where people talk now, what the council decides soon and what it decided."""
    return render(request, "portal/home.html", {"home": home_page()})
