"""Finding municipalities and their settings, with a short cache in the process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from samenspel.tenancy.context import current_municipality, municipality_context
from samenspel.tenancy.models import Domain, Municipality, MunicipalitySettings

CACHE_SECONDS = 10  # how long another process may still show old settings


@dataclass(frozen=True)
class _Cached:
    municipality: Municipality | None
    until: float


_by_host: dict[str, _Cached] = {}


def municipality_for_host(host: str) -> Municipality | None:
    """Return the municipality that answers to a host name (any port is ignored), its settings attached, or None."""
    name = host.rsplit(":", 1)[0].lower().rstrip(".") if not host.startswith("[") else host
    cached = _by_host.get(name)
    if cached is not None and cached.until > time.monotonic():
        return cached.municipality
    domain = Domain.objects.select_related("municipality").filter(host=name).first()
    municipality = None if domain is None else with_settings(domain.municipality)
    if len(_by_host) > 10_000:  # anybody can send any host name
        _by_host.clear()
    _by_host[name] = _Cached(municipality, time.monotonic() + CACHE_SECONDS)
    return municipality


def with_settings(municipality: Municipality) -> Municipality:
    """Attach the settings row as `municipality.settings`, unsaved defaults where there is none yet."""
    with municipality_context(municipality):
        stored = MunicipalitySettings.objects.first() or MunicipalitySettings(municipality=municipality)
    municipality.settings = stored
    return municipality


def forget_cached_municipalities() -> None:
    """Forget the cache of this process, after a change of settings or host names."""
    _by_host.clear()


def municipalities() -> QuerySet[Municipality]:
    """Return all municipalities with their primary domain prefetched, by name."""
    return Municipality.objects.prefetch_related("domains")


def primary_host(municipality: Municipality) -> str:
    """Return the host name used in links to this municipality."""
    hosts = sorted(municipality.domains.all(), key=lambda domain: (not domain.is_primary, domain.pk))
    return hosts[0].host if hosts else ""


@contextmanager
def in_municipality(municipality_id: int) -> Iterator[Municipality]:
    """Work for the municipality with this primary key inside the block: how tasks and commands enter a tenant."""
    municipality = with_settings(Municipality.objects.get(pk=municipality_id))
    with municipality_context(municipality):
        yield municipality


def absolute_address(path: str) -> str:
    """Return the whole address of a path of the current municipality, for links in mail."""
    municipality = current_municipality()
    if municipality is None:
        raise ValueError("An address belongs to a municipality: enter one first.")
    host = primary_host(municipality)
    port = f":{settings.PORT}" if host.endswith("localhost") and not settings.SECURE else ""
    return f"{'https' if settings.SECURE else 'http'}://{host}{port}{path}"
