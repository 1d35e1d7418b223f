"""Where people talk now, what the council decides soon, and what it decided."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samenspel.accounts.context import AppRequest


@require_safe
def home(request: AppRequest) -> HttpResponse:
    """Show where people talk now, what the council decides soon and what it decided."""
    return render(request, "portal/home.html")
