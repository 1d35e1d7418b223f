"""A lost second factor is removed by two administrators where there are two."""

import pytest
from allauth.mfa.models import Authenticator

from samenspel.accounts.actions.roles import grant_role
from samenspel.accounts.actions.second_factors import (
    approve_second_factor_reset,
    refuse_second_factor_reset,
    reset_second_factor,
)
from samenspel.accounts.enums import Role
from samenspel.accounts.exceptions import AlreadyDecided, SecondAdministratorNeeded
from samenspel.accounts.models import Session
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.notifications.models import OutgoingMail


@pytest.fixture
def lost(in_zonnedael, griet, as_):
    """Griet has an app and is signed in."""
    Authenticator.objects.create(user=griet, type="totp", data={})
    as_(griet)
    return griet


@pytest.fixture
def second(in_zonnedael, ada, bob):
    grant_role(bob, role=Role.ADMINISTRATOR, actor=ada)
    return bob


def factors():
    return Authenticator.objects.count()


def actions():
    return list(
        AuditEntry.objects.order_by("id").exclude(action="accounts.role.granted").values_list("action", "actor")
    )


def test_only_administrator_removes_it_at_once(lost, ada):
    reset = reset_second_factor(lost, actor=ada)

    assert (reset.approved, factors(), Session.objects.filter(user_id=lost.pk).count()) == (True, 0, 0)
    assert OutgoingMail.objects.get().to == "griet@example.org"
    assert actions() == [
        ("accounts.second_factor_reset.requested", ada.pk),
        ("accounts.second_factor.reset", ada.pk),
    ]


def test_second_administrator_confirms(lost, ada, second):
    reset = reset_second_factor(lost, actor=ada)
    asked_twice = reset_second_factor(lost, actor=ada)
    with pytest.raises(SecondAdministratorNeeded):
        approve_second_factor_reset(reset, actor=ada)
    before = factors()
    approve_second_factor_reset(reset, actor=second)

    assert (reset == asked_twice, before, factors()) == (True, 1, 0)
    assert actions() == [
        ("accounts.second_factor_reset.requested", ada.pk),
        ("accounts.second_factor.reset", second.pk),
    ]
    with pytest.raises(AlreadyDecided):
        approve_second_factor_reset(reset, actor=second)


def test_refused_reset_changes_nothing(lost, ada, second):
    reset = reset_second_factor(lost, actor=ada)
    refuse_second_factor_reset(reset, actor=second)

    assert factors() == 1
    assert actions()[-1] == ("accounts.second_factor_reset.refused", second.pk)


def test_nobody_removes_their_own(in_zonnedael, ada):
    with pytest.raises(SecondAdministratorNeeded):
        reset_second_factor(ada, actor=ada)


def test_one_of_two_administrators_helps_the_other(in_zonnedael, ada, second):
    Authenticator.objects.create(user=second, type="totp", data={})

    assert reset_second_factor(second, actor=ada).approved


def test_others_may_not_ask(lost, mo):
    with pytest.raises(NotAllowed):
        reset_second_factor(lost, actor=mo)


def test_reset_on_the_pages(lost, ada, second, as_):
    as_(ada).post(f"/staff/people/{lost.uid}/second-factor/")
    reset = lost.second_factor_resets.get()
    listed = "Griet" in as_(second).get("/staff/people/").content.decode()

    refused = as_(ada).post(f"/staff/people/resets/{reset.pk}/", {"decision": "approve"})
    approved = as_(second).post(f"/staff/people/resets/{reset.pk}/", {"decision": "approve"})

    assert (listed, refused.status_code, approved.status_code, factors()) == (True, 403, 302, 0)
