"""The two invented municipalities: complete, consistent, and the same after a second time."""

from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from samenspel.accounts.models import User
from samenspel.audit.models import AuditEntry
from samenspel.config.demo.fill import fill_municipality
from samenspel.config.demo.script import SLUGS
from samenspel.notifications.models import OutgoingMail
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Municipality, MunicipalitySettings, TenantModel
from samenspel.tenancy.queries import with_settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(params=SLUGS)
def filled(request, db, django_capture_on_commit_callbacks):
    """A municipality that was filled just now; the test's own code works for it."""
    with django_capture_on_commit_callbacks(execute=True):
        municipality = fill_municipality(request.param, now=timezone.now()).municipality
    with municipality_context(with_settings(municipality)):
        yield municipality


def row_counts():
    """The number of rows of every tenant table, for the current municipality."""
    return {m._meta.label: m.objects.count() for m in apps.get_models() if issubclass(m, TenantModel)}


def test_fill_demo_refuses_outside_demo_mode(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="SAMENSPEL_DEMO is not set"):
        call_command("fill_demo")

    assert not MunicipalitySettings.objects.exists()


def test_fill_demo_fills_both_municipalities_when_forced(db, settings):
    settings.DEMO = False
    output = StringIO()

    call_command("fill_demo", force=True, stdout=output)

    assert [line.split(":")[0] for line in output.getvalue().splitlines()] == ["Zonnedael", "Mistbergen"]


def test_second_fill_changes_nothing(filled):
    rows = row_counts()
    entries = AuditEntry.objects.count()

    fill_municipality(filled.slug, now=timezone.now() + timedelta(days=7))

    assert row_counts() == rows
    assert AuditEntry.objects.count() == entries


def test_filling_one_municipality_leaves_the_other_empty(filled):
    other = Municipality.objects.exclude(pk=filled.pk).get()

    with municipality_context(other):
        rows = row_counts()

    assert set(rows.values()) == {0}


def test_authors_of_hidden_words_are_told_by_mail(zonnedael):
    fill_municipality("zonnedael", now=timezone.now())

    with municipality_context(zonnedael):
        authors = set(User.objects.filter(contributions__state="hidden").values_list("email", flat=True))
        told = set(OutgoingMail.objects.values_list("to", flat=True))
    assert len(authors) == 2
    assert authors <= told


def test_every_municipality_shows_money_divided_rankings_and_ticks(filled):
    from voting.models import Ballot, OptionPhoto

    with municipality_context(filled):
        found = set(Ballot.objects.values_list("method", "state"))
        open_budget = Ballot.objects.get(method="equal_shares")
        counted = Ballot.objects.get(method="budget").result
        photos = OptionPhoto.objects.filter(option__ballot=open_budget).count()
        projects = open_budget.options.count()

    rankings = {("instant_runoff", "counted"), ("stv", "counted")}
    assert found >= {("equal_shares", "planned"), ("budget", "counted"), ("approval", "planned")}
    assert found & rankings
    assert (photos, len({option["outcome"] for option in counted["options"]})) == (projects, 2)
