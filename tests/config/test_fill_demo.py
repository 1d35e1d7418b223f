"""The two invented municipalities: complete, consistent, and the same after a second time."""

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from samenspel.accounts.enums import Role
from samenspel.accounts.models import RoleGrant, User
from samenspel.audit.models import AuditEntry
from samenspel.config.demo.agenda import evening
from samenspel.config.demo.fill import fill_municipality
from samenspel.config.demo.script import SLUGS
from samenspel.council.enums import ItemKind, MeetingStatus, Stage
from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, Meeting
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


def test_there_is_somebody_for_every_role_and_level(filled):
    roles = [grant.role for grant in RoleGrant.objects.filter(ended_at=None)]

    assert {role: roles.count(role) for role in Role.values} == {
        Role.COUNCIL_MEMBER: 4, Role.CLERK: 1, Role.ORGANISER: 1, Role.MODERATOR: 2, Role.ADMINISTRATOR: 2,
    }  # fmt: skip
    assert set(User.objects.values_list("verification_level", flat=True)) == {0, 1, 2}
    assert User.objects.filter(email="").count() == 1


def test_people_have_addresses_that_cannot_exist(filled):
    emails = User.objects.exclude(email="").values_list("email", flat=True)

    assert {email.partition("@")[2] for email in emails} == {f"{filled.slug}.example"}


def test_agenda_has_three_meetings_in_three_stages(filled):
    meetings = list(Meeting.objects.order_by("starts_at"))

    assert [meeting.stage for meeting in meetings] == [Stage.DECIDING, Stage.EXPLORING, Stage.DECIDING]
    assert [meeting.status for meeting in meetings] == [
        MeetingStatus.CLOSED, MeetingStatus.PLANNED, MeetingStatus.PLANNED,
    ]  # fmt: skip
    assert CouncilBody.objects.count() == 3
    assert {timezone.localtime(m.starts_at, AMSTERDAM).strftime("%H:%M") for m in meetings} <= {"19:30", "20:00"}


def test_agenda_items_make_a_tree_with_every_kind(filled):
    items = list(AgendaItem.objects.select_related("parent", "meeting"))

    kinds = [item.kind for item in items]
    assert 24 <= len(items) <= 30
    assert (kinds.count(ItemKind.BREAK), kinds.count(ItemKind.CLOSED)) == (1, 1)
    for item in items:
        assert item.depth == (0 if item.parent is None else item.parent.depth + 1)
        assert item.parent is None or item.number.startswith(item.parent.number + ".")
        assert item.parent is None or item.parent.meeting == item.meeting


def test_past_items_carry_a_result_and_future_ones_do_not(filled):
    for item in AgendaItem.objects.filter(kind=ItemKind.ITEM).select_related("meeting"):
        is_past = item.meeting.starts_at < timezone.now()

        assert (bool(item.result), bool(item.outcome), item.decided_at is not None) == (is_past, is_past, is_past)
        assert item.decided_at is None or item.meeting.starts_at < item.decided_at < item.meeting.ends_at


def test_documents_lead_to_a_reserved_domain(filled):
    documents = list(CouncilDocument.objects.all())

    assert len(documents) >= 16
    assert all(d.url.startswith(f"https://documenten.{filled.slug}.example/") for d in documents)
    assert len({d.url for d in documents}) == len(documents)


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-12-31"])
def test_evening_is_municipal_time_whatever_the_season(day):
    now = datetime.fromisoformat(f"{day}T21:00:00+00:00")

    found = evening(now, weeks=1, weekday=1, clock="19:30")

    assert (found.weekday(), found.strftime("%H:%M")) == (1, "19:30")
    assert timedelta(days=1) < found - now < timedelta(days=14)
