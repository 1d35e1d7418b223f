"""Inviting staff by mail: a link that works once, for one address, for a week."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from samenspel.accounts.actions.roles import grant_role
from samenspel.accounts.enums import Role
from samenspel.accounts.exceptions import InvitationForAnother, InvitationNotValid
from samenspel.accounts.models import Invitation, User
from samenspel.accounts.permissions import require_administrator
from samenspel.audit.actions import record
from samenspel.tenancy.context import current_municipality
from samenspel.tenancy.queries import absolute_address

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite_staff(email: str, *, roles: Iterable[Role], actor: User | None) -> tuple[Invitation, str]:
    """Mail an invitation to hold roles; return it with the address of its page, which is stored nowhere."""
    require_administrator(actor)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.lower(),
        roles=sorted({str(role) for role in roles}),
        token_hash=hash_token(token),
        invited_by=actor,
        expires_at=timezone.now() + VALID_FOR,
    )
    link = absolute_address(reverse("accounts:invitation", args=[token]))
    _mail(invitation, link)
    record("accounts.invitation.sent", actor=actor, on=invitation, roles=invitation.roles)
    return invitation, link


@transaction.atomic
def accept_invitation(invitation: Invitation, *, actor: User) -> User:
    """Give the invited person their roles. Raises `InvitationNotValid` and `InvitationForAnother`."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open:
        raise InvitationNotValid
    if actor.email != invitation.email:
        raise InvitationForAnother
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record("accounts.invitation.accepted", actor=actor, on=invitation, roles=invitation.roles)
    for role in sorted(set(invitation.roles) - actor.roles):  # who gave a role that is there already stays written
        grant = grant_role(actor, role=Role(role), actor=None)  # the invitation was the administrator's act
        grant.granted_by = invitation.invited_by
        grant.save(update_fields=["granted_by"])
    return actor


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: User) -> Invitation:
    """Make an invitation stop working. Raises `InvitationNotValid` when it no longer works."""
    require_administrator(actor)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open:
        raise InvitationNotValid
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record("accounts.invitation.withdrawn", actor=actor, on=invitation)
    return invitation


def hash_token(token: str) -> str:
    """Return what is stored of a token: the hexadecimal SHA-256; the token itself is random enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _mail(invitation: Invitation, link: str) -> None:
    known = User.objects.filter(email=invitation.email).first()
    with translation.override(known.language if known else settings.LANGUAGE_CODE):
        context = {
            "municipality": current_municipality(),
            "roles": [Role(role).label for role in invitation.roles],
            "link": link,
            "until": invitation.expires_at,
        }
        subject = render_to_string("accounts/email/invitation_subject.txt", context).strip()
        text = render_to_string("accounts/email/invitation_message.txt", context)
        EmailMessage(subject, text, to=[invitation.email]).send()
