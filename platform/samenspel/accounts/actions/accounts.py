"""Opening an account, and what a person says about themselves."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from samenspel.accounts.actions.verifications import verify_person
from samenspel.accounts.enums import Level
from samenspel.accounts.models import User
from samenspel.audit.actions import record


def open_account(email: str, *, guest: User | None = None, language: str = "") -> User:
    """Return the person with this proven address in the current municipality; make them when there is none.

    A guest who proves an address that nobody has yet becomes that person and keeps what they wrote.
    """
    email = email.lower()
    person: User | None = User.objects.filter(email=email).first()
    if person is None:
        try:
            person = _new_person(email, guest=guest, language=language)
        except IntegrityError:  # somebody was just quicker, in another window
            person = User.objects.get(email=email)
    _confirm_address(person, email)
    return person


@transaction.atomic
def _new_person(email: str, *, guest: User | None, language: str) -> User:
    person = User() if guest is None else User.objects.select_for_update().get(pk=guest.pk, email="", is_active=True)
    person.email = email
    person.language = language or person.language
    if not person.password:
        person.set_unusable_password()
    person.save()
    record("accounts.account.opened", actor=person, on=person, was_guest=guest is not None)
    return person


@transaction.atomic
def _confirm_address(person: User, email: str) -> None:
    EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    if person.is_active and not person.verifications.filter(level=Level.EMAIL).exists():
        verify_person(person, level=Level.EMAIL, method="email_code", actor=person)


@transaction.atomic
def change_display_name(person: User, *, display_name: str, actor: User) -> User:
    """Store the name that is shown with what a person writes."""
    person.display_name = display_name
    person.save(update_fields=["display_name"])
    record("accounts.display_name.changed", actor=actor, on=person)
    return person
