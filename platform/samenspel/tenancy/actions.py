"""Making a municipality and changing its settings."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings as django_settings
from django.db import IntegrityError, transaction

from samenspel.tenancy.exceptions import MunicipalityExists
from samenspel.tenancy.models import Domain, Municipality, MunicipalitySettings, TenantSecret
from samenspel.tenancy.queries import forget_cached_municipalities


def create_municipality_row(*, slug: str, name: str, hosts: Iterable[str] = ()) -> Municipality:
    """Create the global rows of a municipality as the owner role; `accounts` does the rest of provisioning.

    Without hosts it answers to `<slug>.<base domain>`. Raises `MunicipalityExists`.
    """
    names = list(hosts) or [f"{slug}.{django_settings.BASE_DOMAIN}"]
    try:
        with transaction.atomic(using="owner"):
            municipality = Municipality.objects.using("owner").create(slug=slug, name=name)
            Domain.objects.using("owner").bulk_create(
                Domain(municipality=municipality, host=host, is_primary=index == 0) for index, host in enumerate(names)
            )
    except IntegrityError as error:
        raise MunicipalityExists from error
    forget_cached_municipalities()
    municipality._state.db = "default"  # from here on the application's role reads it
    return municipality


def drop_municipality_row(municipality: Municipality) -> None:
    """Remove the global rows of a municipality whose provisioning failed; refused by the database once it has rows."""
    with transaction.atomic(using="owner"):
        Domain.objects.using("owner").filter(municipality_id=municipality.pk).delete()
        Municipality.objects.using("owner").filter(pk=municipality.pk)._raw_delete("owner")
    forget_cached_municipalities()


def save_settings(settings: MunicipalitySettings, **values: Any) -> MunicipalitySettings:
    """Store settings of the current municipality; the caller has checked and audits."""
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()
    transaction.on_commit(forget_cached_municipalities)
    return settings


def ensure_secret(name: str) -> str:
    """Return a random secret of the current municipality, made at first use: 64 hexadecimal digits."""
    secret, _ = TenantSecret.objects.get_or_create(name=name, defaults={"value": secrets.token_hex(32)})
    return str(secret.value)
