"""A page whose socket is refused, ended or sent away says so calmly, and goes on where that can be."""

import re

import pytest
from playwright.sync_api import expect

from deliberation.actions import pin_sentence, post_contribution
from deliberation.models import Room
from samenspel.council.actions import change_item
from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item
from tests.journeys.test_talk import ASKS_WITHIN, expect_connection, show_news

CROWDED = "Op uw plek lezen veel mensen mee. Nieuwe bijdragen verschijnen na een paar seconden."
GONE = "Dit gesprek is hier niet meer te lezen. Laad de pagina opnieuw om te zien waarom."


@pytest.fixture
def item(zonnedael):
    return make_item(zonnedael)


def say(item, author, text):
    with municipality_context(item.municipality):
        post_contribution(Room.objects.get(about=item.subject), actor=author, text=text)


def test_reader_for_whom_there_is_no_place_reads_along_by_asking(visit, zonnedael, item, carol):
    reader = visit(zonnedael)
    refused = []

    def refuse(socket):
        refused.append(socket.url)
        socket.close(code=4429)

    reader.page.route_web_socket(re.compile("/ws/"), refuse)
    page = reader.go(item.get_absolute_url())

    expect(page.locator("[data-connection=crowded]")).to_have_text(CROWDED, timeout=ASKS_WITHIN)
    say(item, carol, "Dit hoort iedereen.")
    show_news(page, 1)

    reader.check_page()
    assert len(refused) == 1  # and it does not ask again and again


def test_reader_who_asks_too_often_waits_as_long_as_the_server_says(visit, zonnedael, item, carol):
    reader = visit(zonnedael)
    asked = []

    def too_often(route):
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="{}", content_type="application/problem+json")
        else:
            route.continue_()

    reader.page.route_web_socket(re.compile("/ws/"), lambda socket: socket.close(code=4429))
    reader.page.route(re.compile("/events"), too_often)
    page = reader.go(item.get_absolute_url())
    say(item, carol, "Dit komt iets later.")

    show_news(page, 1)

    expect(page.locator("[data-connection=crowded]")).to_be_visible()
    reader.errors.clear()  # the browser itself writes that it got 429


def test_reader_who_becomes_another_goes_on_unnoticed(visit, zonnedael, item, carol):
    reader = visit(zonnedael)
    opened = []

    def through(socket):
        opened.append(socket)
        socket.connect_to_server()

    reader.page.route_web_socket(re.compile("/ws/"), through)
    page = reader.go(item.get_absolute_url())
    expect_connection(page, "live")

    opened[0].close(code=4408)
    say(item, carol, "Dit mist niemand.")
    show_news(page, 1)

    expect(page.locator("[data-lost]")).to_be_empty()
    assert len(opened) == 2


def test_reader_of_a_room_that_goes_away_hears_it_at_once(visit, zonnedael, item, griet):
    reader = visit(zonnedael)
    page = reader.go(item.get_absolute_url())
    expect_connection(page, "live")

    with municipality_context(zonnedael):
        change_item(item, actor=griet, kind="heading")

    expect(page.locator("[data-connection=gone]")).to_have_text(GONE, timeout=ASKS_WITHIN)


@pytest.mark.parametrize("width", [1280, 1920])
def test_nothing_stands_half_on_the_screen_in_the_hall(visit, zonnedael, item, carol, griet, width):
    for number in range(3):
        say(item, carol, f"Bijdrage {number}: {'een heel verhaal over het plein en de bomen, ' * 12}")
    with municipality_context(zonnedael):
        room = Room.objects.get(about=item.subject)
        pin_sentence(room, actor=griet, text="De raad bespreekt dit punt nu, en hoort graag wat u ervan vindt. " * 4)
    hall = visit(zonnedael)
    hall.page.set_viewport_size({"width": width, "height": width * 9 // 16})

    page = hall.go(f"{item.get_absolute_url()}screen/")
    expect(page.locator("[data-contribution]").first).to_contain_text("Lees verder op zonnedael.localhost")

    cut = page.evaluate(
        """() => {
            const list = document.querySelector("[data-screen-list]");
            const end = list.getBoundingClientRect().bottom + 1;
            const shown = [...list.children].filter((item) => !item.hidden);
            return [shown.length > 0, shown.filter((item) => item.getBoundingClientRect().bottom > end).length,
                    document.documentElement.scrollHeight > innerHeight + 1];
        }"""
    )
    assert cut == [True, 0, False]
    hall.picture("screen-long")
