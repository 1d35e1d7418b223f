"""Guests: bound to a browser, merged at sign-in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from samenspel.accounts.actions.guests import create_guest, merge_guest
from samenspel.accounts.adapters.guests import ensure_guest
from samenspel.accounts.adapters.sessions import SessionStore
from samenspel.accounts.models import User
from samenspel.accounts.queries import participant_of
from samenspel.accounts.signals import guest_merged
from samenspel.audit.models import AuditEntry
from tests.people import sign_in


@pytest.fixture
def visitor_request(in_zonnedael):
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.user = AnonymousUser()
    request.participant = None
    return request


@pytest.fixture
def merged():
    calls = []

    def listen(**kwargs):
        calls.append((kwargs["guest"], kwargs["user"]))

    guest_merged.connect(listen)
    yield calls
    guest_merged.disconnect(listen)


def test_visitor_has_no_participant(visitor_request):
    assert participant_of(visitor_request) is None


def test_ensure_guest_makes_one_guest_of_level_zero_and_binds_it(visitor_request):
    guest = ensure_guest(visitor_request, "Kim")
    again = ensure_guest(visitor_request, "Somebody else")

    assert (guest.display_name, guest.verification_level, guest.is_guest) == ("Kim", 0, True)
    assert again == guest == participant_of(visitor_request)
    assert User.objects.count() == 1


def test_guest_of_another_municipality_is_nobody_here(visitor_request, mistbergen):
    from samenspel.tenancy.context import municipality_context

    ensure_guest(visitor_request, "Kim")

    with municipality_context(mistbergen):
        assert participant_of(visitor_request) is None


def test_sign_in_hands_over_what_the_guest_wrote(alice, merged, browser_at, zonnedael):
    from samenspel.tenancy.context import municipality_context

    client = browser_at(zonnedael)
    with municipality_context(zonnedael):
        guest = create_guest("Kim")
        session = client.session
        session["guest_id"] = guest.pk
        session.save()

    sign_in(client, alice)

    with municipality_context(zonnedael):
        guest.refresh_from_db()
        assert merged == [(guest, alice)]
        assert not guest.is_active
        assert list(AuditEntry.objects.values_list("action", "actor", "object_id", "data")) == [
            ("accounts.guest.merged", alice.pk, alice.pk, {"guest": guest.pk})
        ]
        assert "guest_id" not in client.session


def test_merge_guest_happens_once(alice, in_zonnedael, merged):
    guest = create_guest("Kim")

    merge_guest(guest, into=alice, actor=alice)
    merge_guest(guest, into=alice, actor=alice)

    assert len(merged) == 1
