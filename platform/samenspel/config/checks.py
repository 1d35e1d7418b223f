"""What must hold before demo mode signs anybody in, and the guard that servers call at start."""

import ipaddress
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from samenspel.common.redis_clients import address_of
from samenspel.tenancy.checks import refuse_unsafe_role


def demo_problems() -> list[str]:
    """Return why demo mode would be open to strangers; empty when it is off or stays on this machine."""
    if not settings.DEMO:
        return []
    problems = []
    if settings.BASE_DOMAIN != "localhost" and not settings.BASE_DOMAIN.endswith(".localhost"):
        problems.append(
            f"Demo mode signs in anybody, so SAMENSPEL_BASE_DOMAIN must be localhost, not {settings.BASE_DOMAIN}."
        )
    if not is_loopback(settings.BIND):
        problems.append(
            f"Demo mode signs in anybody, so SAMENSPEL_BIND must be a loopback address, not {settings.BIND}."
        )
    return problems


def is_loopback(address: str) -> bool:
    """Return whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


@register(Tags.security)
def check_demo(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Django's form of the check."""
    return [Error(problem, id="config.E001") for problem in demo_problems()]


def refuse_unsafe_start() -> None:
    """Raise `ImproperlyConfigured` when serving would be unsafe: an ASGI server runs no system checks."""
    problems = demo_problems()
    if problems:
        raise ImproperlyConfigured(" ".join(problems))
    address_of(settings.REDIS_URL)  # so that a mistake in it shows at the start
    refuse_unsafe_role()
