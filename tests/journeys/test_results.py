"""Results of every family of methods, checked with axe on a phone and on a wide screen."""

import pytest
from playwright.sync_api import expect

from tests.voting.results import FAMILIES, hold


@pytest.mark.parametrize("method", FAMILIES)
def test_result_is_read_on_a_phone_and_on_a_wide_screen(visit, zonnedael, make_user, method):
    def voters(number):
        return [make_user(zonnedael, f"inwoner{at}", level=1 + at % 2) for at in range(number)]

    ballot = hold(zonnedael, voters, method, question="Wat komt er op het Kerkplein?")

    for phone in (True, False):
        reader = visit(zonnedael, phone=phone)
        page = reader.go(ballot.get_absolute_url())
        expect(page.locator(".samenspel-ballot__outcome")).to_be_visible()
        reader.check_page()
        reader.picture(f"result-{method}")
        page.evaluate("document.querySelectorAll('main details').forEach((each) => (each.open = true))")
        reader.check_page()
        reader.picture(f"result-{method}-open")
