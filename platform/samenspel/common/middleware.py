"""Domain errors that a view did not handle become a page with the right status and the sentence."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from samenspel.common.errors import DomainError, TooMany


class DomainErrorMiddleware:
    """Map `DomainError` once: a page for people, problem+json (RFC 9457) below `/api/`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with the error's status and sentence; other exceptions go their usual way."""
        if not isinstance(exception, DomainError):
            return None
        if request.path_info.startswith("/api/"):
            return problem(exception)
        context = {"sentence": str(exception), "error": exception, "back": _page_before(request)}
        response = render(request, "errors/refused.html", context, status=exception.status)
        if isinstance(exception, TooMany):
            response["Retry-After"] = str(60 * exception.minutes)
        return response


def _page_before(request: HttpRequest) -> str:
    """Return the address on this site that the reader came from, or nothing."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(address)
    before = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "" if request.method == "GET" and before == request.get_full_path() else before


def problem(error: DomainError) -> JsonResponse:
    """Return a problem+json response (RFC 9457) for a domain error."""
    body = {"status": error.status, "title": str(error), "detail": str(error), "code": error.code}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
