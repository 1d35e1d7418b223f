"""Making a municipality: its rows, settings, secrets and the invitation of its first administrator."""

from collections.abc import Iterable

from django.db import transaction

from samenspel.accounts.actions.invitations import invite_staff
from samenspel.accounts.enums import Role
from samenspel.audit.actions import record
from samenspel.tenancy.actions import create_municipality_row, drop_municipality_row, ensure_secret
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Municipality, MunicipalitySettings

SECRETS = ("letter-codes", "citizen-numbers")


def provision_municipality(*, name: str, slug: str, admin: str, hosts: Iterable[str] = ()) -> tuple[Municipality, str]:
    """Create a municipality and invite its first administrator; return it with the address of the invitation.

    The global rows are the owner's, the rest the application's: two connections, so a failure undoes the first by hand
    and leaves nothing behind. Raises `MunicipalityExists`.
    """
    municipality = create_municipality_row(slug=slug, name=name, hosts=hosts)
    try:
        with municipality_context(municipality), transaction.atomic():
            MunicipalitySettings.objects.create(sender_name=name)
            for secret in SECRETS:
                ensure_secret(secret)
            record("accounts.municipality.created", actor=None, on=municipality, slug=slug)
            _, link = invite_staff(admin, roles=[Role.ADMINISTRATOR], actor=None)
    except BaseException:
        drop_municipality_row(municipality)
        raise
    return municipality, link
