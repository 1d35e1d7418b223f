"""What a request carries, and template context about the person who looks."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from samenspel.accounts.models import User
    from samenspel.tenancy.models import Municipality


class AppRequest(HttpRequest):
    """A request after our middleware: the type that views declare."""

    municipality: "Municipality"
    user: "User | AnonymousUser"
    participant: "User | None"
    htmx: "HtmxDetails"


def person(request: HttpRequest) -> dict[str, Any]:
    """Add `roles`, those of the signed-in person, and `participant`, which is a guest as well."""
    user = getattr(request, "user", None)
    return {
        "roles": user.roles if user is not None and user.is_authenticated else frozenset(),
        "participant": getattr(request, "participant", None),
        "demo": settings.DEMO,
    }
