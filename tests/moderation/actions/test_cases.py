"""The queue holds a subject once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.moderation.actions import open_case
from samenspel.moderation.models import Case
from samenspel.moderation.queries import Rules, rules
from samenspel.subjects.models import Subject
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import Municipality


def test_open_case_opens_once_and_is_audited(in_zonnedael, alice):
    subject = Subject.objects.create(kind="contribution")

    first, second = open_case(subject, actor=alice), open_case(subject, actor=alice)

    assert first == second
    assert list(AuditEntry.objects.values_list("action", "actor", "object_id", "data")) == [
        ("moderation.case.opened", alice.pk, first.pk, {"subject": subject.pk, "held": False})
    ]


def test_open_case_makes_a_reported_case_a_held_one_but_not_back(in_zonnedael):
    subject = Subject.objects.create(kind="contribution")

    held = [open_case(subject, is_held=value).is_held for value in (False, True, False)]

    assert held == [False, True, True]


def test_open_case_after_a_closed_one_opens_a_new_one(in_zonnedael):
    subject = Subject.objects.create(kind="contribution")
    first = open_case(subject)
    Case.objects.update(closed_at=timezone.now())

    second = open_case(subject)

    assert second.pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_open_case_at_the_same_moment_opens_one():
    zonnedael = Municipality.objects.get(slug="zonnedael")
    with municipality_context(zonnedael):
        subject = Subject.objects.create(kind="contribution")

    def attempt(_: int) -> int:
        try:
            with municipality_context(zonnedael):
                return open_case(subject).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        cases = set(pool.map(attempt, range(8)))

    assert len(cases) == 1


def test_rules_have_defaults(in_zonnedael):
    assert rules() == Rules(held_first=True, max_links=2, appeal_days=42)


def test_rules_follow_the_municipality_and_ignore_a_wrong_type(in_zonnedael):
    in_zonnedael.settings.rules = {"held_first": False, "max_links": "many", "appeal_days": 14}

    assert rules() == Rules(held_first=False, max_links=2, appeal_days=14)
