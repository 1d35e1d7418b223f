"""Who takes part, and: staff work with a second factor, or not at all."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import logout
from django.db import connection
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from samenspel.accounts.exceptions import SecondFactorNeeded
from samenspel.accounts.models import User
from samenspel.accounts.queries import participant_of, signed_in_people
from samenspel.common.batches import Batch
from samenspel.common.middleware import problem
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Municipality

logger = logging.getLogger(__name__)

# What staff need before they can use a second factor, and what is the same for everybody.
OPEN_PATHS = (
    *("/account/logout/", "/account/second-factor/", "/account/staff/second-factor/"),
    *("/static/", "/health/", "/theme.css", "/language/"),
)
SESSION_KEY_FORM = re.compile("[0-9a-z]{8,40}")  # as Django makes them; others are not looked up
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


class PersonSocketMiddleware:
    """Add `person_id` to a websocket's scope, None for a guest, and `session_key` when somebody is signed in.

    Sockets that come together are looked up together, so a storm of them costs a few queries.
    """

    def __init__(self, inner: Callable[..., Awaitable[Any]]) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        cookies = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
        key = parse_cookie("; ".join(cookies)).get(settings.SESSION_COOKIE_NAME, "")
        person_id = await self._find(scope["municipality"], key) if SESSION_KEY_FORM.fullmatch(key) else None
        found = {"person_id": person_id, "session_key": "" if person_id is None else key}
        return await self.inner({**scope, **found}, receive, send)

    async def _find(self, municipality: Municipality, key: str) -> int | None:
        batches = _batches.setdefault(asyncio.get_running_loop(), {})
        batch = batches.get(municipality.pk)
        if batch is None:
            batch = batches[municipality.pk] = Batch(partial(_ask_who, municipality))
        try:
            return await batch.get(key)
        except Exception:
            logger.exception("accounts.socket.unknown")  # reads along as a guest
            return None


_batches: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, Batch[str, int]]]" = WeakKeyDictionary()


async def _ask_who(municipality: Municipality, keys: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = await database_sync_to_async(_who)(municipality, keys)
    return found


def _who(municipality: Municipality, keys: Collection[str]) -> dict[str, int]:
    with municipality_context(municipality):
        try:
            return signed_in_people(keys)
        finally:
            connection.close()


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
