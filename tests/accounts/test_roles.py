"""Roles are given and ended by administrators, never so that none is left."""

import pytest

from samenspel.accounts.actions.guests import create_guest
from samenspel.accounts.actions.invitations import accept_invitation, invite_staff
from samenspel.accounts.actions.roles import end_person, end_role, grant_role, reopen_person
from samenspel.accounts.enums import Role
from samenspel.accounts.exceptions import CannotHoldRole, InvitationNotValid, LastAdministrator
from samenspel.accounts.models import RoleGrant, Session
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed


def audited():
    return list(AuditEntry.objects.order_by("id").values_list("action", "actor", "object_id", "data"))


def test_administrator_grants_a_role_once_and_it_is_audited(in_zonnedael, ada, alice):
    grant_role(alice, role=Role.MODERATOR, actor=ada)
    grant_role(alice, role=Role.MODERATOR, actor=ada)

    assert alice.roles == {"moderator"}
    assert RoleGrant.objects.get(user=alice).granted_by == ada
    assert audited() == [("accounts.role.granted", ada.pk, alice.pk, {"role": "moderator"})]


@pytest.mark.parametrize("who", ["alice", "griet", "mo", "mallory"])
def test_nobody_else_grants_ends_or_closes(request, in_zonnedael, ada, bob, who):
    actor = request.getfixturevalue(who)
    if who == "mallory":
        actor.__dict__.pop("roles", None)

    for act in (grant_role, end_role):
        with pytest.raises(NotAllowed):
            act(bob, role=Role.CLERK, actor=actor)
    with pytest.raises(NotAllowed):
        end_person(ada, actor=actor)
    assert audited() == []


def test_ending_a_role_ends_the_sessions(in_zonnedael, ada, griet, as_):
    client = as_(griet)

    end_role(griet, role=Role.CLERK, actor=ada)

    assert griet.roles == frozenset()
    assert Session.objects.filter(user_id=griet.pk).count() == 0
    assert client.get("/account/").status_code == 302
    assert audited() == [("accounts.role.ended", ada.pk, griet.pk, {"role": "clerk"})]


def test_last_administrator_stays(in_zonnedael, ada):
    with pytest.raises(LastAdministrator):
        end_role(ada, role=Role.ADMINISTRATOR, actor=ada)
    with pytest.raises(LastAdministrator):
        end_person(ada, actor=ada)

    assert RoleGrant.objects.filter(ended_at=None).count() == 1


def test_administrator_may_go_when_another_stays(in_zonnedael, ada, alice):
    grant_role(alice, role=Role.ADMINISTRATOR, actor=ada)

    end_role(ada, role=Role.ADMINISTRATOR, actor=ada)

    assert [grant.user for grant in RoleGrant.objects.filter(ended_at=None)] == [alice]


def test_guests_and_closed_accounts_hold_no_role(in_zonnedael, ada, alice):
    end_person(alice, actor=ada)

    for person in (create_guest("Kim"), alice):
        with pytest.raises(CannotHoldRole):
            grant_role(person, role=Role.CLERK, actor=ada)


def test_closed_account_is_signed_out_and_can_be_reopened_without_roles(in_zonnedael, ada, griet, as_):
    client = as_(griet)

    end_person(griet, actor=ada)
    closed = client.get("/account/").status_code
    reopen_person(griet, actor=ada)

    assert closed == 302
    assert (griet.is_active, griet.roles) == (True, frozenset())
    assert [entry[0] for entry in audited()] == [
        "accounts.role.ended",
        "accounts.person.ended",
        "accounts.person.reopened",
    ]


def test_role_works_on_the_next_page(in_zonnedael, ada, alice, as_):
    client = as_(alice)
    before = client.get("/staff/people/").status_code

    grant_role(alice, role=Role.ADMINISTRATOR, actor=ada)

    assert (before, client.get("/staff/people/").status_code) == (403, 200)


@pytest.mark.parametrize(
    "end", [end_person, lambda person, actor: end_role(person, role=Role.ADMINISTRATOR, actor=actor)]
)
def test_administrator_who_goes_leaves_no_way_back_in(in_zonnedael, ada, alice, bob, end):
    grant_role(bob, role=Role.ADMINISTRATOR, actor=ada)
    invitation, _ = invite_staff("alice@example.org", roles=[Role.ADMINISTRATOR], actor=bob)
    other, _ = invite_staff("x@example.org", roles=[Role.CLERK], actor=ada)

    end(bob, actor=ada)

    with pytest.raises(InvitationNotValid):
        accept_invitation(invitation, actor=alice)
    withdrawn = AuditEntry.objects.get(action="accounts.invitation.withdrawn")
    other.refresh_from_db()
    assert (alice.roles, withdrawn.object_id, withdrawn.actor, other.is_open) == (frozenset(), invitation.pk, ada, True)
