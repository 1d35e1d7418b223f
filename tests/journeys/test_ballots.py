"""Residents fill in every form of ballot: by keyboard on a phone, without JavaScript, and with a mouse on a wide screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from samenspel.tenancy.context import municipality_context
from tests.journeys.conftest import Visitor
from tests.voting.ballots import WISHES, add_photo, make_form, make_projects
from tests.voting.conftest import make_ballot, votes_seen_by

STATUS = "[data-said]"


def named(name: str) -> re.Pattern[str]:
    """Match a name that is read in two parts: what the button does, and with what."""
    return re.compile(f"^{re.escape(name).replace(':', ' ?:')}$")


def press(page: Page, name: str) -> None:
    """Go to a button by the keyboard's focus and press Enter."""
    button = page.get_by_role("button", name=named(name))
    button.focus()
    page.keyboard.press("Enter")


def cast(visitor: Visitor, name: str, *, check: bool = True) -> None:
    """Go on from the ballot, look at it once more, cast it, and see the receipt; take pictures on the way."""
    page = visitor.page
    page.get_by_role("button", name=re.compile("Ga verder ?: controleer uw keuze")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Breng uw stem uit")).to_be_visible()
    if check:
        visitor.check_page()
    visitor.picture(f"{name}-summary")
    press(page, "Breng uw stem uit")
    expect(page.get_by_role("heading", name="Uw stem is binnen")).to_be_visible()
    expect(page.locator(".samenspel-receipt__code")).to_have_text(re.compile(r"^\w{4}(-\w{4}){3}$"))
    if check:
        visitor.check_page()
    visitor.picture(f"{name}-receipt")


def saved(municipality, person, ballot):
    """Return the line that the database holds for a person."""
    with municipality_context(municipality):
        return votes_seen_by(person, ballot)


@pytest.mark.parametrize("phone", [True, False])
def test_ranking_is_made_by_keyboard_and_the_focus_stays(visit, zonnedael, alice, phone):
    ballot = make_form(zonnedael, "stv", question="Wie en wat gaat er voor in onze wijk?", settings={"seats": 2})
    resident = visit(zonnedael, user=alice, phone=phone)
    page = resident.go(ballot.get_absolute_url())

    for name in (WISHES[3], WISHES[0], WISHES[2]):
        press(page, f"Voeg toe: {name}")
    press(page, f"“{WISHES[0]}” een plaats hoger")
    expect(page.get_by_role("button", name=f"“{WISHES[0]}” een plaats hoger")).to_be_focused()
    expect(page.locator(STATUS)).to_contain_text(f"“{WISHES[0]}” staat nu op plaats 1 van 3.")
    page.get_by_label(f"Plaats van “{WISHES[2]}”").fill("1")
    page.keyboard.press("Enter")
    expect(page.get_by_label(f"Plaats van “{WISHES[0]}”")).to_have_value("2")
    press(page, f"Haal “{WISHES[3]}” uit uw volgorde")
    expect(page.get_by_role("button", name=named(f"Voeg toe: {WISHES[3]}"))).to_be_focused()
    resident.check_page()
    resident.picture("form-ranking")
    cast(resident, "form-ranking")

    assert saved(zonnedael, alice, ballot) == ["3>1"]


def test_yes_or_no_is_chosen_with_the_arrow_keys(visit, zonnedael, alice):
    ballot = make_ballot(zonnedael)
    resident = visit(zonnedael, user=alice, phone=True)
    page = resident.go(ballot.get_absolute_url())

    page.get_by_role("radio", name="Ja").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Nee")).to_be_checked()
    resident.check_page()
    resident.picture("form-yes-no")
    cast(resident, "form-yes-no")

    assert saved(zonnedael, alice, ballot) == ["2"]


@pytest.mark.parametrize("phone", [True, False])
def test_approval_is_ticked_by_keyboard_and_counted_at_once(visit, zonnedael, alice, phone):
    ballot = make_form(zonnedael, "approval", question="Wat mag er komen?", settings={"limits": {"max": 2}})
    resident = visit(zonnedael, user=alice, phone=phone)
    page = resident.go(ballot.get_absolute_url())

    for name in (WISHES[0], WISHES[2], WISHES[3]):
        page.get_by_role("checkbox", name=name).focus()
        page.keyboard.press("Space")
    expect(page.locator("[data-tally]")).to_contain_text("3 van 2 gekozen · 1 te veel")
    page.get_by_role("button", name="Ga verder").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
    resident.check_page()
    resident.picture("form-approval-error")
    page.get_by_role("checkbox", name=WISHES[2]).focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-tally]")).to_have_text("2 van 2 gekozen", use_inner_text=True)
    cast(resident, "form-approval")

    assert saved(zonnedael, alice, ballot) == ["1 4"]


@pytest.mark.parametrize("phone", [True, False])
def test_points_are_given_with_buttons_and_by_typing(visit, zonnedael, alice, phone):
    settings = {"limits": {"each": 5, "total": 6}}
    ballot = make_form(zonnedael, "score", question="Hoeveel geeft u om elk plan?", settings=settings)
    resident = visit(zonnedael, user=alice, phone=phone)
    page = resident.go(ballot.get_absolute_url())

    more = page.get_by_role("button", name=f"Eén punt meer voor “{WISHES[1]}”")
    more.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(more).to_be_focused()
    expect(page.locator("[data-tally]")).to_contain_text("Nog 3 van 6 punten over")
    page.get_by_label(f"Punten voor “{WISHES[2]}”").fill("4")
    expect(page.locator("[data-tally]")).to_contain_text("1 te veel: geef minder punten")
    resident.check_page()
    resident.picture("form-points")
    press(page, f"Eén punt minder voor “{WISHES[2]}”")
    cast(resident, "form-points")

    assert saved(zonnedael, alice, ballot) == ["2:3 3:3"]


