"""Finding people."""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from samenspel.accounts.adapters.sessions import SessionStore
from samenspel.accounts.enums import Role
from samenspel.accounts.models import (
    Invitation,
    LetterCode,
    LetterCodeBatch,
    RoleGrant,
    SecondFactorReset,
    Session,
    User,
)

GUEST_SESSION_KEY = "guest_id"


def signed_in_people(session_keys: Collection[str]) -> dict[str, int]:
    """Return who is signed in, by session key, in two queries; guests and sessions that do not hold are absent.

    A session holds as `django.contrib.auth.get_user` has it: not expired, of an open account, with its present hash.
    """
    found = Session.objects.filter(session_key__in=session_keys, user_id__isnull=False, expire_date__gt=timezone.now())
    sessions = list(found)
    users = User.objects.filter(is_active=True).in_bulk({session.user_id for session in sessions}) if sessions else {}
    return {
        session.session_key: session.user_id
        for session in sessions
        if session.user_id in users and _holds(session, users[session.user_id])
    }


def _holds(session: Session, user: User) -> bool:
    data = SessionStore().decode(session.session_data)
    if data.get(SESSION_KEY) != str(user.pk) or data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), one) for one in hashes)


def participant_of(request: HttpRequest) -> User | None:
    """Return who takes part in this browser: the signed-in person, else the guest bound to the session, else nobody."""
    if isinstance(request.user, User):
        return request.user
    guest_id = request.session.get(GUEST_SESSION_KEY)
    if guest_id is None:
        return None
    guest: User | None = User.objects.filter(pk=guest_id, email="", is_active=True).first()
    return guest


def demo_people(*, limit: int = 14) -> QuerySet[User]:
    """Return people with an address, staff and council first, then who joined first, each with `active_grants`."""
    active = RoleGrant.objects.filter(ended_at=None).order_by("role")
    people: QuerySet[User] = (
        User.objects.exclude(email="")
        .filter(is_active=True)
        .annotate(role_count=Count("role_grants", filter=Q(role_grants__ended_at=None)))
        .prefetch_related(Prefetch("role_grants", queryset=active, to_attr="active_grants"))
        .order_by("-role_count", "pk")
    )
    return people[:limit]


def access_person(uid: uuid.UUID) -> User:
    """Return a person of this municipality by public id, guests excluded; 404 otherwise."""
    person: User = get_object_or_404(User.objects.exclude(email=""), uid=uid)
    return person


def people(*, search: str = "", staff_only: bool = False) -> QuerySet[User]:
    """Return people with an address by name, each with `active_grants`; a search looks in names and addresses."""
    active = RoleGrant.objects.filter(ended_at=None).order_by("role")
    found: QuerySet[User] = User.objects.exclude(email="").order_by("display_name", "pk")
    search = search.replace("\x00", "")  # PostgreSQL knows no such letter
    if search:
        found = found.filter(Q(display_name__icontains=search) | Q(email__icontains=search))
    if staff_only:
        found = found.filter(pk__in=active.order_by().values("user_id"))
    return found.prefetch_related(Prefetch("role_grants", queryset=active, to_attr="active_grants"))


def administrators() -> QuerySet[User]:
    """Return the people who hold the administrator's role now and can sign in."""
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None)
    found: QuerySet[User] = User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    return found


def open_invitations() -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted, latest first."""
    found: QuerySet[Invitation] = Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    return found.order_by("-id")


def access_invitation(pk: int) -> Invitation:
    """Return an invitation of this municipality; 404 otherwise."""
    invitation: Invitation = get_object_or_404(Invitation.objects.all(), pk=pk)
    return invitation


def access_invitation_by_hash(token_hash: str) -> Invitation:
    """Return the invitation whose token has this hash; 404 when there is none in this municipality."""
    invitation = Invitation.objects.filter(token_hash=token_hash).first()
    if invitation is None:
        raise Http404
    found: Invitation = invitation
    return found


def open_resets() -> QuerySet[SecondFactorReset]:
    """Return the requests to remove second factors on which nobody decided, oldest first."""
    found: QuerySet[SecondFactorReset] = SecondFactorReset.objects.filter(decided_at=None)
    return found.select_related("person", "requested_by").order_by("id")


def access_reset(pk: int) -> SecondFactorReset:
    """Return a request to remove second factors of this municipality; 404 otherwise."""
    reset: SecondFactorReset = get_object_or_404(SecondFactorReset.objects.all(), pk=pk)
    return reset


def letter_batches() -> QuerySet[LetterCodeBatch]:
    """Return the batches of letter codes, latest first, each with `used`: how many codes were used."""
    found: QuerySet[LetterCodeBatch] = LetterCodeBatch.objects.defer("readable").select_related("created_by")
    used = LetterCode.objects.filter(batch=OuterRef("pk"), used_at__isnull=False).order_by()
    counted = used.values("batch").annotate(number=Count("pk")).values("number")
    kept = ExpressionWrapper(Q(readable__isnull=False), output_field=BooleanField())
    return found.annotate(used=Coalesce(Subquery(counted), 0), can_download=kept).order_by("-id")


def access_letter_batch(pk: int) -> LetterCodeBatch:
    """Return a batch of letter codes of this municipality; 404 otherwise."""
    batch: LetterCodeBatch = get_object_or_404(letter_batches(), pk=pk)
    return batch
