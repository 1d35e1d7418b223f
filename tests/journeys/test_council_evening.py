"""A council evening in real browsers: what who leads the talk does shows at once, on pages and in the hall."""

import pytest
from playwright.sync_api import expect

from deliberation.models import Room
from samenspel.council.actions import set_meeting_status
from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item


@pytest.fixture
def item(visit, zonnedael):
    return make_item(zonnedael)


@pytest.fixture
def griet(zonnedael, make_user):
    return make_user(zonnedael, "griet", roles=("clerk",))


@pytest.fixture
def room(item, zonnedael):
    with municipality_context(zonnedael):
        return Room.objects.get(about=item.subject_id)


def post_as(zonnedael, room, author, text, **fields):
    from deliberation.actions import post_contribution

    with municipality_context(zonnedael):
        return post_contribution(room, actor=author, text=text, **fields)


def test_clerk_leads_the_talk_and_every_open_page_follows(visit, zonnedael, item, griet, room):
    clerk, reader = visit(zonnedael, user=griet), visit(zonnedael, phone=True)
    page = reader.go(item.get_absolute_url())
    words = page.locator("#composer [name=text]")
    words.fill("Wat ik wil zeggen")
    words.focus()
    expect(page.locator("[data-connection=live]")).to_be_visible()

    desk = clerk.go(item.get_absolute_url())
    clerk.check_page()
    clerk.picture("lead")
    desk.get_by_label("Zin boven het gesprek").fill("De raad bespreekt dit punt nu.")
    desk.get_by_role("button", name="Zet bovenaan").click()
    expect(page.locator(".samenspel-pin")).to_contain_text("De raad bespreekt dit punt nu.")
    desk.get_by_label("Pauze van").select_option(label="een half uur")
    desk.get_by_role("button", name="Pauzeer dit gesprek").click()
    expect(page.locator("[data-talk-state]")).to_contain_text("Het gesprek is gepauzeerd tot")
    expect(page.locator("[data-status]")).to_have_text("Dit gesprek is even gepauzeerd.")
    expect(words).to_be_focused()
    expect(words).to_have_value("Wat ik wil zeggen")
    reader.check_page()
    reader.picture("paused")
    desk.get_by_role("button", name="Laat dit gesprek nu doorgaan").click()
    expect(page.locator("[data-status]")).to_have_text("Het gesprek gaat verder: u kunt weer meedoen.")

    with municipality_context(zonnedael):
        set_meeting_status(item.meeting, actor=griet, status="in_session")
    expect(page.locator("[data-status]")).to_have_text("De vergadering is begonnen.")
    expect(page.locator(".samenspel-item-header .samenspel-live")).to_be_visible()


def test_screen_in_the_hall_follows_the_talk_by_itself(visit, zonnedael, item, griet, room):
    long = "Een lange bijdrage over de bomen, de banken en het water op het plein. " * 6
    for number, stance in enumerate(("for", "against", "question")):
        post_as(zonnedael, room, griet, long if number == 1 else f"Bijdrage {number}: meer bomen.", stance=stance)
    hall = visit(zonnedael)
    page = hall.go(f"{item.get_absolute_url()}screen/")
    expect(page.locator("[data-contribution]")).to_have_count(3)

    post_as(zonnedael, room, griet, "Dit is nieuw", stance="for")

    expect(page.locator("[data-contribution]").first).to_contain_text("Dit is nieuw")
    expect(page.locator(".samenspel-screen__number").first).to_have_text("4 bijdragen")
    hall.check_page()
    hall.picture("screen")
    page.reload()
    expect(page.locator("[data-contribution]").first).to_contain_text("Dit is nieuw")


def test_readers_see_how_many_they_are_and_that_somebody_writes(visit, zonnedael, item, griet):
    clerk, reader = visit(zonnedael, user=griet), visit(zonnedael, phone=True)
    page, other = clerk.go(item.get_absolute_url()), reader.go(item.get_absolute_url())
    for window in (page, other):
        expect(window.locator("[data-here]")).to_have_text("2 mensen lezen nu mee")

    page.locator("#composer [name=text]").press_sequentially("Ik wil ")

    expect(other.locator("[data-writing]")).to_have_text("Iemand is aan het schrijven…")
    expect(page.locator("[data-writing]")).to_be_hidden()
    reader.check_page()
    reader.picture("writing")
    page.close()
    expect(other.locator("[data-here]")).to_be_hidden()
    expect(other.locator("[data-writing]")).to_be_hidden()
