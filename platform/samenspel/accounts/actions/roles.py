"""Giving and ending roles."""

from django.db import transaction
from django.utils import timezone

from samenspel.accounts.actions.sessions import end_sessions
from samenspel.accounts.enums import Role
from samenspel.accounts.exceptions import CannotHoldRole, LastAdministrator
from samenspel.accounts.models import Invitation, RoleGrant, User
from samenspel.accounts.permissions import require_administrator
from samenspel.audit.actions import record
from samenspel.realtime.actions import recheck_person


@transaction.atomic
def grant_role(person: User, *, role: Role, actor: User | None) -> RoleGrant:
    """Give a person a role; nothing changes when they hold it. Actor None is the program itself."""
    require_administrator(actor)
    locked = User.objects.select_for_update().get(pk=person.pk)
    if locked.is_guest or not locked.is_active:
        raise CannotHoldRole
    grant, made = RoleGrant.objects.get_or_create(user=locked, role=role, ended_at=None, defaults={"granted_by": actor})
    person.__dict__.pop("roles", None)
    if made:
        record("accounts.role.granted", actor=actor, on=person, role=str(role))
        recheck_person(person.pk)
    found: RoleGrant = grant
    return found


@transaction.atomic
def end_role(person: User, *, role: Role, actor: User | None) -> User:
    """End a role and the person's sessions. Raises `LastAdministrator`.

    With an administrator go the invitations that nobody accepted yet: they would be a way back in.
    """
    require_administrator(actor)
    if role == Role.ADMINISTRATOR:
        _withdraw_invitations(person, actor=actor)
    _end_grants(person, [role], actor=actor)
    end_sessions(person)
    return person


@transaction.atomic
def end_person(person: User, *, actor: User | None) -> User:
    """Close an account: roles, sessions and open invitations end, what was written stays. Raises `LastAdministrator`."""
    require_administrator(actor)
    _withdraw_invitations(person, actor=actor)
    _end_grants(person, list(Role), actor=actor)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    record("accounts.person.ended", actor=actor, on=person)
    return person


@transaction.atomic
def reopen_person(person: User, *, actor: User | None) -> User:
    """Open a closed account again, without its roles."""
    require_administrator(actor)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("accounts.person.reopened", actor=actor, on=person)
    return person


def _withdraw_invitations(inviter: User, *, actor: User | None) -> None:
    waiting = Invitation.objects.select_for_update().filter(invited_by=inviter, accepted_at=None, withdrawn_at=None)
    for invitation in waiting.order_by("pk"):
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        record("accounts.invitation.withdrawn", actor=actor, on=invitation)


def _end_grants(person: User, roles: list[Role], *, actor: User | None) -> None:
    administrators = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR, ended_at=None)
    holders = {grant.user_id for grant in administrators.order_by("pk")}
    if Role.ADMINISTRATOR in roles and holders == {person.pk}:
        raise LastAdministrator
    for grant in person.role_grants.select_for_update().filter(role__in=roles, ended_at=None).order_by("pk"):
        grant.ended_at, grant.ended_by = timezone.now(), actor
        grant.save(update_fields=["ended_at", "ended_by"])
        record("accounts.role.ended", actor=actor, on=person, role=grant.role)
    person.__dict__.pop("roles", None)
