"""Finding people."""

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest

from samenspel.accounts.models import RoleGrant, User

GUEST_SESSION_KEY = "guest_id"


def participant_of(request: HttpRequest) -> User | None:
    """Return who takes part in this browser: the signed-in person, else the guest bound to the session, else nobody."""
    if isinstance(request.user, User):
        return request.user
    guest_id = request.session.get(GUEST_SESSION_KEY)
    if guest_id is None:
        return None
    guest: User | None = User.objects.filter(pk=guest_id, email="", is_active=True).first()
    return guest


def demo_people(*, limit: int = 40) -> QuerySet[User]:
    """Return people with an address, those with the most roles first, each with `active_grants`."""
    active = RoleGrant.objects.filter(ended_at=None).order_by("role")
    people: QuerySet[User] = (
        User.objects.exclude(email="")
        .filter(is_active=True)
        .annotate(role_count=Count("role_grants", filter=Q(role_grants__ended_at=None)))
        .prefetch_related(Prefetch("role_grants", queryset=active, to_attr="active_grants"))
        .order_by("-role_count", "display_name", "pk")
    )
    return people[:limit]
