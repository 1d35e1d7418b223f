"""Invitations: one use, one address, one week."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samenspel.accounts.actions.invitations import accept_invitation, hash_token, invite_staff, withdraw_invitation
from samenspel.accounts.actions.roles import grant_role
from samenspel.accounts.enums import Role
from samenspel.accounts.exceptions import InvitationForAnother, InvitationNotValid
from samenspel.accounts.models import Invitation
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.notifications.models import OutgoingMail


@pytest.fixture
def invited(in_zonnedael, ada):
    return invite_staff("Alice@Example.org", roles=[Role.CLERK, Role.MODERATOR], actor=ada)


def path_of(link):
    return link.partition("localhost:8000")[2]


def test_invitation_is_mailed_and_its_token_is_not_stored(invited, ada):
    invitation, link = invited

    mail = OutgoingMail.objects.get()
    token = link.split("/")[-2]
    assert link == f"http://zonnedael.localhost:8000/account/invitation/{token}/"
    assert (mail.to, link in mail.text) == ("alice@example.org", True)
    assert invitation.token_hash == hash_token(token) != token
    assert token not in str(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.get().data == {"roles": ["clerk", "moderator"]}


def test_invited_person_signs_in_accepts_and_gets_the_roles(invited, alice, ada, as_, anonymous):
    _, link = invited

    before = anonymous.get(path_of(link)).content.decode()
    response = as_(alice).post(path_of(link))
    again = as_(alice).get(path_of(link))

    assert "/account/login/?email=alice%40example.org&amp;next=" in before
    assert (response.status_code, response.url) == (302, "/account/staff/second-factor/")
    assert again.status_code == 409
    alice.__dict__.pop("roles", None)
    assert alice.roles == {"clerk", "moderator"}
    assert {grant.granted_by for grant in alice.role_grants.all()} == {ada}


def test_somebody_else_cannot_accept(invited, bob, as_):
    _, link = invited

    response = as_(bob).post(path_of(link))

    assert response.status_code == 403
    assert bob.roles == frozenset()
    with pytest.raises(InvitationForAnother):
        accept_invitation(invited[0], actor=bob)


def test_invitation_of_another_municipality_is_absent(invited, browser_at, mistbergen, mallory, as_):
    _, link = invited

    assert browser_at(mistbergen).get(path_of(link)).status_code == 404
    assert as_(mallory).post(path_of(link)).status_code == 404


def test_expired_invitation_does_not_work(invited, alice):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(InvitationNotValid):
        accept_invitation(invited[0], actor=alice)


def test_withdrawn_invitation_does_not_work(invited, alice, ada):
    withdraw_invitation(invited[0], actor=ada)

    with pytest.raises(InvitationNotValid):
        accept_invitation(invited[0], actor=alice)
    with pytest.raises(InvitationNotValid):
        withdraw_invitation(invited[0], actor=ada)


@pytest.mark.parametrize("who", ["alice", "griet"])
def test_only_administrators_invite(request, in_zonnedael, who):
    with pytest.raises(NotAllowed):
        invite_staff("x@example.org", roles=[Role.CLERK], actor=request.getfixturevalue(who))

    assert Invitation.objects.count() == OutgoingMail.objects.count() == 0


def test_administrator_invites_and_withdraws_on_the_page(in_zonnedael, ada, as_):
    client = as_(ada)

    empty = client.post("/staff/people/invite/", {"email": "new@example.org"})
    sent = client.post("/staff/people/invite/", {"email": "new@example.org", "roles": ["clerk"]})
    listed = client.get("/staff/people/").content.decode()
    client.post(f"/staff/people/invitations/{Invitation.objects.get().pk}/withdraw/")

    assert (empty.status_code, sent.status_code, sent.url) == (200, 302, "/staff/people/")
    assert "new@example.org" in listed
    assert "new@example.org" not in client.get("/staff/people/").content.decode()


def test_invitation_for_a_role_that_is_held_does_not_rewrite_who_gave_it(in_zonnedael, ada, alice, make_user):
    grant_role(alice, role=Role.CLERK, actor=ada)
    other = make_user(in_zonnedael, "olga", roles=("administrator",))
    invitation, _ = invite_staff("alice@example.org", roles=[Role.CLERK, Role.MODERATOR], actor=other)

    accept_invitation(invitation, actor=alice)

    given = dict(alice.role_grants.filter(ended_at=None).values_list("role", "granted_by"))
    assert given == {"clerk": ada.pk, "moderator": other.pk}
