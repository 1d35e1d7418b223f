"""From request to municipality, for pages, API and websockets; the client's address behind a trusted proxy; language."""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from samenspel.tenancy.context import enter_municipality, municipality_context
from samenspel.tenancy.models import Municipality
from samenspel.tenancy.queries import municipalities, municipality_for_host

GetResponse = Callable[[HttpRequest], HttpResponse]
HOSTLESS_PATHS = ("/health/", "/static/")  # answered whatever the host


class ClientAddressMiddleware:
    """Set `REMOTE_ADDR` to the client's own address when the peer is a proxy named in `TRUSTED_PROXIES`.

    Walks `X-Forwarded-For` from the right past trusted proxies; the first other address is the client. A header from
    anybody else is ignored. `X-Forwarded-Proto` is believed under the same rule.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        if is_trusted_proxy(peer):
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = client_address(peer, forwarded)
            if request.META.get("HTTP_X_FORWARDED_PROTO") == "https":
                request.META["wsgi.url_scheme"] = "https"
                request._get_scheme = lambda: "https"  # type: ignore[attr-defined]  # noqa: SLF001  # ASGI has no setter
        return self.get_response(request)


class MunicipalityMiddleware:
    """Work for the municipality of the host; an unknown host gets a plain page that lists the municipalities."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(HOSTLESS_PATHS):
            return self.get_response(request)
        municipality = municipality_for_host(request.get_host())
        if municipality is None:
            return render(request, "tenancy/unknown_host.html", {"municipalities": municipalities()}, status=404)
        request.municipality = municipality  # type: ignore[attr-defined]
        with municipality_context(municipality):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        return response


class LanguageMiddleware:
    """Use the language of the cookie, else the municipality's own (Dutch); browsers' wishes are not followed.

    A municipality speaks Dutch to everyone who has not chosen otherwise, so a shared link looks the same to all.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class MunicipalitySocketMiddleware:
    """Work for the municipality of a websocket's Host header; close an unknown one with code 4404.

    Adds `municipality` and `address`, the client's own, to the scope.
    """

    def __init__(self, inner: Callable[..., Awaitable[Any]]) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        municipality = await database_sync_to_async(_municipality_for_host)(host)
        if municipality is None:
            await send({"type": "websocket.close", "code": 4404})
            return None
        enter_municipality(municipality)
        found = {"municipality": municipality, "address": address_of_socket(scope)}
        return await self.inner({**scope, **found}, receive, send)


def address_of_socket(scope: dict[str, Any]) -> str:
    """Return the client's own address of a websocket, found as `ClientAddressMiddleware` does; empty when unknown."""
    peer = str((scope.get("client") or [""])[0])
    if not is_trusted_proxy(peer):
        return peer
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return client_address(peer, ",".join(forwarded))


def _municipality_for_host(host: str) -> Municipality | None:
    """Look up in a thread of others, and give the connection back at once."""
    try:
        return municipality_for_host(host)
    finally:
        connection.close()


def is_trusted_proxy(address: str) -> bool:
    """Return whether an address is in one of the networks of `settings.TRUSTED_PROXIES`."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in ipaddress.ip_network(network.strip(), strict=False) for network in settings.TRUSTED_PROXIES)


def client_address(peer: str, forwarded: str) -> str:
    """Return the right-most address of an `X-Forwarded-For` header that is no trusted proxy; the peer if there is none."""
    for entry in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        try:
            ipaddress.ip_address(entry)
        except ValueError:
            return peer
        if not is_trusted_proxy(entry):
            return entry
    return peer
