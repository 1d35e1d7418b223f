"""An organiser makes a ballot; a resident votes on a phone, changes the vote, and sees the result; once without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item
from tests.journeys.conftest import Visitor
from tests.voting.conftest import close_now, make_ballot
from voting.actions import cast_vote
from voting.models import Ballot, CountedVote, Vote
from voting.permissions import Voter


def choose(visitor: Visitor, name: str, *, check: bool) -> Page:
    """Choose an option, look at it once more, and cast the vote; `check` the page between with axe."""
    page = visitor.page
    page.get_by_role("radio", name=name, exact=True).check()
    page.get_by_role("button", name="Ga verder").click()
    expect(page.locator("main strong").first).to_have_text(name)
    if check:
        visitor.check_page()
    page.get_by_role("button", name="Breng uw stem uit").click()
    expect(page.get_by_role("heading", name="Uw stem is binnen")).to_be_visible()
    page.get_by_role("link", name="Bekijk of verander uw stem").click()
    return page


@pytest.mark.journey
@pytest.mark.parametrize("javascript", [True, False])
def test_resident_votes_on_a_phone_changes_the_vote_and_sees_the_result(visit, zonnedael, alice, make_user, javascript):
    ballot = make_ballot(
        zonnedael,
        question="Hoe komt u straks het liefst over de vaart?",
        explanation="De oude brug is op. De raad kiest in het voorjaar wat ervoor in de plaats komt.",
        method="single_choice",
    )
    with municipality_context(zonnedael):
        for place, number in enumerate([1] * 9 + [2] * 6 + [3] * 2):
            person = make_user(zonnedael, f"inwoner{place}", level=1 + place % 2)
            cast_vote(ballot, voter=Voter(person), marks=str(number))
    resident = visit(zonnedael, user=alice, phone=True, javascript=javascript)

    page = resident.go(ballot.get_absolute_url())
    resident.picture("ballot-open")
    choose(resident, "Stalen brug", check=javascript)
    expect(page.locator(".samenspel-ballot__receipt strong")).to_have_text("Stalen brug")
    if javascript:  # axe is a script
        resident.check_page()
    resident.picture("ballot-voted")
    choose(resident, "Houten brug", check=False)
    expect(page.locator(".samenspel-ballot__receipt strong")).to_have_text("Houten brug")
    with municipality_context(zonnedael):
        close_now(ballot)
    page.goto(page.url)

    expect(page.locator(".samenspel-ballot__outcome")).to_have_text(
        "“Houten brug” kreeg de meeste stemmen: 10 van de 18."
    )
    if javascript:
        resident.check_page()
    resident.picture("ballot-result")
    with municipality_context(zonnedael):
        assert (Vote.objects.count(), CountedVote.objects.count()) == (0, 18)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


@pytest.mark.journey
def test_organiser_makes_a_ballot_and_a_visitor_signs_in_for_it(visit, zonnedael, omar):
    item = make_item(zonnedael, title="Brug over de vaart")
    organiser, visitor = visit(zonnedael, user=omar), visit(zonnedael, phone=True)
    tomorrow = timezone.localtime() + timedelta(days=1)

    page = organiser.go(f"/staff/ballots/new/{item.subject_id}/")
    organiser.check_page()
    organiser.picture("ballot-new")
    page.locator("[name=question]").fill("Hoe komt u straks het liefst over de vaart?")
    press(page, "Opslaan en verder")
    page.locator("[name=method][value=single_choice]").check()
    press(page, "Opslaan en verder")
    page.locator("[name=lines]").fill("Houten brug\nStalen brug\n")
    press(page, "Voeg deze regels toe")
    page.get_by_role("link", name="Ga verder naar de regel").click()
    press(page, "Opslaan en verder")
    page.locator("[name=opens_at]").fill(f"{tomorrow - timedelta(days=2):%Y-%m-%dT%H:%M}")
    press(page, "Opslaan en verder")
    organiser.check_page()
    organiser.picture("ballot-draft")
    page.get_by_role("button", name="Plan deze stemming").click()
    expect(page.get_by_role("status")).to_contain_text("De stemming is gepland.")
    organiser.go("/staff/ballots/")
    organiser.check_page()
    organiser.picture("ballot-desk")
    with municipality_context(zonnedael):
        ballot = Ballot.objects.get()
    page = visitor.go(ballot.get_absolute_url())
    visitor.check_page()
    page.get_by_role("link", name="Log in en stem").click()

    expect(page).to_have_url(re.compile(f"/account/login/.*next=/ballots/{ballot.pk}/"))
