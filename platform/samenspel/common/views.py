"""Pages for what went wrong, and the health addresses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain that the form was open too long or cookies are off, and that going back keeps what was typed."""
    return render(request, "errors/csrf.html", status=403)
