"""The server is started again while people talk: nobody loads the page again, and nothing is lost."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.deliberation.conftest import make_item
from tests.journeys.test_talk import expect_connection, place, read_the_form, said, show_news, texts

AWAY = 60_000  # milliseconds; after a while the page asks less often
LOST = "Geen verbinding. We verbinden u opnieuw; wat u typt, blijft bewaard."
GRACE = 1_500  # milliseconds: a connection that is back within them is no news
TYPED = "Half af, en nog niet geplaatst."


@pytest.fixture
def iris(zonnedael, make_user):
    """A resident whose letter code was checked: what she writes appears at once."""
    return make_user(zonnedael, "iris", level=2)


@pytest.fixture
def joost(zonnedael, make_user):
    """Another resident whose letter code was checked."""
    return make_user(zonnedael, "joost", level=2)


def where_somebody_is(page: Page) -> list[object]:
    """Return what must not change under somebody's hands: focus, text, cursor, place on the page, what is open."""
    found: list[object] = page.evaluate(
        """() => {
            const box = document.querySelector("#composer [name=text]");
            return [document.activeElement === box, box.value, box.selectionStart, box.selectionEnd, scrollY,
                    [...document.querySelectorAll("details")].map((each) => each.open)];
        }"""
    )
    return found


def test_server_is_started_again_between_two_contributions(visit, house, zonnedael, iris, joost):
    address = make_item(zonnedael).get_absolute_url()
    writer, reader = visit(zonnedael, user=iris), visit(zonnedael, user=joost, phone=True)
    page, other = writer.go(address), reader.go(address)
    loads = []
    for each in (page, other):
        expect_connection(each, "live")
        each.on("load", lambda: loads.append("a page was loaded again"))
    read_the_form(page)
    place(page, "Voor de herstart.")
    show_news(other, 1)
    box = other.locator("#composer [name=text]")
    box.fill(TYPED)
    box.evaluate("box => box.setSelectionRange(4, 7)")
    other.locator("details").first.evaluate("each => { each.open = true; }")
    before = where_somebody_is(other)

    house.stop_web()
    try:
        for each in (page, other):
            expect(each.locator("[data-lost]")).to_have_text(LOST, timeout=AWAY)
            expect(each.get_by_role("status").filter(has_text=LOST)).to_have_count(1)
        assert where_somebody_is(other) == before
        reader.check_page()
        for visitor in (writer, reader):
            visitor.picture("talk-reconnecting")
        place(page, "Terwijl er geen server was.")
        expect(page.locator("#composer [data-failure]")).to_have_text(
            "Uw tekst is nog niet geplaatst, want we kunnen de server niet bereiken. "
            "Uw tekst is bewaard: druk zo nog een keer op de knop."
        )
        expect(page.locator("#composer [name=text]")).to_have_value("Terwijl er geen server was.")
        writer.picture("talk-not-placed")
    finally:
        house.open()
    for each in (page, other):
        expect_connection(each, "live")
        expect(each.locator("[data-lost]")).to_be_empty()
    assert where_somebody_is(other) == before
    page.locator("#composer button[type=submit]").click()
    expect(said(page, "Terwijl er geen server was.")).to_have_count(1)
    show_news(other, 1)

    assert texts(page) == texts(other) == ["Terwijl er geen server was.", "Voor de herstart."]
    assert (box.input_value(), loads) == (TYPED, [])


class Wire:
    """What the sockets of a page lead to, in place of the server."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.opened = []
        self.refuses = False
        page.route_web_socket(re.compile("/ws/"), self._answer)

    def says_who_is_here(self) -> None:
        """Wait for a socket and talk over it, so that its end can be seen."""
        while not self.opened:
            self.page.wait_for_timeout(20)
        self.opened[-1].send(json.dumps({"kind": "here", "here": 7, "writing": 0}))
        expect(self.page.locator("[data-here]")).to_be_visible()

    def cut(self) -> None:
        """End the socket, and wait until the page knows."""
        self.opened.pop().close(code=1001)
        expect(self.page.locator("[data-here]")).to_be_hidden()

    def _answer(self, socket) -> None:
        if self.refuses:
            socket.close(code=1001)
        else:
            self.opened.append(socket)


def test_connection_that_blinks_is_not_announced_and_one_that_stays_away_is(visit, zonnedael):
    visitor = visit(zonnedael)
    wire = Wire(visitor.page)
    visitor.page.add_init_script("Math.random = () => 0.5;")  # each page waits a time of its own: here a second
    visitor.page.clock.install(time=0)
    visitor.page.clock.pause_at(1_000)
    page = visitor.go(make_item(zonnedael).get_absolute_url())
    wire.says_who_is_here()
    page.evaluate(
        """() => {
            const lost = document.querySelector("[data-lost]");
            window.announced = [];
            new MutationObserver(() => announced.push(lost.textContent)).observe(lost, { childList: true });
        }"""
    )

    wire.cut()
    page.clock.run_for(GRACE - 1)
    wire.says_who_is_here()
    page.clock.run_for(10 * GRACE)
    after_a_blink = page.evaluate("announced")
    wire.refuses = True
    wire.cut()
    page.clock.run_for(GRACE - 1)
    too_soon = page.evaluate("announced")
    page.clock.run_for(1)

    expect(page.locator("[data-lost]")).to_have_text(LOST)
    assert ([text for text in after_a_blink if text], too_soon) == ([], after_a_blink)
