"""The clerk enters a meeting by hand, uploads a file, changes an item and records what was decided."""

import re

import pytest

from samenspel.council.importers.csv_file import EXAMPLE
from samenspel.tenancy.context import municipality_context


@pytest.fixture
def council(zonnedael):
    from samenspel.council.models import CouncilBody

    with municipality_context(zonnedael):
        return CouncilBody.objects.create(name="Gemeenteraad")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def add_item(visitor, number, title):
    visitor.page.get_by_role("link", name="Add an item").click()
    visitor.check_page()
    visitor.page.locator("[name=number]").fill(number)
    visitor.page.locator("[name=title]").fill(title)
    press(visitor.page, "Add the item")


def test_clerk_keeps_the_agenda(zonnedael, council, griet, visit):
    visitor = visit(zonnedael, user=griet, language="en")
    page = visitor.go("/staff/council/")
    visitor.check_page()
    visitor.picture("desk")

    page.get_by_role("link", name="Add a meeting").click()
    visitor.check_page()
    page.locator("[name=body]").select_option(label="Gemeenteraad")
    page.locator("[name=title]").fill("Raad in april")
    page.locator("[name=starts_at]").fill("2027-04-12T19:30")
    press(page, "Add the meeting")
    add_item(visitor, "1", "Opening")
    add_item(visitor, "2", "Parkeren in de Kerkstraat")
    visitor.check_page()
    visitor.picture("clerk-meeting")
    page.get_by_role("button", name="Move up").click()

    titles = page.locator(".samenspel-agenda__title").all_inner_texts()
    assert titles == ["Parkeren in de Kerkstraat", "Opening"]

    page.get_by_role("link", name="Parkeren in de Kerkstraat", exact=True).click()
    visitor.check_page()
    visitor.picture("clerk-item")
    page.locator("[name=result]").fill("Aangenomen")
    press(page, "Save")

    assert page.get_by_text("Adopted", exact=True).count() == 1
    page.get_by_role("link", name="See what residents see").click()
    assert page.get_by_text("Parkeren in de Kerkstraat").count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_clerk_uploads_a_file_and_sees_it_taken_over(zonnedael, council, griet, visit, javascript):
    visitor = visit(zonnedael, user=griet, language="en", javascript=javascript)
    page = visitor.go("/staff/council/imports/")
    if javascript:
        visitor.check_page()

    file = {"name": "agenda.csv", "mimeType": "text/csv"}
    page.locator("[name=file]").set_input_files({**file, "buffer": b"vergadering;datum;onderwerp\nRaad;gisteren;X\n"})
    press(page, "Check the file")
    assert page.get_by_text("Line 2").count() == 1
    if javascript:
        visitor.check_page()
        visitor.picture("import-mistakes")
    page.locator("[name=file]").set_input_files({**file, "buffer": EXAMPLE.encode()})
    press(page, "Check the file")
    press(page, "Start the import")

    page.get_by_text("The import is finished.").wait_for()
    assert re.search(r"New\s*5", page.locator("#progress").inner_text())
    if javascript:
        visitor.check_page()
    visitor.go("/council/")
    assert page.get_by_role("link", name="Raadsvergadering").count() == 1
