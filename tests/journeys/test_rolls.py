"""A clerk imports a list and has letters made; a resident votes by letter on a phone; two people type paper ballots."""

import csv
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from samenspel.tenancy.context import municipality_context
from tests.journeys.conftest import Visitor
from tests.voting.conftest import close_now
from tests.voting.rolls import coming_ballot, fill_roll, list_of, open_now
from voting.actions import cast_vote
from voting.enums import Channel
from voting.models import Ballot, Participation, RollEntry
from voting.permissions import Voter

QUESTION = "Welke brug komt er over de vaart?"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def fetched_letters(clerk: Visitor, ballot: Ballot) -> list[list[str]]:
    """Have letters made by the worker, and fetch them."""
    page = clerk.go(f"/staff/ballots/{ballot.pk}/letters/")
    clerk.check_page()
    page.get_by_label("CSV: een regel per brief").check()
    press(page, "De brieven maken")
    deadline = time.monotonic() + 60
    while not page.get_by_role("button", name="Eén keer ophalen").count():  # the worker is another process
        assert time.monotonic() < deadline
        page.goto(page.url)
    clerk.check_page()
    clerk.picture("letters")
    with page.expect_download() as download:
        press(page, "Eén keer ophalen")
    return list(csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))[1:]


@pytest.mark.journey
def test_resident_votes_on_a_phone_with_the_code_of_a_letter(visit, zonnedael, griet):
    ballot = coming_ballot(zonnedael, question=QUESTION, method="single_choice")
    clerk = visit(zonnedael, user=griet)
    page = clerk.go(f"/staff/ballots/{ballot.pk}/roll/")
    clerk.check_page()
    clerk.picture("roll")
    upload = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": list_of(11, 12, 13)}
    page.get_by_label("De lijst, als CSV").set_input_files(upload)
    page.get_by_label("Welke kolom is voor iedereen anders?").fill("nummer")
    page.get_by_label("In welke kolom staat de wijk?").fill("wijk")
    press(page, "De lijst inlezen")
    expect(page.get_by_text("Er zijn 3 mensen bijgekomen.")).to_be_visible()
    letters = fetched_letters(clerk, ballot)
    with municipality_context(zonnedael):
        open_now(ballot)

    resident = visit(zonnedael, phone=True)
    phone = resident.go(f"/ballots/{ballot.pk}/code/?number={letters[0][0]}")
    expect(phone.get_by_label("Nummer van uw brief")).to_have_value(letters[0][0])
    phone.get_by_label("Uw code").fill("fout")
    press(phone, "Naar het stembiljet")
    resident.check_page()
    resident.picture("code-wrong")
    phone.get_by_label("Uw code").fill(letters[0][1].lower())
    press(phone, "Naar het stembiljet")
    expect(phone.get_by_text("U stemt met uw brief.")).to_be_visible()
    resident.check_page()
    resident.picture("letter-ballot")
    phone.get_by_role("radio", name="Stalen brug", exact=True).check()
    phone.get_by_role("button", name="Ga verder").click()
    press(phone, "Breng uw stem uit")
    expect(phone.get_by_role("heading", name="Uw stem is binnen")).to_be_visible()
    resident.check_page()
    press(phone, "Klaar")

    expect(phone.get_by_text("Deze computer weet niet meer wie er stemde.")).to_be_visible()
    expect(phone.get_by_text("U stemt met uw brief.")).to_have_count(0)
    with municipality_context(zonnedael):
        assert list(Participation.objects.values_list("channel", "person")) == [("letter", None)]


@pytest.mark.journey
def test_officer_helps_at_the_desk_and_two_people_type_paper(visit, zonnedael, griet, omar):
    ballot = coming_ballot(zonnedael, question=QUESTION, method="single_choice", has_paper=True)
    with municipality_context(zonnedael):
        fill_roll(ballot, omar, *range(101, 131))
        open_now(ballot)
        for entry in RollEntry.objects.order_by("pk")[:12]:
            cast_vote(ballot, voter=Voter(entry=entry), marks="1", channel=Channel.LETTER)
    clerk, organiser = visit(zonnedael, user=griet), visit(zonnedael, user=omar, phone=True)

    def look_up(number: int) -> Page:
        page = clerk.go(f"/staff/ballots/{ballot.pk}/desk/")
        page.get_by_label("Wie is het?").fill(str(number))
        press(page, "Opzoeken")
        return page

    page = look_up(120)
    clerk.check_page()
    clerk.picture("desk")
    press(page, "Helpen stemmen")
    expect(page.get_by_text("U helpt iemand stemmen.")).to_be_visible()
    clerk.check_page()
    page.get_by_role("radio", name="Geen brug", exact=True).check()
    page.get_by_role("button", name="Ga verder").click()
    press(page, "Breng uw stem uit")
    expect(page.get_by_text("De stem is binnen. Geef de persoon deze ontvangstcode")).to_be_visible()
    for number in (121, 122):
        press(look_up(number), "Stemt op papier")
    page = clerk.go(f"/staff/ballots/{ballot.pk}/paper/")
    page.get_by_label("Hoeveel biljetten zitten in de stapel?").fill("2")
    press(page, "Deze bundel toevoegen")
    clerk.check_page()
    for visitor, lines in ((clerk, ("1", "2")), (organiser, ("1", "3"))):
        page = visitor.go(f"/staff/ballots/{ballot.pk}/paper/")
        page.get_by_role("link", name="Bundel 1").click()
        press(page, "Deze bundel intypen")
        pile = page.get_by_label("2 biljetten")
        expect(pile).to_be_focused()
        pile.press_sequentially("\n".join(lines))
        expect(pile).to_have_value("\n".join(lines))
        visitor.check_page()
        visitor.picture("bundle")
        press(page, "Alle biljetten zijn ingetypt")
    page.get_by_role("link", name="Bundel 1").click()
    organiser.check_page()
    organiser.picture("difference")
    page.get_by_label("Biljet 2 van de stapel").fill("2")
    press(page, "Ik heb opnieuw naar het papier gekeken")
    expect(page.get_by_text("Beide invoeren zijn gelijk.")).to_be_visible()
    with municipality_context(zonnedael):
        close_now(ballot)
    page = clerk.go(f"/staff/ballots/{ballot.pk}/paper/")
    clerk.picture("paper")
    press(page, "Tellen met deze papieren stembiljetten")

    expect(page.get_by_role("heading", name="Het kiesregister in getallen")).to_be_visible()
    clerk.check_page()
    clerk.picture("equations")
    organiser.go(ballot.get_absolute_url())
    organiser.check_page()
    organiser.picture("equations")
    with municipality_context(zonnedael):
        assert Ballot.objects.get(pk=ballot.pk).result["sums"]["cast"] == 15
