"""Reading the texts of an invented municipality into plain values."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SLUGS = ("zonnedael", "mistbergen")


@dataclass(frozen=True)
class Person:
    """Somebody invented; without an address it is a guest."""

    key: str
    email: str
    name: str
    level: int
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Crowd:
    """Residents without words of their own: how many, and the halves of their names."""

    size: int
    first: list[str]
    last: list[str]


@dataclass(frozen=True)
class Script:
    """Everything that is written down about a municipality."""

    slug: str
    name: str
    settings: dict[str, Any]
    vocabulary: dict[str, str]  # council stage -> the municipality's own word
    people: list[Person]
    crowd: Crowd
    bodies: dict[str, list[str]]
    meetings: list[dict[str, Any]]
    talks: dict[str, list[list[Any]]]  # agenda item's key -> [person, stance, text, extras or replies …]
    consultations: list[dict[str, Any]]
    ballots: list[dict[str, Any]]  # votes about agenda items
    decisions: dict[str, dict[str, str]]  # agenda item's key -> what the clerk recorded
    dossier: dict[str, str]  # whose private note on which agenda item


def read_script(slug: str) -> Script:
    """Return the texts of one of the municipalities in `SLUGS`."""
    folder = FOLDER / slug
    about, agenda = _read(folder / "municipality.toml"), _read(folder / "agenda.toml")
    talks: dict[str, list[list[Any]]] = {}
    for path in sorted(folder.glob("talk_*.toml")):
        talks.update(_read(path))
    settings = ("tagline", "contact_email", "sender_name", "theme")
    return Script(
        slug=slug,
        name=about["name"],
        settings={name: about[name] for name in settings},
        vocabulary=about["vocabulary"],
        people=[_person(slug, key, row) for group in ("people", "neighbours") for key, row in about[group].items()],
        crowd=Crowd(**about["crowd"]),
        bodies=agenda["bodies"],
        meetings=agenda["meetings"],
        talks=talks,
        consultations=[_read(path) for path in sorted(folder.glob("consultation_*.toml"))],
        ballots=_read(folder / "ballots.toml")["ballots"],
        decisions=_read(folder / "decisions.toml"),
        dossier=_read(folder / "dossier.toml"),
    )


def _person(slug: str, key: str, row: list[Any]) -> Person:
    name, level, *roles = row
    return Person(key, f"{key}@{slug}.example" if level else "", name, level, tuple(roles))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
