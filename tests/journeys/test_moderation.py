"""From a report without an account to an appeal that puts a contribution back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from samenspel.tenancy.context import municipality_context
from tests.journeys.conftest import Visitor

HIDDEN = "A moderator hid this contribution."


@pytest.fixture
def alices_words(zonnedael: Any, make_user: Callable[..., Any]) -> Any:
    """Return what Alice said about an agenda item, published."""
    from deliberation.actions import post_contribution
    from deliberation.models import Room
    from samenspel.council.actions import create_items
    from samenspel.council.models import AgendaItem, CouncilBody, Meeting

    alice = make_user(zonnedael, "alice", level=2)
    with municipality_context(zonnedael):
        meeting = Meeting.objects.create(body=CouncilBody.objects.create(name="Gemeenteraad"), title="Raad")
        (item,) = create_items([AgendaItem(meeting=meeting, title="Parkeren in het centrum")])
        post_contribution(Room.objects.get(about=item.subject), actor=alice, text="My shop sells bicycle stands.")
    return item, alice


def press_until(page: Page, button: str, heading: str) -> None:
    """Press a button until the next page comes: a form that is sent within two seconds asks to press again."""
    while page.get_by_role("heading", level=1).inner_text() != heading:
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()


def test_report_hide_appeal_and_restore(zonnedael, alices_words, mo, ada, visit):
    item, alice = alices_words
    reader = visit(zonnedael, phone=True, language="en")
    onlooker = visit(zonnedael, language="en")
    onlooker.go(f"/council/items/{item.pk}/")
    words = onlooker.page.get_by_role("article")
    expect(words).to_contain_text("My shop sells bicycle stands.")

    _report(reader, item)
    _hide(visit(zonnedael, user=mo, language="en"))
    expect(words).to_contain_text(HIDDEN)
    expect(words).not_to_contain_text("bicycle stands")
    _appeal(visit(zonnedael, user=alice, phone=True, language="en"), item)
    _answer(visit(zonnedael, user=ada, language="en"))

    expect(words).to_contain_text("My shop sells bicycle stands.")
    onlooker.go("/moderation/decisions/")
    expect(onlooker.page.get_by_role("main")).to_contain_text("The author objected and was right")
    onlooker.check_page()
    onlooker.picture("moderation-decisions")


def _report(visitor: Visitor, item: Any) -> None:
    page = visitor.go(f"/council/items/{item.pk}/")
    page.get_by_role("link", name="Report").click()
    visitor.check_page()
    page.get_by_label("Advertising or spam").check()
    page.get_by_label("Explanation").fill("This is an advertisement.")
    visitor.picture("moderation-report")
    press_until(page, "Send report", "Thank you for your report")
    visitor.check_page()


def _hide(visitor: Visitor) -> None:
    page = visitor.go("/staff/moderation/")
    visitor.check_page()
    visitor.picture("moderation-queue")
    page.get_by_role("link", name="My shop sells bicycle stands.").click()
    page.get_by_text("Hide it").first.click()
    page.get_by_label("Advertising or spam").check()
    reasons = page.get_by_label("Reasons").locator("visible=true")
    expect(reasons).to_have_value(
        "This text advertises something, or was placed many times. It adds nothing to this subject."
    )
    reasons.fill("You advertise your own shop.")
    visitor.check_page()
    visitor.picture("moderation-case")
    page.get_by_role("button", name="Hide it").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing waits for you")


def _appeal(visitor: Visitor, item: Any) -> None:
    page = visitor.go(f"/council/items/{item.pk}/")
    page.get_by_role("link", name="Read the decision, or object").click()
    expect(page.get_by_role("main")).to_contain_text("You advertise your own shop.")
    visitor.check_page()
    visitor.picture("moderation-statement")
    page.get_by_role("link", name="Did you write this? Object").click()
    page.get_by_label("Why do you disagree?").fill("I only say what exists already.")
    visitor.check_page()
    press_until(page, "Send objection", "Your objection arrived")
    visitor.check_page()


def _answer(visitor: Visitor) -> None:
    page = visitor.go("/staff/moderation/")
    page.get_by_role("link", name="My shop sells bicycle stands.").click()
    expect(page.get_by_role("main")).to_contain_text("I only say what exists already.")
    page.get_by_label("The author is right: show the text again").check()
    page.get_by_label("Answer to the author").fill("You are right.")
    visitor.check_page()
    visitor.picture("moderation-answer")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing waits for you")
