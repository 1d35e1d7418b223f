"""The front door in a real browser."""

import pytest


@pytest.mark.parametrize("phone", [True, False])
def test_home_opens(zonnedael, visit, phone):
    visitor = visit(zonnedael, phone=phone)

    page = visitor.go("/")

    assert page.locator("h1").count() == 1
    visitor.picture("home")


def test_unknown_host_lists_municipalities(zonnedael, visit):
    visitor = visit(zonnedael)

    page = visitor.page
    page.goto(visitor.base.replace("zonnedael.localhost", "127.0.0.1"))

    assert page.get_by_role("link", name="Zonnedael").count() == 1
    visitor.errors.clear()  # the address was another host on purpose
