"""The organiser asks residents something: step by step, together with a colleague, until they are answered."""

import pytest

from samenspel.common.spam import MINIMUM_SECONDS
from samenspel.tenancy.context import municipality_context
from tests.deliberation.actions.test_consultations import make_proposal
from tests.deliberation.conftest import make_consultation, make_item

NEXT = "Opslaan en verder"


@pytest.fixture
def item(zonnedael):
    return make_item(zonnedael, "Inrichting van het Marktplein")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).last.click()


def test_organiser_asks_residents_something(zonnedael, item, omar, visit):
    visitor = visit(zonnedael, user=omar)
    page = visitor.go("/staff/consultations/")
    visitor.check_page()
    page.get_by_role("link", name="Vraag inwoners iets").click()
    visitor.check_page()
    page.locator("[name=title]").fill("Hoe richten we het Marktplein in?")
    page.locator("[name=question]").fill("Wat mist u op het Marktplein?")
    press(page, NEXT)

    visitor.check_page()
    visitor.picture("wizard-say")
    page.locator("[name=policy_stage]").select_option("preparation")
    page.locator("[name=participation_level][value=consulting]").check()
    page.locator("[name=fixed]").fill("De weekmarkt blijft op het plein.")
    page.locator("[name=open]").fill("Bomen, banken en water.")
    page.locator("[name=responsible_body]").fill("Het college")
    press(page, NEXT)

    visitor.check_page()
    page.locator("[name=phase-0-starts_at]").fill("2026-01-01T09:00")
    page.locator("[name=phase-0-ends_at]").fill("2031-01-01T09:00")
    press(page, "Voeg een fase toe")
    visitor.check_page()
    visitor.picture("wizard-phases")
    page.get_by_role("button", name="Haal deze fase weg").last.click()
    press(page, NEXT)

    visitor.check_page()
    page.locator("[name=item]").select_option(str(item.pk))
    press(page, "Koppel dit punt")
    visitor.check_page()
    visitor.picture("wizard-items")
    press(page, NEXT)

    visitor.check_page()
    visitor.picture("wizard-check")
    page.get_by_role("link", name="Ga naar deze stap").click()
    page.locator("[name=answer_promised_on]").fill("2031-02-01")
    press(page, NEXT)
    page.wait_for_url("**/phases/")
    page.get_by_role("link", name="Controleren en publiceren").click()
    press(page, "Publiceer de consultatie")

    visitor.check_page()
    visitor.picture("consultation-organiser")
    assert page.get_by_text("Wat mist u op het Marktplein?").count() == 1
    for name, address in (("consultations", "/consultations/"), ("organisers-desk", "/staff/consultations/")):
        visitor.go(address)
        visitor.check_page()
        visitor.picture(name)


def test_resident_on_a_phone_reads_what_is_open_and_talks_along(zonnedael, item, omar, alice, visit):
    with municipality_context(zonnedael):
        consultation = make_consultation(zonnedael, omar, links=[(item.pk, "decides")])
    visitor = visit(zonnedael, user=alice, phone=True)
    page = visitor.go(consultation.get_absolute_url())
    visitor.check_page()
    visitor.picture("consultation")

    page.get_by_role("link", name="Praat mee", exact=True).click()
    page.locator("#composer [name=text]").fill("Meer bomen, graag.")
    page.wait_for_timeout(MINIMUM_SECONDS * 1000 + 1100)  # the pace of a person
    press(page, "Plaats bijdrage")
    page.get_by_text("Meer bomen, graag.").wait_for()

    visitor.check_page()
    visitor.go(f"/council/items/{item.pk}/")
    visitor.check_page()
    visitor.picture("item-with-consultation")


@pytest.mark.parametrize("phone", [True, False])
def test_two_organisers_at_once_without_javascript_lose_nothing(zonnedael, omar, ada, visit, phone):
    with municipality_context(zonnedael):
        draft = make_consultation(zonnedael, omar, published=False)
    address = f"/staff/consultations/{draft.pk}/edit/question/"
    first, second = visit(zonnedael, user=ada), visit(zonnedael, user=omar, phone=phone, javascript=False)
    for visitor in (first, second):
        visitor.go(address)
    first.page.locator("[name=introduction]").fill("De tekst van Ada.")
    press(first.page, NEXT)

    second.page.locator("[name=title]").fill("De titel van Omar")
    second.page.locator("[name=title]").press("Enter")

    page = second.page
    assert page.get_by_text("De tekst van Ada.").count() == 1
    assert page.locator("[name=title]").input_value() == "De titel van Omar"
    second.picture("conflict")
    page.locator("[name=introduction]").fill("Van ons beiden.")
    press(page, "Sla mijn tekst hierover op")
    first.go(address)
    first.check_page()
    assert first.page.locator("[name=introduction]").input_value() == "Van ons beiden."


def test_every_page_of_the_organiser_fits_a_phone(zonnedael, item, omar, alice, visit):
    with municipality_context(zonnedael):
        phases = [("proposals", -9, -2), ("support", -9, -2), ("discussion", -9, -2)]
        draft = make_consultation(zonnedael, omar, links=[(item.pk, "decides")], published=False)
        over = make_consultation(zonnedael, omar, phases=phases, title="Hoe wordt de Kade groen?")
        make_proposal(over, alice)
    steps = [f"{draft.pk}/edit/{step}/" for step in ("question", "say", "phases", "items", "check")]
    visitor = visit(zonnedael, user=omar, phone=True)

    for path in ("", *steps, f"{draft.pk}/preview/", f"{over.pk}/close/", f"{over.pk}/answer/"):
        visitor.go(f"/staff/consultations/{path}")
        visitor.check_page()
        visitor.picture("phone-" + (path.strip("/").replace("/", "-") or "desk"))

    page = visitor.go(f"/staff/consultations/{over.pk}/answer/")
    page.locator("[name=answer]").fill("Er komen twintig bomen.\n\nDe bankjes komen later.")
    press(page, "Publiceer het antwoord")
    visitor.check_page()
    visitor.picture("phone-answered")
    assert page.get_by_text("Er komen twintig bomen.").count() == 1
