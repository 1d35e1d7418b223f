"""A clerk keeps a passkey as second factor, and gets in with it the next time."""

import re

import pytest
from playwright.sync_api import expect

from samenspel.audit.models import AuditEntry
from samenspel.tenancy.context import municipality_context
from tests.journeys.signing_in import sign_in_by_code

DESK = "/staff/council/"


def telephone_with_passkeys(visitor):
    """Give a browser a built-in authenticator that knows its owner; returns what asks it for the keys it holds."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda: session.send("WebAuthn.getCredentials", made)["credentials"]


def begin(visitor, reader, person):
    """Ask for the clerk's desk and sign in by e-mailed code."""
    visitor.go(DESK).get_by_label("E-mail address").fill(person.email)
    sign_in_by_code(visitor, reader, person.email)


@pytest.fixture
def reader(visit, zonnedael):
    """A browser that reads the demo's mailbox."""
    return visit(zonnedael, language="en")


def test_clerk_registers_a_passkey_and_signs_in_with_it(visit, zonnedael, griet, reader):
    clerk = visit(zonnedael, phone=True, language="en")
    keys = telephone_with_passkeys(clerk)
    page = clerk.page

    begin(clerk, reader, griet)
    clerk.check_page()
    page.get_by_role("link", name="Use a passkey or security key").click()
    clerk.check_page()
    page.get_by_label("Name of the key").fill("Telephone")
    clerk.picture("passkey-add")
    page.get_by_role("button", name="Add this key").click()
    expect(page.locator(".samenspel-codes li")).to_have_count(10)
    clerk.check_page()
    registered = clerk.go(DESK).url
    clerk.check_page()
    clerk.go("/account/logout/").get_by_role("main").get_by_role("button", name=re.compile("Sign out")).click()
    begin(clerk, reader, griet)
    clerk.check_page()
    clerk.picture("passkey-use")
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url("**" + DESK)

    assert registered == page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("Council desk")
    assert [(key["rpId"], key["signCount"]) for key in keys()] == [("zonnedael.localhost", 2)]
    with municipality_context(zonnedael):
        added = AuditEntry.objects.filter(action="accounts.second_factor.added", actor=griet.pk)
        assert sorted(added.values_list("data__type", flat=True)) == ["recovery_codes", "webauthn"]
    clerk.go("/account/second-factor/webauthn/")
    clerk.check_page()
    expect(page.get_by_role("main")).to_contain_text("Telephone")


def test_mail_alone_does_not_open_the_desk_of_a_clerk_with_a_passkey(visit, zonnedael, griet, reader):
    clerk = visit(zonnedael, language="en")
    telephone_with_passkeys(clerk)
    begin(clerk, reader, griet)
    clerk.page.get_by_role("link", name="Use a passkey or security key").click()
    clerk.page.get_by_role("button", name="Add this key").click()
    expect(clerk.page.locator(".samenspel-codes li")).to_have_count(10)

    stranger = visit(zonnedael, language="en")
    begin(stranger, reader, griet)
    stranger.go(DESK)

    assert "/account/login/" in stranger.page.url
