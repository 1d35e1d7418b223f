"""Every address of the product, asked for an object of the other municipality, answers 404: for everyone, GET and POST.

Each tenant table gets one row in Mistbergen with the same primary key, so that key fits every address. A new table
without such a row, or a new kind of parameter, makes this fail until somebody thinks about it.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from samenspel.tenancy.context import actor_context, municipality_context
from samenspel.tenancy.models import TenantModel

THEIRS = 900_001
UID = "5b4b2d3c-0000-4000-8000-000000000001"
LATER = datetime(2100, 1, 1, tzinfo=UTC)
# Parameters that are no key of a stored object of ours.
NOT_OBJECTS = {"account_reset_password_from_key"}
# Tables without a single-column integer key, and why no address can name their rows.
WITHOUT_ROW = {"accounts.Session": "found by the browser's own cookie only"}


def tenant_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


@pytest.fixture
def their_rows(mistbergen: Any) -> dict[str, models.Model]:
    """Make one row in every tenant table of Mistbergen, filled by the kind of each field."""
    rows: dict[str, models.Model] = {}
    with municipality_context(mistbergen):
        waiting = [model for model in tenant_models() if model._meta.label not in WITHOUT_ROW]
        while waiting:
            ready = [model for model in waiting if not _needs(model) - set(rows)]
            assert ready, f"these tables wait for each other: {waiting}"
            for model in ready:
                rows[model._meta.label] = _row(model)
                waiting.remove(model)
    return rows


def _needs(model: type[models.Model]) -> set[str]:
    return {
        field.remote_field.model._meta.label
        for field in model._meta.concrete_fields
        if field.remote_field and not field.null and field.name != "municipality"
    }


def _row(model: type[models.Model]) -> models.Model:
    values: dict[str, Any] = {"id": THEIRS}
    for field in model._meta.concrete_fields:
        if field.name in {"id", "municipality"} or field.has_default():
            continue
        if field.remote_field:
            values[field.attname] = None if field.null else THEIRS
        elif field.name in {"opens_at", "starts_at"} and not field.null:
            values[field.name] = LATER - timedelta(days=1)  # before its end
        elif (
            not field.null
            and not (field.blank and field.empty_strings_allowed)
            and not getattr(field, "auto_now_add", False)
        ):
            values[field.name] = _value(field)
    if model._meta.label == "accounts.User":
        values |= {"uid": UID, "email": "they@example.org", "display_name": "They"}
    if model._meta.label in {"voting.Participation", "voting.RollEntry"}:
        values["person_id"] = THEIRS  # somebody, by account or by a line of a list
    if model._meta.label == "subjects.Subject":
        values["kind"] = "contribution"
    with actor_context(THEIRS):  # private rows are written by their author
        return model._default_manager.create(**values)


def _value(field: "models.Field[Any, Any]") -> Any:
    if isinstance(field, models.DateTimeField):
        return LATER
    if isinstance(field, models.DateField):
        return LATER.date()
    if isinstance(field, (models.IntegerField, models.BigIntegerField)):
        return 1
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.BinaryField):
        return b"theirs"
    if field.choices:
        return field.choices[0][0]
    if field.max_length == 64:
        return hashlib.sha256(field.name.encode()).hexdigest()
    return "theirs"


def object_addresses() -> Iterator[tuple[str, str]]:
    """Yield name and path of every address that names an object."""
    for route, pattern in _walk(get_resolver().url_patterns, ""):
        if "<" not in route or pattern.name in NOT_OBJECTS:
            continue
        path = route
        for name, converter in pattern_converters(route).items():
            value = {"int": str(THEIRS), "uuid": UID}.get(converter, str(THEIRS))
            path = path.replace(f"<{converter}:{name}>" if converter else f"<{name}>", value)
        yield pattern.name or route, f"/{path}"


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        route = prefix + str(getattr(entry.pattern, "_route", entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        else:
            yield route, entry


def pattern_converters(route: str) -> dict[str, str]:
    """Return the parameters of a route with their converters: {"pk": "int"}."""
    found = {}
    for part in route.split("<")[1:]:
        text = part.split(">")[0]
        converter, _, name = text.rpartition(":")
        found[name] = converter
    return found


def test_every_tenant_table_has_a_row_of_theirs(their_rows):
    missing = {model._meta.label for model in tenant_models()} - set(their_rows)

    assert missing == set(WITHOUT_ROW)


def test_objects_of_the_other_municipality_are_not_found(
    their_rows, zonnedael, browser_at, alice, carol, griet, omar, mo, ada
):
    answers = {}
    for user in (None, alice, carol, griet, omar, mo, ada):
        client = browser_at(zonnedael, user=user)
        for name, path in object_addresses():
            for method in (client.get, client.post):
                answers[(name, str(user), method.__name__)] = method(path).status_code

    assert {key: status for key, status in answers.items() if status != 404} == {}
    assert answers != {}


def test_the_same_addresses_are_found_at_home(their_rows, mistbergen, mallory, browser_at):
    """The control: at their own host at least the pages of these objects exist, so the 404s above mean something."""
    client = browser_at(mistbergen, user=mallory)
    statuses = {name: client.get(path).status_code for name, path in object_addresses()}

    found = {name for name, status in statuses.items() if status != 404}
    assert len(found) >= len(statuses) // 2, statuses
