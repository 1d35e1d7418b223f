"""How the audit log learns what an act is called: each app names its acts in `acts.py`, read at start-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

Words = str | Promise


@dataclass(frozen=True)
class Detail:
    """What a recorded value is called; `values` gives words for what it can be."""

    label: Words
    values: Mapping[Any, Words] = field(default_factory=dict)


_acts: dict[str, Words] = {}
_things: dict[str, Words] = {}
_details: dict[str, dict[str, Detail]] = {}


def register(
    app: str, *, acts: Mapping[str, Words], things: Mapping[str, Words], details: Mapping[str, Words | Detail]
) -> None:
    """Register an app's words: whole action -> sentence, model name -> noun, key of an entry's data -> label."""
    _acts.update(acts)
    _things.update(things)
    _details[app] = {key: value if isinstance(value, Detail) else Detail(value) for key, value in details.items()}


def registered_acts() -> frozenset[str]:
    """Return the actions that have words."""
    return frozenset(_acts)


def registered_details(app: str) -> frozenset[str]:
    """Return the keys that have words in the entries of an app."""
    return frozenset(_details.get(app, {}))


def act_words(action: str) -> str:
    """Say what was done; an action that nobody registered is shown by its own name."""
    return str(_acts.get(action, action))


def thing_words(kind: str) -> str:
    """Say what it was done to; a kind that nobody registered is shown by its own name."""
    return str(_things.get(kind, kind))


def detail_words(action: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and value of each detail; a key that nobody registered is shown by its own name."""
    known = _details.get(action.partition(".")[0], {})
    found = ((known.get(key, Detail(key)), value) for key, value in data.items())
    return [(str(detail.label), _value_words(value, detail)) for detail, value in found if value not in ([], {}, "")]


def _value_words(value: Any, detail: Detail) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(_value_words(part, detail) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value_words(part, detail)}" for key, part in value.items())
    return str(detail.values.get(value, "-" if value is None else value))
