"""The mailbox page of demo mode."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samenspel.accounts.context import AppRequest
from samenspel.accounts.views.demo import demo_only
from samenspel.notifications.queries import mailbox


@demo_only
@require_GET
def demo_mailbox(request: AppRequest) -> HttpResponse:
    """Show the mail that this municipality sent, newest first; `?to=` shows one address."""
    to = request.GET.get("to", "").strip()
    return render(request, "notifications/mailbox.html", {"mail": mailbox(to=to), "to": to})
