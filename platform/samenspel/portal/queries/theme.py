"""A municipality's theme: which variables it may set, how well they contrast, and the style sheet of it."""

import hashlib
import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samenspel.tenancy.models import Municipality

COLOUR = re.compile(r"^#[0-9a-f]{6}$")
MINIMUM_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
WHITE = "#ffffff"
INK = "#25211b"
QUIET = "#5c564c"


@dataclass(frozen=True)
class Variable:
    """One colour a municipality may choose; `name` is a CSS custom property without its two dashes."""

    name: str
    label: str | Promise
    help: str | Promise
    default: str


VARIABLES = (
    Variable("samenspel-accent", _("Main colour"), _("Of buttons and links."), "#0b5563"),
    Variable("samenspel-header-background", _("Top of the page"), _("The colour behind the name."), WHITE),
    Variable("samenspel-header-color", _("Text at the top of the page"), _("The name and the navigation."), INK),
    Variable("samenspel-ground", _("Background"), _("Of every page. Very light works best."), "#fbf9f5"),
)


@dataclass(frozen=True)
class Contrast:
    """Two colours that appear together, and their WCAG contrast ratio."""

    what: str | Promise
    variable: str
    ratio: float

    @property
    def is_enough(self) -> bool:
        """Whether text in these colours can be read (WCAG 1.4.3)."""
        return self.ratio >= MINIMUM_CONTRAST


def colours(theme: dict[str, str]) -> dict[str, str]:
    """Return every theme variable with its valid stored colour, or the default."""
    chosen = {}
    for variable in VARIABLES:
        value = str(theme.get(variable.name, "")).lower()
        chosen[variable.name] = value if COLOUR.match(value) else variable.default
    return chosen


def contrasts(chosen: dict[str, str]) -> list[Contrast]:
    """Return the contrast of every pair of colours that carries text."""
    accent, ground = chosen["samenspel-accent"], chosen["samenspel-ground"]
    header, name = chosen["samenspel-header-background"], chosen["samenspel-header-color"]
    return [
        Contrast(_("Button text on the main colour"), "samenspel-accent", contrast(accent, WHITE)),
        Contrast(_("Links on the background"), "samenspel-accent", contrast(accent, ground)),
        Contrast(_("Text on the background"), "samenspel-ground", contrast(INK, ground)),
        Contrast(_("Small text on the background"), "samenspel-ground", contrast(QUIET, ground)),
        Contrast(_("The name at the top of the page"), "samenspel-header-color", contrast(name, header)),
    ]


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours written as #rrggbb: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def theme_css(municipality: Municipality) -> str:
    """Return the style sheet that sets the municipality's colours, from allowed names and checked values only."""
    chosen = colours(municipality.settings.theme)
    lines = "".join(f"--{name}:{value};" for name, value in chosen.items())
    return f".voorbeeld-theme{{{lines}}}\n"


def theme_version(municipality: Municipality) -> str:
    """Return a short digest of the theme: its address changes when it does."""
    return hashlib.sha256(theme_css(municipality).encode()).hexdigest()[:12]


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
