"""People talk about an agenda item in real browsers: on a phone, side by side, cut off, and without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from samenspel.common.spam import MINIMUM_SECONDS
from tests.deliberation.conftest import make_item
from tests.journeys.conftest import Visitor

ASKS_WITHIN = 15_000  # milliseconds; a page without a socket asks every five seconds or so


@pytest.fixture
def iris(zonnedael, make_user):
    """A resident whose letter code was checked: what she writes appears at once."""
    return make_user(zonnedael, "iris", level=2)


@pytest.fixture
def joost(zonnedael, make_user):
    """Another resident whose letter code was checked."""
    return make_user(zonnedael, "joost", level=2)


@pytest.fixture
def address(visit, zonnedael):
    """Where the item that people talk about stands."""
    return make_item(zonnedael).get_absolute_url()


def read_the_form(page: Page) -> None:
    """Take as long as a person does: the form refuses who answers faster than anybody can read."""
    page.wait_for_timeout(MINIMUM_SECONDS * 1000 + 1100)


def place(page: Page, text: str, *, stance: str = "neutral") -> None:
    """Fill in the form of the talk and send it."""
    form = page.locator("#composer")
    form.locator("[name=text]").fill(text)
    form.locator(f"[name=stance][value={stance}]").check()
    form.locator("button[type=submit]").click()


def said(page: Page, text: str) -> Locator:
    """Return the contribution that says this."""
    return page.locator("article[data-contribution]").filter(has_text=text)


def texts(page: Page) -> list[str]:
    """Return what the list says, from top to bottom."""
    return [body.strip() for body in page.locator("[data-list] [data-part=body]").all_inner_texts()]


def expect_connection(page: Page, state: str) -> None:
    """Wait until the page says how it is connected."""
    expect(page.locator(f"[data-connection={state}]")).to_be_visible(timeout=ASKS_WITHIN)


def show_news(page: Page, number: int) -> None:
    """Wait until the page offers so many new contributions, and show them."""
    bar = page.locator("[data-show-news]")
    expect(bar).to_contain_text(str(number), timeout=ASKS_WITHIN)
    bar.click()
    expect(bar).to_be_hidden()


def refuse_sockets(visitor: Visitor) -> Callable[[], None]:
    """Let no socket open, as a strict network does; plain requests pass."""
    visitor.page.route_web_socket(re.compile("/ws/"), lambda socket: socket.close(code=1001))
    return lambda: None


def end_sockets(visitor: Visitor) -> Callable[[], None]:
    """Let sockets open; the function that is returned then ends three, one after the other, as they open."""
    opened: list[WebSocketRoute] = []
    visitor.page.route_web_socket(re.compile("/ws/"), lambda socket: opened.append(socket))  # noqa: PLW0108  # Playwright marks the function

    def end_three() -> None:
        for number in range(3):
            while len(opened) <= number:
                visitor.page.wait_for_timeout(50)
            opened[number].close(code=1001)

    return end_three


def test_resident_on_a_phone_posts_replies_and_reacts(visit, zonnedael, iris, address):
    visitor = visit(zonnedael, user=iris, phone=True)
    page = visitor.go(address)
    visitor.check_page()
    visitor.picture("talk-empty")

    read_the_form(page)
    place(page, "Meer bomen, graag.", stance="for")
    mine = said(page, "Meer bomen, graag.")
    expect(mine).to_be_focused()
    expect(page.locator("#composer [name=text]")).to_have_value("")
    mine.locator("button[name=agree]").click()
    expect(mine.locator("[data-count=agree]")).to_have_text("1")
    mine.locator("a[data-reply]").click()
    visitor.check_page()
    reply = page.locator("form.samenspel-composer--reply")
    reply.locator("[name=text]").fill("Vooral langs het water.")
    reply.locator("button[type=submit]").click()

    expect(said(page, "Vooral langs het water.")).to_be_focused()
    expect(page.locator("[data-replies] article")).to_have_count(1)
    visitor.check_page()
    visitor.picture("talk")
    page.reload()
    assert texts(page) == ["Meer bomen, graag.", "Vooral langs het water."]
    expect(mine.locator("button[name=agree]")).to_have_attribute("aria-pressed", "true")
    visitor.go(mine.locator("a[data-reply]").get_attribute("href").split("#")[0])
    visitor.check_page()
    visitor.picture("talk-thread")


def test_visitor_without_account_hears_that_a_moderator_reads_first(visit, zonnedael, address):
    visitor = visit(zonnedael, phone=True)
    page = visitor.go(address)
    visitor.check_page()

    read_the_form(page)
    page.locator("#composer [name=name]").fill("Buurvrouw")
    place(page, "Ik woon hier pas.")

    expect(said(page, "Ik woon hier pas.")).to_have_attribute("data-state", "held")
    expect(page.locator("#composer [name=name]")).to_have_count(0)
    visitor.check_page()
    visitor.picture("talk-held")
    page.reload()
    expect(said(page, "Ik woon hier pas.")).to_have_attribute("data-state", "held")


def test_two_browsers_see_each_other_without_reload(visit, zonnedael, iris, joost, address):
    one, other = (visit(zonnedael, user=user).go(address) for user in (iris, joost))
    expect_connection(one, "live")
    expect_connection(other, "live")
    read_the_form(one)

    place(one, "Ik zeg het eerst.")
    show_news(other, 1)
    first = said(other, "Ik zeg het eerst.")
    expect(first).to_be_focused()
    first.locator("button[name=useful]").click()
    expect(said(one, "Ik zeg het eerst.").locator("[data-count=useful]")).to_have_text("1")
    place(other, "Ik vraag het daarna.", stance="question")
    show_news(one, 1)

    assert texts(one) == texts(other) == ["Ik vraag het daarna.", "Ik zeg het eerst."]
    for each in (one, other):
        expect(each.locator("[data-total]")).to_have_text("2 bijdragen")
        expect(each.locator("[data-total-copy]")).to_have_text(["2 bijdragen", "2 bijdragen"])
        expect(each.locator("[data-sorts]")).to_be_visible()
    expect(other.locator("#composer [name=stance][value=neutral]")).to_be_checked()
    expect(said(one, "Ik zeg het eerst.").locator("[data-own] a")).to_have_count(2)
    expect(said(other, "Ik zeg het eerst.").locator("[data-own] a")).to_have_count(0)


def test_change_and_withdrawal_appear_without_reload(visit, zonnedael, iris, address):
    writer, reader = visit(zonnedael, user=iris), visit(zonnedael)
    page, seen = writer.go(address), reader.go(address)
    expect_connection(seen, "live")
    read_the_form(page)
    place(page, "Zo schreef ik het.")
    show_news(seen, 1)

    said(page, "Zo schreef ik het.").locator("a[href$='/edit/']").click()
    page.locator("main [name=text]").fill("Zo bedoel ik het.")
    page.locator("main form button[type=submit]").click()
    expect(said(seen, "Zo bedoel ik het.")).to_be_visible()
    said(page, "Zo bedoel ik het.").locator("a[href$='/withdraw/']").click()
    page.locator("main form button[type=submit]").click()

    expect(seen.locator("[data-list] article")).to_have_attribute("data-state", "withdrawn")
    expect(seen.locator("[data-total]")).to_have_text("0 bijdragen")
    expect(said(seen, "Zo bedoel ik het.")).to_have_count(0)
    reader.check_page()


def test_nothing_is_lost_or_doubled_when_the_connection_is_cut(visit, zonnedael, iris, joost, address):
    writer, reader = visit(zonnedael, user=iris), visit(zonnedael, user=joost)
    page, cut = writer.go(address), reader.go(address)
    expect_connection(cut, "live")
    read_the_form(page)
    place(page, "Voor de storing.")
    show_news(cut, 1)

    reader.context.set_offline(True)
    expect(cut.locator("[data-lost]")).to_contain_text("Geen verbinding.", timeout=ASKS_WITHIN)
    numbers = ["Nummer een.", "Nummer twee.", "Nummer drie."]
    for text in numbers:
        place(page, text)
        expect(said(page, text)).to_be_visible()
    said(page, "Voor de storing.").locator("button[name=agree]").click()
    place(cut, "Getypt zonder verbinding.")
    expect(cut.locator("#composer [data-failure]")).to_be_visible()
    reader.picture("talk-cut")
    reader.context.set_offline(False)
    expect_connection(cut, "live")
    expect(cut.locator("[data-lost]")).to_be_empty()
    show_news(cut, 3)

    expected = [*reversed(numbers), "Voor de storing."]
    assert texts(cut) == expected
    expect(said(cut, "Voor de storing.").locator("[data-count=agree]")).to_have_text("1")
    cut.locator("#composer button[type=submit]").click()
    expect(said(cut, "Getypt zonder verbinding.")).to_have_count(1)
    show_news(page, 1)
    for each in (page, cut):
        each.reload()
        assert texts(each) == ["Getypt zonder verbinding.", *expected]


@pytest.mark.parametrize("block", [refuse_sockets, end_sockets])
def test_reader_whose_sockets_are_blocked_gets_everything_by_asking(visit, zonnedael, iris, joost, address, block):
    writer, reader = visit(zonnedael, user=iris), visit(zonnedael, user=joost)
    interfere = block(reader)
    asked = []
    reader.page.on("request", lambda request: "/events?after=" in request.url and asked.append(request.url))
    page, seen = writer.go(address), reader.go(address)
    interfere()
    expect_connection(page, "live")
    read_the_form(page)

    numbers = [f"Nummer {number}." for number in range(1, 6)]
    for text in numbers[:2]:
        place(page, text)
        expect(said(page, text)).to_be_visible()
    expect_connection(seen, "polling")
    show_news(seen, 2)
    assert texts(seen) == [*reversed(numbers[:2])]
    for text in numbers[2:]:
        place(page, text)
        expect(said(page, text)).to_be_visible()
    said(page, numbers[0]).locator("button[name=agree]").click()
    expect(said(seen, numbers[0]).locator("[data-count=agree]")).to_have_text("1", timeout=ASKS_WITHIN)
    show_news(seen, 3)

    reader.check_page()
    reader.picture("talk-polling")
    assert texts(seen) == texts(page) == [*reversed(numbers)]
    expect(seen.locator("[data-total]")).to_have_text("5 bijdragen")
    after = [int(url.partition("after=")[2].partition("&")[0]) for url in asked]
    assert (after[0], after) == (0, sorted(after))
    place(seen, "Ook ik kom erdoor.")
    show_news(page, 1)
    seen.reload()
    assert texts(seen) == ["Ook ik kom erdoor.", *reversed(numbers)]


def test_everything_works_without_javascript(visit, zonnedael, iris, address):
    visitor: Any = visit(zonnedael, user=iris, javascript=False)
    page: Page = visitor.go(address)

    read_the_form(page)
    place(page, "Zonder script gezegd.", stance="against")
    expect(said(page, "Zonder script gezegd.")).to_have_attribute("data-stance", "against")
    said(page, "Zonder script gezegd.").locator("button[name=agree]").click()
    expect(said(page, "Zonder script gezegd.").locator("[data-count=agree]")).to_have_text("1")
    said(page, "Zonder script gezegd.").locator("a[data-reply]").click()
    read_the_form(page)
    page.locator("#reply [name=text]").fill("En zonder script beantwoord.")
    page.locator("#reply button[type=submit]").click()
    expect(page.locator("[data-replies] article")).to_have_count(1)
    said(page, "Zonder script gezegd.").locator("a[href$='/edit/']").first.click()
    page.locator("main [name=text]").fill("Zonder script veranderd.")
    page.locator("main form button[type=submit]").click()
    said(page, "Zonder script veranderd.").locator("a[href$='/history/']").click()
    expect(page.locator("main")).to_contain_text("Zonder script gezegd.")
    page.go_back()
    said(page, "Zonder script veranderd.").locator("a[href$='/withdraw/']").click()
    page.locator("main form button[type=submit]").click()

    visitor.go(address)
    expect(page.locator("article[data-state=withdrawn]")).to_have_count(1)
    expect(said(page, "En zonder script beantwoord.")).to_be_visible()
    visitor.picture("talk-without-javascript")
