"""Who may do what, by role."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from samenspel.accounts.enums import Role
from samenspel.common.errors import NotAllowed


def has_role(user: Any, *roles: Role) -> bool:
    """Return whether a signed-in person holds one of the roles."""
    return bool(user is not None and user.is_authenticated and user.is_active and not user.roles.isdisjoint(roles))


def can_administer(user: Any) -> bool:
    """Administrators manage people, roles, settings and letter codes."""
    return has_role(user, Role.ADMINISTRATOR)


def require_administrator(actor: Any) -> None:
    """Raise `NotAllowed` unless an administrator acts, or the program itself (None)."""
    if actor is not None and not can_administer(actor):
        raise NotAllowed


def can_clerk(user: Any) -> bool:
    """Clerks keep the council's agenda."""
    return has_role(user, Role.CLERK, Role.ADMINISTRATOR)


def is_council_member(user: Any) -> bool:
    """Council members decide, and read the dossiers before they do."""
    return has_role(user, Role.COUNCIL_MEMBER)


def can_organise(user: Any) -> bool:
    """Organisers run consultations."""
    return has_role(user, Role.ORGANISER, Role.ADMINISTRATOR)


def can_moderate(user: Any) -> bool:
    """Moderators decide on reports and held contributions."""
    return has_role(user, Role.MODERATOR, Role.ADMINISTRATOR)


def deny(request: HttpRequest) -> HttpResponse:
    """Answer somebody who may not do this: visitors go to sign-in and come back, others get `NotAllowed`.

    Use it after the object was found: `if not can_clerk(request.user): return deny(request)`.
    """
    if request.user.is_authenticated or request.path_info.startswith("/api/"):
        raise NotAllowed
    redirect = redirect_to_login(_way_back(request))
    return HttpResponseClientRedirect(redirect.url) if getattr(request, "htmx", False) else redirect


def _way_back(request: HttpRequest) -> str:
    """A form that was posted cannot be opened again, so go back to the page it stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referer = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return urlunsplit(["", "", *urlsplit(referer)[2:]])
    return "/"
