"""Who takes part, and: staff work with a second factor, or not at all."""

import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from samenspel.accounts.exceptions import SecondFactorNeeded
from samenspel.accounts.models import User
from samenspel.accounts.queries import participant_of
from samenspel.common.middleware import problem

# What staff need before they can use a second factor, and what is the same for everybody.
OPEN_PATHS = (
    *("/account/logout/", "/account/second-factor/", "/account/staff/second-factor/"),
    *("/static/", "/health/", "/theme.css", "/language/"),
)
SEEN_SESSION_KEY = "staff_seen"
SEEN_EVERY = 300  # seconds between notes that somebody is still there: not a write on every page


class ParticipantMiddleware:
    """Set `request.participant`: the signed-in person, the guest of this browser session, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = hasattr(request, "municipality")  # health checks and static files belong to nobody
        request.participant = participant_of(request) if inside else None  # type: ignore[attr-defined]
        return self.get_response(request)


class SecondFactorMiddleware:
    """Let staff work only with a second factor used in this session, not too long ago and not left alone for long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = getattr(request, "participant", None)
        if isinstance(person, User) and not request.path_info.startswith(OPEN_PATHS) and person.is_staff:
            refusal = hold_back(request, person)
            if refusal is not None:
                return refusal
        return self.get_response(request)


def hold_back(request: HttpRequest, person: User) -> HttpResponse | None:
    """Return the way to what is still needed before staff may go on, or None when all is well."""
    used = second_factor_used_at(request, person)
    now = time.time()
    if used is None:
        page = "mfa_reauthenticate" if is_mfa_enabled(person) else "accounts:second_factor"
        return _send_to(request, reverse(page))
    seen = max(used, request.session.get(SEEN_SESSION_KEY, 0))
    if now - used > settings.STAFF_SESSION_AGE or now - seen > settings.STAFF_IDLE_AGE:
        logout(request)
        return _send_to(request, reverse("account_login"))
    if now - seen > SEEN_EVERY:
        request.session[SEEN_SESSION_KEY] = now
    return None


def second_factor_used_at(request: HttpRequest, person: User) -> float | None:
    """Return when this session last saw a second factor of this person, in seconds since 1970."""
    records = get_authentication_records(request, person)
    return max((record["at"] for record in records if record["method"] == "mfa"), default=None)


def _send_to(request: HttpRequest, page: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem(SecondFactorNeeded())
    way_back = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{page}?{urlencode({'next': way_back})}")
