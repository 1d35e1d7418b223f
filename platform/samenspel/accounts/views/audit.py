"""The audit log, for administrators."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samenspel.accounts.context import AppRequest
from samenspel.accounts.permissions import can_administer, deny
from samenspel.audit.queries import actions, entries
from samenspel.audit.registry import act_words

PAGE_SIZE = 50


@require_GET
def log(request: AppRequest) -> HttpResponse:
    """Show what people did, latest first; `?action=` shows one kind, `?before=` what came before an entry."""
    if not can_administer(request.user):
        return deny(request)
    action, before = request.GET.get("action", ""), request.GET.get("before", "")
    found = entries(action=action, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    rows = list(found[: PAGE_SIZE + 1])
    context = {
        "entries": rows[:PAGE_SIZE],
        "older": rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None,
        "action": action,
        "actions": sorted(((act_words(name), name) for name in actions()), key=lambda pair: pair[0].casefold()),
    }
    return render(request, "audit/log.html", context)
