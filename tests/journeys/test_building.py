"""An organiser makes a ballot that divides money, with photos, by keyboard alone, tries it out, and plans it."""

import re

import pytest
from playwright.sync_api import Page, expect

from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item
from tests.voting.conftest import make_ballot
from tests.voting.pictures import picture_with_place
from voting.models import Ballot, OptionPhoto

STEPS = ("question", "method", "options", "rule", "voters", "check")


def reach(page: Page, selector: str) -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    page.wait_for_load_state()
    for _press in range(120):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by keyboard")


def type_in(page: Page, name: str, text: str) -> None:
    reach(page, f"[name={name}]")
    page.keyboard.type(text)


def save(page: Page, value: str = "next") -> None:
    reach(page, f".samenspel-actions [name=go][value={value}]")
    page.keyboard.press("Enter")


@pytest.mark.journey
def test_organiser_makes_a_budget_with_projects_and_a_photo_by_keyboard(visit, zonnedael, omar):
    item = make_item(zonnedael, title="Wijkbudget Zonnedael-Noord")
    visitor = visit(zonnedael, user=omar)
    page = visitor.go(f"/staff/ballots/new/{item.subject_id}/")
    visitor.check_page()
    type_in(page, "question", "Wat doen we met het wijkbudget?")
    save(page)

    expect(page).to_have_url(re.compile("/edit/method/"))
    visitor.check_page()
    visitor.picture("builder-method")
    reach(page, "[name=method][value=yes_no]")
    for _step in range(9):
        page.keyboard.press("ArrowDown")
    assert page.locator("[name=method]:checked").get_attribute("value") == "equal_shares"
    save(page)

    expect(page).to_have_url(re.compile("/edit/options/"))
    type_in(page, "lines", "Bankjes langs het water; 4.800")
    reach(page, "form:has([name=lines]) button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 keuze is toegevoegd.")
    reach(page, "a[href$='/options/new/']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/options/new/"))
    visitor.check_page()
    visitor.picture("builder-option")
    type_in(page, "text", "Speeltuin in het park")
    type_in(page, "cost", "12.500")
    type_in(page, "area", "Noord")
    page.locator("[name=photo]").set_input_files(
        {"name": "omar.jpg", "mimeType": "image/jpeg", "buffer": picture_with_place()}
    )
    save(page, "list")
    expect(page.locator("#id_alternative_error, #id_alternative ~ *, .samenspel-error-summary").first).to_be_visible()
    visitor.check_page()
    type_in(page, "alternative", "Rood boven blauw")
    page.locator("[name=photo]").set_input_files(
        {"name": "omar.jpg", "mimeType": "image/jpeg", "buffer": picture_with_place()}
    )
    save(page, "list")
    expect(page).to_have_url(re.compile("/edit/options/#option-"))
    reach(page, ".samenspel-built__option:nth-child(2) [name=do][value=up]")
    page.keyboard.press("Enter")
    expect(page.locator(".samenspel-built__name").first).to_have_text("Speeltuin in het park")
    visitor.check_page()
    visitor.picture("builder-options")
    reach(page, "a[href$='/edit/rule/']")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/edit/rule/"))
    visitor.check_page()
    visitor.picture("builder-rule")
    type_in(page, "total_money", "15.000")
    save(page)
    expect(page).to_have_url(re.compile("/edit/voters/"))
    visitor.check_page()
    visitor.picture("builder-voters")
    save(page)

    expect(page).to_have_url(re.compile("/edit/check/"))
    visitor.check_page()
    visitor.picture("builder-check")
    reach(page, "a[href$='/preview/']")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Zo zien kiezers het.")).to_be_visible()
    visitor.check_page()
    visitor.picture("builder-preview")
    page.go_back()
    reach(page, "form[action$='/plan/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("De stemming is gepland.")

    with municipality_context(zonnedael):
        ballot, photo = Ballot.objects.get(), OptionPhoto.objects.get()
    assert (ballot.state, ballot.rule["shares"]["increment"], ballot.rule["budget"]["total"]) == (
        "planned",
        100,
        15_000_00,
    )
    assert b"Camera van Omar" not in bytes(photo.image)


@pytest.mark.journey
@pytest.mark.parametrize("method", ["equal_shares", "stv"])
def test_every_step_fits_a_phone_without_javascript(visit, zonnedael, omar, method):
    with municipality_context(zonnedael):
        ballot = make_ballot(zonnedael, state="draft", method=method, settings={"budget": {"total": 500_000}})
        ballot.options.update(cost=300_000, area="Zonnedael-Noord")
    visitor = visit(zonnedael, user=omar, phone=True, javascript=False)

    for name in STEPS:
        page = visitor.go(f"/staff/ballots/{ballot.pk}/edit/{name}/")
        visitor.picture(f"builder-{method}-{name}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="Probeer de stemming zoals kiezers die zien").click()

    expect(page.get_by_text("Zo zien kiezers het.")).to_be_visible()
    visitor.picture(f"builder-{method}-preview")
