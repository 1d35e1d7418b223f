"""Everybody's main task, once with the keyboard alone and once without JavaScript."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from samenspel.common.spam import MINIMUM_SECONDS
from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item
from tests.journeys.conftest import Visitor

SAID = "Meer bomen op het plein."


class Mouse:
    """Points and clicks; scripts are off."""

    javascript = False

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def choose(self, option: Locator) -> None:
        option.check()

    def check_page(self) -> None:
        """Axe needs scripts: the keyboard's turn checks the page."""


class Keyboard(Mouse):
    """Reaches everything by Tab, and sees where it is."""

    javascript = True

    def press(self, control: Locator) -> None:
        self.reach(control)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def choose(self, option: Locator) -> None:
        group = option.get_attribute("name")
        self.reach(self.page.locator(f"[name='{group}']") if option.get_attribute("type") == "radio" else option)
        if option.is_checked():
            return
        self.page.keyboard.press("Space")
        for _ in range(20):
            if option.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"the arrows do not reach {option}")

    def reach(self, control: Locator) -> None:
        """Press Tab until the control, or one of its group, has the focus; it must be in view and have a ring."""
        control.first.wait_for()  # the page that holds it may still be on its way
        for _ in range(200):
            if control.evaluate_all("(found) => found.includes(document.activeElement)"):
                ring = "getComputedStyle(document.activeElement).outlineStyle"
                assert self.page.evaluate(ring) != "none", f"nothing shows that {control} has the focus"
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab does not reach {control}")

    def check_page(self) -> None:
        self.visitor.check_page()


@pytest.fixture(params=[Mouse, Keyboard], ids=["without javascript", "keyboard"])
def hands(request, visit, zonnedael):
    """Open a window for somebody and return the hands that work it."""

    def take(user: Any = None) -> Mouse:
        kind: type[Mouse] = request.param
        return kind(visit(zonnedael, user=user, javascript=kind.javascript, language="en"))

    return take


@pytest.fixture
def item(zonnedael, alice):
    """Return an agenda item about which Alice said something."""
    from deliberation.models import Contribution, Room
    from samenspel.subjects.models import Subject

    made = make_item(zonnedael, title="Plannen voor het plein")
    with municipality_context(zonnedael):
        room = Room.objects.get(about=made.subject)
        subject = Subject.objects.create(kind="contribution")
        Contribution.objects.create(room=room, subject=subject, author=alice, text=SAID)
        Room.objects.filter(pk=room.pk).update(contribution_count=1)
    return made


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True).first


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True).first


def read_the_form(page: Page) -> None:
    """Take as long as a person does: the form refuses who answers faster than anybody can read."""
    page.wait_for_timeout(MINIMUM_SECONDS * 1000 + 1100)


def test_guest_reports_a_contribution(hands, item):
    guest = hands()
    page = guest.visitor.go(item.get_absolute_url())

    guest.press(page.get_by_role("article").get_by_role("link", name="Report").first)
    guest.choose(page.get_by_label("Advertising or spam"))
    read_the_form(page)
    guest.press(button(page, "Send report"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your report")
    guest.check_page()


def test_resident_talks_and_reacts(hands, item, make_user, zonnedael):
    resident = hands(make_user(zonnedael, "iris", level=2))
    page = resident.visitor.go("/")

    resident.press(link(page, "Council"))
    resident.visitor.go(item.get_absolute_url())
    read_the_form(page)
    resident.write(page.locator("#composer [name=text]"), "En een bankje erbij.")
    resident.press(page.locator("#composer button[type=submit]"))
    mine = page.locator("article[data-contribution]").filter(has_text="En een bankje erbij.")
    expect(mine).to_be_visible()
    hers = page.locator("article[data-contribution]").filter(has_text=SAID)
    resident.press(hers.locator("button[name=agree]"))

    expect(hers.locator("[data-count=agree]")).to_have_text("1")
    resident.check_page()


def test_clerk_changes_an_item(hands, item, griet):
    clerk = hands(griet)
    page = clerk.visitor.go(f"/staff/council/items/{item.pk}/")

    clerk.write(page.locator("[name=title]"), "Plannen voor het Marktplein")
    clerk.press(button(page, "Save"))

    expect(page.get_by_role("main")).to_contain_text("Plannen voor het Marktplein")
    clerk.check_page()
    clerk.visitor.go(item.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plannen voor het Marktplein")


def test_moderator_hides_a_contribution(hands, item, mo, bob, zonnedael):
    from deliberation.models import Contribution
    from samenspel.moderation.actions import open_case

    with municipality_context(zonnedael):
        open_case(Contribution.objects.get().subject, is_held=False, actor=bob)
    moderator = hands(mo)
    page = moderator.visitor.go("/staff/moderation/")

    moderator.press(page.get_by_role("link", name=SAID))
    moderator.press(page.locator("summary").filter(has_text="Hide it"))
    moderator.choose(page.get_by_label("Advertising or spam"))
    moderator.write(page.get_by_label("Reasons").locator("visible=true"), "This is an advertisement.")
    moderator.press(button(page, "Hide it"))

    expect(page.get_by_role("main")).to_contain_text("Nothing waits for you")
    moderator.check_page()


def test_administrator_invites_somebody_and_changes_the_settings(hands, ada):
    admin = hands(ada)
    page = admin.visitor.go("/staff/people/invite/")

    admin.write(page.get_by_label("E-mail address"), "nel@example.org")
    admin.choose(page.get_by_label("Clerk"))
    admin.press(button(page, "Send the invitation"))
    expect(page.get_by_role("main")).to_contain_text("nel@example.org")
    admin.visitor.go("/staff/settings/")
    admin.check_page()
    admin.write(page.locator("[name=tagline]"), "Samen aan zee")
    admin.press(button(page, "Save settings"))

    expect(page.locator("[name=tagline]")).to_have_value("Samen aan zee")
    admin.visitor.go("/staff/audit/")
    expect(page.get_by_role("table")).to_contain_text("Changed the settings of the website")
    admin.check_page()


def test_council_member_keeps_a_note(hands, item, carol):
    member = hands(carol)
    page = member.visitor.go("/staff/dossiers/")

    member.press(page.get_by_role("link", name="Plannen voor het plein"))
    member.write(page.get_by_role("textbox", name="Your private note"), "Vraag naar het onderhoud.")
    member.press(button(page, "Save the note"))

    expect(page.get_by_role("textbox", name="Your private note")).to_have_value("Vraag naar het onderhoud.")
    member.check_page()
