"""Replacing a lost second factor. Whoever can do that can become anybody, so a second administrator confirms it."""

from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from samenspel.accounts.actions.sessions import end_sessions
from samenspel.accounts.exceptions import AlreadyDecided, SecondAdministratorNeeded
from samenspel.accounts.models import SecondFactorReset, User
from samenspel.accounts.permissions import require_administrator
from samenspel.accounts.queries import administrators
from samenspel.audit.actions import record
from samenspel.tenancy.context import current_municipality


@transaction.atomic
def reset_second_factor(person: User, *, actor: User) -> SecondFactorReset:
    """Ask for the removal of a person's second factors; done at once where no other administrator could confirm it."""
    require_administrator(actor)
    if person.pk == actor.pk:
        raise SecondAdministratorNeeded
    reset, made = SecondFactorReset.objects.get_or_create(
        person=person, decided_at=None, defaults={"requested_by": actor}
    )
    if made:
        record("accounts.second_factor_reset.requested", actor=actor, on=person)
    if not administrators().exclude(pk__in=[actor.pk, person.pk]).exists():
        _remove_factors(reset, actor=actor)
    found: SecondFactorReset = reset
    return found


@transaction.atomic
def approve_second_factor_reset(reset: SecondFactorReset, *, actor: User) -> SecondFactorReset:
    """Remove the second factors, as another administrator than the one who asked."""
    require_administrator(actor)
    reset = _lock_open(reset)
    if actor in {reset.requested_by, reset.person}:
        raise SecondAdministratorNeeded
    _remove_factors(reset, actor=actor)
    return reset


@transaction.atomic
def refuse_second_factor_reset(reset: SecondFactorReset, *, actor: User) -> SecondFactorReset:
    """Leave the second factors as they are; whoever asked may withdraw it this way."""
    require_administrator(actor)
    reset = _lock_open(reset)
    reset.decided_by, reset.decided_at = actor, timezone.now()
    reset.save(update_fields=["decided_by", "decided_at"])
    record("accounts.second_factor_reset.refused", actor=actor, on=reset.person)
    return reset


def _lock_open(reset: SecondFactorReset) -> SecondFactorReset:
    locked: SecondFactorReset = SecondFactorReset.objects.select_for_update().get(pk=reset.pk)
    if locked.decided_at is not None:
        raise AlreadyDecided
    return locked


def _remove_factors(reset: SecondFactorReset, *, actor: User) -> None:
    reset.approved, reset.decided_by, reset.decided_at = True, actor, timezone.now()
    reset.save(update_fields=["approved", "decided_by", "decided_at"])
    removed = Authenticator.objects.filter(user=reset.person).delete()[0]
    end_sessions(reset.person)
    record("accounts.second_factor.reset", actor=actor, on=reset.person, removed=removed)
    with translation.override(reset.person.language):
        context = {"municipality": current_municipality()}
        subject = render_to_string("accounts/email/second_factor_reset_subject.txt", context).strip()
        text = render_to_string("accounts/email/second_factor_reset_message.txt", context)
        EmailMessage(subject, text, to=[reset.person.email]).send()
