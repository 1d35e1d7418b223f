"""Domain errors that a view did not handle become a page with the right status and the sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from samenspel.common.errors import DomainError


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
        return render(request, "errors/refused.html", {"sentence": str(exception)}, status=exception.status)


def problem(error: DomainError) -> JsonResponse:
    """Return a problem+json response (RFC 9457) for a domain error."""
    body = {"status": error.status, "title": str(error), "detail": str(error), "code": error.code}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
