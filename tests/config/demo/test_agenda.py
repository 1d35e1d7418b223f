"""The people and the council's agenda of the invented municipalities."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from samenspel.accounts.enums import Role
from samenspel.accounts.models import RoleGrant, User, Verification
from samenspel.audit.models import AuditEntry
from samenspel.config.demo.agenda import evening
from samenspel.council.enums import ItemKind, MeetingStatus, Stage
from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, Meeting
from samenspel.portal.queries.theme import colours, contrasts

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


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


def test_roles_and_levels_are_audited(filled):
    done = list(AuditEntry.objects.values_list("action", flat=True))

    assert done.count("accounts.role.granted") == RoleGrant.objects.count()
    assert done.count("accounts.person.verified") == Verification.objects.count()
    assert done.count("accounts.account.opened") == User.objects.exclude(email="").count()


def test_only_the_first_administrator_was_granted_a_role_by_nobody(filled):
    grants = RoleGrant.objects.filter(granted_by=None)

    assert [grant.role for grant in grants] == [Role.ADMINISTRATOR]


def test_theme_can_be_read(filled):
    pairs = contrasts(colours(filled.settings.theme))

    assert filled.settings.theme
    assert [pair for pair in pairs if not pair.is_enough] == []


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
