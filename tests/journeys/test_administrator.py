"""The administrator: invites a clerk, who signs in and sets up a second factor; and sends letters with codes."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from tests.journeys.signing_in import newest_mail, sign_in_by_code


def set_up_app(visitor):
    page = visitor.page
    page.get_by_role("link", name="Use an app on your telephone").click()
    visitor.check_page()
    visitor.picture("second-factor-app")
    secret = page.locator("[data-totp-secret]").inner_text()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(
        format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    )
    page.get_by_role("button", name="Use this app from now on").click()
    visitor.check_page()
    assert page.locator(".samenspel-codes li").count() == 10
    page.get_by_role("link", name="I kept them: go on").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_administrator_invites_a_clerk_who_sets_up_a_second_factor(zonnedael, ada, visit, javascript):
    admin = visit(zonnedael, user=ada, language="en")
    clerk = visit(zonnedael, phone=True, language="en", javascript=javascript)
    if not javascript:
        clerk.check_page = lambda: None  # axe needs JavaScript

    page = admin.go("/staff/people/invite/")
    admin.check_page()
    page.get_by_label("E-mail address").fill("nel@example.org")
    page.get_by_label("Clerk").check()
    page.get_by_role("button", name="Send the invitation").click()
    admin.check_page()
    admin.picture("people")
    link = re.search(r"http://\S+/account/invitation/\S+", newest_mail(admin, "nel@example.org")).group()

    clerk.page.goto(link)
    clerk.check_page()
    clerk.page.get_by_role("main").get_by_role("link", name="Sign in").click()
    clerk.check_page()
    clerk.picture("sign-in")
    sign_in_by_code(clerk, admin, "nel@example.org")
    clerk.page.get_by_label("Name shown with what you write").fill("Nel")
    clerk.check_page()
    clerk.page.get_by_role("button", name="Keep this name").click()
    clerk.page.get_by_role("button", name="Accept the invitation").click()
    clerk.check_page()
    set_up_app(clerk)
    clerk.go("/account/")
    clerk.check_page()
    assert clerk.page.get_by_role("link", name="Council desk").count() == 1

    person = admin.go("/staff/people/?q=nel@")
    person.get_by_role("link", name="Nel").click()
    admin.check_page()
    admin.picture("person")
    person.get_by_role("button", name=re.compile("End this role")).click()
    admin.check_page()
    clerk.go("/account/")
    assert "/account/login/" in clerk.page.url


def test_administrator_sends_letters_and_a_resident_uses_a_code(zonnedael, ada, alice, visit):
    admin = visit(zonnedael, user=ada, language="en")
    resident = visit(zonnedael, user=alice, phone=True, language="en")

    page = admin.go("/staff/letters/new/")
    admin.check_page()
    page.get_by_label("Name of the mailing").fill("Neighbourhood North")
    page.get_by_label("The codes work until and including").fill(str(timezone.localdate() + timedelta(days=30)))
    page.get_by_label("Number of codes").fill("5")
    page.get_by_role("button", name="Make codes").click()
    page.get_by_role("button", name="Fetch the codes").wait_for()
    admin.check_page()
    admin.picture("letter-batch")
    with page.expect_download() as download:
        page.get_by_role("button", name="Fetch the codes").click()
    codes = download.value.path().read_text().split()

    form = resident.go("/account/letter-code/")
    resident.check_page()
    resident.picture("letter-code")
    form.get_by_label("Code in the letter").fill("0000-0000-0000")
    form.get_by_role("button", name="Use this code").click()
    resident.check_page()
    refused = form.get_by_label("Code in the letter").input_value()
    form.get_by_label("Code in the letter").fill(codes[1].lower())
    form.get_by_role("button", name="Use this code").click()
    resident.check_page()

    assert (len(codes), refused) == (6, "0000-0000-0000")
    assert "We know now that you live here" in form.get_by_role("main").inner_text()
    assert "Letter code" in form.get_by_role("main").inner_text()
    for address in ("/staff/letters/", "/staff/audit/", "/staff/people/"):
        admin.go(address)
        admin.check_page()
        admin.picture(address.strip("/").replace("/", "-"))
