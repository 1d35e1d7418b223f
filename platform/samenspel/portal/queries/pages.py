"""The texts every municipality must have: its own, or an honest default."""

from dataclasses import dataclass

from samenspel.tenancy.models import Municipality

PAGES = ("privacy", "terms", "accessibility")


@dataclass(frozen=True)
class Page:
    """A text page; `own_text` is empty where the municipality uses the default."""

    own_text: str
    contact: str


def page_of(municipality: Municipality, name: str) -> Page:
    """Return a page of a municipality."""
    settings = municipality.settings
    return Page(own_text=getattr(settings, f"{name}_text"), contact=settings.contact_email)
