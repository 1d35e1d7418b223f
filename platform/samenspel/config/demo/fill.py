"""Filling a municipality from its script: safe to repeat, all or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samenspel.accounts.actions.provisioning import SECRETS
from samenspel.accounts.models import User
from samenspel.audit.actions import record
from samenspel.config.demo.agenda import fill_agenda
from samenspel.config.demo.answers import fill_answers, fill_decisions
from samenspel.config.demo.ballots import fill_ballots, fill_item_ballots
from samenspel.config.demo.consultations import Asked, fill_consultations
from samenspel.config.demo.crowd import fill_crowd
from samenspel.config.demo.dossier import fill_dossier
from samenspel.config.demo.moderation import fill_moderation
from samenspel.config.demo.people import Cast, fill_people
from samenspel.config.demo.proposals import fill_proposals
from samenspel.config.demo.reactions import fill_reactions
from samenspel.config.demo.script import Script, read_script
from samenspel.config.demo.talk import fill_talks, topics_of
from samenspel.portal.actions.settings import SiteSettings, change_settings
from samenspel.tenancy.actions import create_municipality_row, ensure_secret, save_settings
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Municipality, MunicipalitySettings
from samenspel.tenancy.queries import with_settings


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
        crowd = fill_crowd(script, now=now)
        _fill_settings(script, municipality, _holder(script, cast, "administrator"))
        with_settings(municipality)  # mail is sent below in its name
        items = fill_agenda(script, clerk=_holder(script, cast, "clerk"), now=now)
        asked = fill_consultations(script, items=items, organiser=_holder(script, cast, "organiser"), now=now)
        said = fill_talks(script, topics_of(script, items=items, asked=asked, now=now), cast=cast)
        fill_reactions(script, said, cast=cast)
        fill_moderation(said, cast=cast, now=now)
        _fill_taking_part(script, asked, cast=cast, crowd=crowd, now=now)
        residents = [*_residents(cast), *crowd]
        organiser = _holder(script, cast, "organiser")
        fill_item_ballots(script, items, residents=residents, organiser=organiser, now=now)
        fill_decisions(script, items=items, clerk=_holder(script, cast, "clerk"))
        fill_dossier(script, items=items, cast=cast, now=now)
    return Filled(municipality, people=len(cast), items=len(items))


def _fill_taking_part(script: Script, asked: list[Asked], *, cast: Cast, crowd: list[User], now: datetime) -> None:
    """Proposals, votes and answers of new consultations; only people without a role support and vote."""
    organiser = _holder(script, cast, "organiser")
    residents = [*_residents(cast), *crowd]
    proposals = fill_proposals(script, asked, cast=cast, residents=residents, organiser=organiser, now=now)
    fill_ballots(script, asked, residents=residents, organiser=organiser, now=now)
    fill_answers(asked, proposals, organiser=organiser, now=now)


def _residents(cast: Cast) -> list[User]:
    return [user for user in cast.values() if user.email and not user.roles]


def _fill_settings(script: Script, municipality: Municipality, administrator: User) -> None:
    for secret in SECRETS:
        ensure_secret(secret)
    if MunicipalitySettings.objects.exists():
        return
    record("accounts.municipality.created", actor=None, on=municipality, slug=script.slug)
    settings = change_settings(municipality, actor=administrator, to=SiteSettings(**script.settings))
    save_settings(settings, vocabulary=script.vocabulary)


def _holder(script: Script, cast: Cast, role: str) -> User:
    return cast[next(person.key for person in script.people if role in person.roles)]