@pytest.mark.parametrize("phone", [True, False])
def test_basket_shows_what_is_left_and_survives_going_back(visit, zonnedael, alice, phone):
    ballot = make_projects(zonnedael, 15, question="Welke plannen krijgen een deel van het buurtgeld?")
    resident = visit(zonnedael, user=alice, phone=phone)
    page = resident.go(ballot.get_absolute_url())

    page.get_by_label("Gebied").select_option("Noord")
    expect(page.locator("[data-found-here]")).to_have_text("U ziet 5 van 15 keuzes.")
    press(page, f"Leg in uw mand: {WISHES[0]}")
    expect(page.get_by_role("button", name=named(f"Haal eruit: {WISHES[0]}"))).to_be_focused()
    expect(page.locator(STATUS)).to_contain_text(f"“{WISHES[0]}” is toegevoegd. 1 gekozen € 107.500 over van € 120.000")
    page.get_by_label("Gebied").select_option("")
    press(page, f"Leg in uw mand: {WISHES[2]}")
    press(page, f"Leg in uw mand: {WISHES[3]}")
    expect(page.locator("[data-tally]")).to_contain_text("€ 21.500 te veel: haal er iets uit")
    resident.check_page()
    resident.picture("form-basket-over")
    press(page, f"Haal “{WISHES[3]}” uit uw mand")
    expect(page.locator("[data-tally]")).to_contain_text("€ 8.500 over van € 120.000")
    resident.picture("form-basket")
    page.get_by_role("button", name="Ga verder").click()
    page.get_by_role("button", name="Verander iets").click()
    expect(page.locator("[data-tally]")).to_contain_text("€ 8.500 over van € 120.000")
    press(page, f"Leg in uw mand: {WISHES[4]}")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("button", name="Breng uw stem uit")).to_be_visible()
    cast_again = page.get_by_role("button", name="Breng uw stem uit")
    cast_again.click()
    expect(page.get_by_role("heading", name="Uw stem is binnen")).to_be_visible()
    page.get_by_role("link", name="Bekijk of verander uw stem").click()
    resident.check_page()
    resident.picture("form-basket-voted")

    assert saved(zonnedael, alice, ballot) == ["1 3 5"]


def test_browsers_back_button_brings_the_ballot_back_as_it_was_left(visit, zonnedael, alice):
    ballot = make_form(zonnedael, "stv")
    resident = visit(zonnedael, user=alice, phone=True)
    page = resident.go(ballot.get_absolute_url())
    for name in (WISHES[3], WISHES[0]):
        press(page, f"Voeg toe: {name}")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("button", name="Breng uw stem uit")).to_be_visible()

    page.go_back()

    expect(page.get_by_label(f"Plaats van “{WISHES[3]}”")).to_have_value("1")
    expect(page.get_by_label(f"Plaats van “{WISHES[0]}”")).to_have_value("2")


def test_every_form_works_without_javascript(visit, zonnedael, alice):
    ranking, points = make_form(zonnedael, "stv"), make_form(zonnedael, "score", settings={"limits": {"total": 6}})
    projects = make_projects(zonnedael, 15)
    resident = visit(zonnedael, user=alice, phone=True, javascript=False)

    page = resident.go(ranking.get_absolute_url())
    for name in (WISHES[3], WISHES[0]):
        press(page, f"Voeg toe: {name}")
    press(page, f"“{WISHES[0]}” een plaats hoger")
    expect(page.get_by_role("button", name=f"“{WISHES[0]}” een plaats hoger")).to_be_focused()
    page.get_by_label(f"Plaats van “{WISHES[4]}”").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_label(f"Plaats van “{WISHES[3]}”")).to_have_value("3")
    cast(resident, "plain-ranking", check=False)
    page = resident.go(points.get_absolute_url())
    press(page, f"Eén punt meer voor “{WISHES[1]}”")
    press(page, f"Eén punt meer voor “{WISHES[1]}”")
    expect(page.locator("[data-tally]")).to_contain_text("Nog 4 van 6 punten over")
    cast(resident, "plain-points", check=False)
    page = resident.go(projects.get_absolute_url())
    press(page, f"Leg in uw mand: {WISHES[0]}")
    page.get_by_label("Gebied").select_option("Zuid")
    page.get_by_role("button", name="Toon").click()
    press(page, f"Leg in uw mand: {WISHES[1]}")
    expect(page.locator("[data-tally]")).to_contain_text("€ 102.699,50 over van € 120.000")
    cast(resident, "plain-basket", check=False)

    assert [saved(zonnedael, alice, ballot) for ballot in (ranking, points, projects)] == [["1>5>4"], ["2:2"], ["1 2"]]


@pytest.mark.parametrize("phone", [True, False])
def test_visitor_reads_projects_and_the_rule_before_signing_in(visit, zonnedael, phone):
    ballot = make_projects(zonnedael, question="Welke plannen krijgen een deel van het buurtgeld?")
    add_photo(zonnedael, ballot, 1)
    visitor = visit(zonnedael, phone=phone)

    page = visitor.go(ballot.get_absolute_url())
    page.get_by_text("Hoe tellen we precies, en wie mag stemmen?").click()

    expect(page.get_by_role("link", name="Log in en stem")).to_be_visible()
    expect(page.get_by_text("Iedereen met een account hier")).to_be_visible()
    photo = page.get_by_role("img", name="Een groen veld.")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 60)
    visitor.check_page()
    visitor.picture("form-preview")
