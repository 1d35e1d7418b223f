"""Signing in as a person does: a code by e-mail, read in the demo's mailbox."""

import re

from tests.journeys.conftest import Visitor


def newest_mail(visitor: Visitor, address: str) -> str:
    """Read the newest mail to an address in the demo's mailbox."""
    return visitor.go(f"/demo/mailbox/?to={address}").locator("article").first.inner_text()


def sign_in_by_code(visitor: Visitor, reader: Visitor, address: str) -> None:
    """Ask for a code on the sign-in page that is open, read it in the reader's mailbox, and type it."""
    page = visitor.page
    page.get_by_role("button", name="Send me a code").click()
    visitor.check_page()
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", newest_mail(reader, address), re.MULTILINE)
    assert found is not None
    page.get_by_label("Code").fill(found.group())
    page.get_by_role("button", name="Sign in", exact=True).click()
