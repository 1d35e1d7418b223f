"""A new municipality is there at once, or not at all."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from samenspel.accounts.actions import provisioning
from samenspel.accounts.models import Invitation
from samenspel.audit.models import AuditEntry
from samenspel.notifications.models import OutgoingMail
from samenspel.tenancy.actions import drop_municipality_row
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Domain, Municipality, MunicipalitySettings, TenantSecret

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def _leave_two(db):
    """Global rows survive the flush between tests: remove what a test added."""
    before = set(Municipality.objects.values_list("pk", flat=True))
    yield
    connections["default"].ops.execute_sql_flush([])
    for municipality in Municipality.objects.exclude(pk__in=before):
        drop_municipality_row(municipality)
    connections["owner"].close()


def create(slug="dijkveen", admin="First@Example.org", **options):
    out = io.StringIO()
    call_command("create_municipality", "Dijkveen", slug=slug, admin=admin, stdout=out, **options)
    return out.getvalue().split()[-1]


def test_command_makes_a_municipality_whose_first_administrator_can_accept(client):
    link = create()

    municipality = Municipality.objects.get(slug="dijkveen")
    page = client.get(link.partition("8000")[2], headers={"host": "dijkveen.localhost"})
    with municipality_context(municipality):
        assert Invitation.objects.get().email == "first@example.org"
        assert OutgoingMail.objects.get().to == "first@example.org"
        assert MunicipalitySettings.objects.get().sender_name == "Dijkveen"
        assert sorted(TenantSecret.objects.values_list("name", flat=True)) == ["citizen-numbers", "letter-codes"]
        assert sorted(AuditEntry.objects.values_list("action", flat=True)) == [
            "accounts.invitation.sent",
            "accounts.municipality.created",
        ]
    assert page.status_code == 200


def test_command_takes_other_host_names():
    create(host=["praat.dijkveen.example", "dijkveen.example"])

    assert list(Domain.objects.filter(municipality__slug="dijkveen").values_list("host", "is_primary")) == [
        ("praat.dijkveen.example", True),
        ("dijkveen.example", False),
    ]


def test_taken_name_is_refused_and_changes_nothing(zonnedael):
    with pytest.raises(CommandError, match=r"already a municipality|al een gemeente"):
        create(slug="zonnedael")

    assert Municipality.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"slug": "no spaces"}, {"admin": "nobody"}])
def test_wrong_arguments_are_refused(wrong):
    with pytest.raises(CommandError):
        create(**wrong)

    assert Municipality.objects.count() == 2


def test_failure_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(provisioning, "SECRETS", ("x" * 51,))  # longer than the column

    with pytest.raises(Exception, match="too long"):
        create()

    assert Municipality.objects.count() == Domain.objects.count() == 2


def test_statements_do_not_grow_with_the_number_of_municipalities():
    counts = []
    for number in range(3):
        queries = connections["default"].queries_log
        connections["default"].force_debug_cursor = True
        queries.clear()
        create(slug=f"place{number}")
        counts.append(len(queries))
        connections["default"].force_debug_cursor = False

    assert counts[0] == counts[1] == counts[2] < 40
