"""Pages of the front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Show where people talk now, what the council decides soon and what it decided."""
    return render(request, "portal/home.html")
