"""Filling a municipality from its script: safe to repeat, all or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samenspel.accounts.models import User
from samenspel.audit.actions import record
from samenspel.config.demo.agenda import fill_agenda
from samenspel.config.demo.people import Cast, fill_people
from samenspel.config.demo.script import Script, read_script
from samenspel.tenancy.actions import create_municipality_row, save_settings
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Municipality, MunicipalitySettings


@dataclass(frozen=True)
class Filled:
    """What a municipality of the demo holds."""

    municipality: Municipality
    people: int
    items: int


def fill_municipality(slug: str, *, now: datetime) -> Filled:
    """Make what is missing of an invented municipality; dates count from `now` the first time only."""
    script = read_script(slug)
    found = Municipality.objects.filter(slug=slug).first()
    municipality = found or create_municipality_row(slug=slug, name=script.name)
    with municipality_context(municipality), transaction.atomic():
        cast = fill_people(script, now=now)
        _fill_settings(script, cast)
        items = fill_agenda(script, clerk=_holder(script, cast, "clerk"), now=now)
    return Filled(municipality, people=len(cast), items=len(items))


def _fill_settings(script: Script, cast: Cast) -> None:
    if MunicipalitySettings.objects.exists():
        return
    settings = save_settings(MunicipalitySettings(), **script.settings)
    administrator = _holder(script, cast, "administrator")
    record("tenancy.settings.changed", actor=administrator, on=settings, fields=sorted(script.settings))


def _holder(script: Script, cast: Cast, role: str) -> User:
    return cast[next(person.key for person in script.people if role in person.roles)]
