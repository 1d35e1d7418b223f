"""Links in mail: absolute, and for an appeal signed, so that an author needs no account to object."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from samenspel.moderation.models import ModerationDecision
from samenspel.tenancy.context import current_municipality, current_municipality_id
from samenspel.tenancy.queries import primary_host

_SALT = "samenspel.moderation.appeal"


def absolute(path: str) -> str:
    """Return the address of a path at the current municipality."""
    municipality = current_municipality()
    host = "" if municipality is None else primary_host(municipality)
    return f"https://{host}{path}" if settings.SECURE else f"http://{host}:{settings.PORT}{path}"


def appeal_link(decision: ModerationDecision, author_id: int) -> str:
    """Return the address where this author can appeal without signing in."""
    path = reverse("moderation:appeal", args=[decision.pk])
    return absolute(f"{path}?token={appeal_token(decision, author_id)}")


def appeal_token(decision: ModerationDecision, author_id: int) -> str:
    """Return a signed note that whoever holds it is this author, for this decision only."""
    return signing.dumps([current_municipality_id(), decision.pk, author_id], salt=_SALT)


def author_in(token: str, decision: ModerationDecision) -> int | None:
    """Return the author's id in a token for this decision; None for any other or a forged token."""
    try:
        municipality_id, decision_id, author_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return author_id if (municipality_id, decision_id) == (current_municipality_id(), decision.pk) else None
