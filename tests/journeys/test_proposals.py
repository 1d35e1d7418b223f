"""A resident proposes, sees what others proposed, supports and takes it back: on a phone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from samenspel.common.spam import MINIMUM_SECONDS
from tests.deliberation.rows import consultation_row, proposal_row


@pytest.fixture
def iris(zonnedael, make_user):
    """A resident whose letter code was checked: what she writes appears at once."""
    return make_user(zonnedael, "iris", level=2)


@pytest.fixture
def plein(visit, zonnedael, make_user):
    """A consultation with two proposals."""
    joost = make_user(zonnedael, "joost", level=2)
    consultation = consultation_row(zonnedael)
    proposal_row(consultation, joost, "Meer bomen op het plein", text="Schaduw in de zomer.\n\nEn vogels.")
    proposal_row(consultation, joost, "Gratis parkeren voor bewoners", status="rejected", answer="Nee.")
    return consultation


def write(page: Page, title: str) -> None:
    """Fill in the form, at the pace of a person."""
    page.get_by_label("Uw voorstel in één zin").fill(title)
    page.get_by_label("Toelichting").fill("Dan is er schaduw op de banken.")
    page.locator("[name=place]").fill("Marktplein")
    page.wait_for_timeout(MINIMUM_SECONDS * 1000 + 1100)


def test_resident_on_a_phone_sees_what_is_there_supports_and_proposes(visit, zonnedael, iris, plein):
    visitor = visit(zonnedael, user=iris, phone=True)
    page = visitor.go(f"/consultations/{plein.pk}/proposals/")
    visitor.check_page()
    visitor.picture("proposals")

    page.get_by_role("link", name="Doe een voorstel").click()
    page.get_by_label("Uw voorstel in één zin").press_sequentially("Plant bomen bij de kerk", delay=5)
    similar = page.locator("[data-similar-here]")
    expect(similar).to_contain_text("Meer bomen op het plein")
    expect(similar).to_have_attribute("aria-live", "polite")
    visitor.check_page()
    visitor.picture("proposal-form")

    similar.get_by_role("link", name="Meer bomen op het plein").click()
    support = page.locator("#support")
    expect(support).not_to_contain_text("steunt dit")
    support.get_by_role("button", name="Steun dit voorstel").click()
    expect(support).to_contain_text("1 persoon steunt dit")
    expect(page.get_by_role("status")).to_contain_text("U steunt dit voorstel.")
    visitor.check_page()
    visitor.picture("proposal-supported")
    support.get_by_role("button", name="Trek mijn steun in").click()
    expect(support.get_by_role("button", name="Steun dit voorstel")).to_be_visible()

    visitor.go(f"/consultations/{plein.pk}/proposals/new/")
    expect(page.get_by_label("Uw voorstel in één zin")).to_have_value("Plant bomen bij de kerk")
    write(page, "Plant drie bomen bij de kerk")
    expect(similar).to_contain_text("Meer bomen op het plein")
    page.get_by_role("button", name="Dien voorstel in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plant drie bomen bij de kerk")
    visitor.check_page()
    visitor.picture("proposal-placed")


def test_resident_without_javascript_sees_similar_ones_before_submitting(visit, zonnedael, iris, plein):
    visitor = visit(zonnedael, user=iris, javascript=False)
    page = visitor.go(f"/consultations/{plein.pk}/proposals/new/")
    write(page, "Plant bomen bij de kerk")

    page.get_by_role("button", name="Dien voorstel in").click()
    expect(page.locator("#similar-found")).to_contain_text("Meer bomen op het plein")
    expect(page.get_by_label("Toelichting")).to_have_value("Dan is er schaduw op de banken.")
    page.get_by_role("button", name="Dien mijn voorstel toch in").click()
    expect(page).to_have_url(re.compile(r"/proposals/\d+/$"))
    page.get_by_role("button", name="Steun dit voorstel").click()
    expect(page.locator("#support")).to_contain_text("1 persoon steunt dit")
    page.get_by_role("button", name="Trek mijn steun in").click()
    expect(page.get_by_role("button", name="Steun dit voorstel")).to_be_visible()


def test_organiser_answers_a_proposal_on_a_wide_screen(visit, zonnedael, omar, plein):
    visitor = visit(zonnedael, user=omar)
    page = visitor.go(f"/consultations/{plein.pk}/proposals/")
    visitor.check_page()
    visitor.picture("proposals")
    page.get_by_role("link", name="Meer bomen op het plein").click()
    page.get_by_role("link", name="Beantwoord dit voorstel").click()
    visitor.check_page()

    page.get_by_label("Overgenomen", exact=True).check()
    page.get_by_role("button", name="Bewaar het antwoord").click()
    expect(page.get_by_role("group", name="Dit is nog niet gelukt")).to_be_visible()
    visitor.check_page()
    visitor.picture("proposal-answer")
    page.get_by_label("Antwoord").fill("Wij planten tien bomen.")
    page.get_by_label("Redenen").fill("Het is er heet in de zomer.")
    page.get_by_role("button", name="Bewaar het antwoord").click()
    expect(page.locator(".samenspel-proposal-answer")).to_contain_text("Wij planten tien bomen.")
    visitor.check_page()
    visitor.picture("proposal-answered")
