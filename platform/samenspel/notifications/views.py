"""The mailbox page of demo mode."""

import re

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
    mail = list(mailbox(to=to))
    for message in mail:
        message.text = _here(message.text, request)
    return render(request, "notifications/mailbox.html", {"mail": mail, "to": to})


def _here(text: str, request: AppRequest) -> str:
    """Let links to this host lead to the port that serves it now: the demo may have had another one before."""
    host = request.get_host()
    return re.sub(rf"http://{re.escape(host.rsplit(':', 1)[0])}(:\d+)?(?=/)", f"http://{host}", text)
