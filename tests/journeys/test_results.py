"""Results of every family of methods, checked with axe on a phone and on a wide screen."""

import pytest
from playwright.sync_api import expect

from samenspel.tenancy.context import municipality_context
from tests.voting.results import FAMILIES, store
from voting.actions import note_result


@pytest.mark.parametrize("method", FAMILIES)
def test_result_is_read_on_a_phone_and_on_a_wide_screen(visit, zonnedael, method):
    ballot = store(zonnedael, method, question="Wat komt er op het Kerkplein?")
    with municipality_context(zonnedael):
        note_result(ballot)

    for phone in (True, False):
        reader = visit(zonnedael, phone=phone)
        page = reader.go(ballot.get_absolute_url())
        expect(page.locator(".samenspel-ballot__outcome")).to_be_visible()
        reader.picture(f"result-{method}")
        page.evaluate("document.querySelectorAll('main details').forEach((each) => (each.open = true))")
        reader.check_page()
        reader.picture(f"result-{method}-open")
