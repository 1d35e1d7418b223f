"""What was decided, for everyone to read."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from samenspel.accounts.context import AppRequest
from samenspel.moderation.queries import access_statement, figures, public_decisions, rules

PAGE_SIZE = 25


def decisions(request: AppRequest) -> HttpResponse:
    """Show decisions with their reasons and without personal data, and figures per year."""
    page = Paginator(public_decisions(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "figures": figures(), "rules": rules()}
    return render(request, "moderation/decisions.html", context)


def statement(request: AppRequest, pk: int) -> HttpResponse:
    """Show why something was hidden or put back, and the way to object."""
    return render(request, "moderation/statement.html", {"statement": access_statement(pk)})
