"""The municipality's own rules of moderation, with our defaults."""

from dataclasses import dataclass
from typing import Any, TypeVar

from samenspel.tenancy.context import current_municipality
from samenspel.tenancy.queries import with_settings

T = TypeVar("T")


@dataclass(frozen=True)
class Rules:
    """`held_first`: hold the first contributions of unverified people. `max_links`: more than this is held as well."""

    held_first: bool = True
    max_links: int = 2
    appeal_days: int = 42  # six weeks, as in article 6:7 of the Algemene wet bestuursrecht


def rules() -> Rules:
    """Return the rules of the current municipality; a value of the wrong type counts as absent."""
    municipality = current_municipality()
    if municipality is None:
        return Rules()
    if not hasattr(municipality, "settings"):
        with_settings(municipality)
    stored: dict[str, Any] = municipality.settings.rules
    defaults = Rules()
    return Rules(
        held_first=_of_type(bool, stored.get("held_first"), defaults.held_first),
        max_links=_of_type(int, stored.get("max_links"), defaults.max_links),
        appeal_days=max(1, _of_type(int, stored.get("appeal_days"), defaults.appeal_days)),
    )


def _of_type(kind: type[T], value: Any, default: T) -> T:
    return value if type(value) is kind else default
