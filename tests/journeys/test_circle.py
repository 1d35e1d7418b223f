"""The whole circle: residents are asked, propose and vote; the council reads it, decides, and residents read the answer."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from samenspel.common.spam import MINIMUM_SECONDS
from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item
from tests.deliberation.rows import proposal_row
from tests.journeys.signing_in import newest_mail

NEXT = "Opslaan en verder"
OPEN = {"starts_at": "2026-01-01T09:00", "ends_at": "2031-01-01T09:00"}


@pytest.fixture
def item(zonnedael):
    """An item of a meeting that begins now: residents can still talk, and the clerk can record what is decided."""
    return make_item(zonnedael, "Nieuwe inrichting van het Marktplein", starts_at=timezone.now())


@pytest.fixture
def iris(zonnedael, make_user):
    """A resident whose letter code was checked: what she writes appears at once."""
    return make_user(zonnedael, "iris", level=2)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).last.click()


def ask(visitor, item):
    """Open a consultation in which residents talk, propose and vote, about an agenda item; return its address."""
    page = visitor.go("/staff/consultations/")
    visitor.check_page()
    page.get_by_role("link", name="Vraag inwoners iets").click()
    page.locator("[name=title]").fill("Hoe richten we het Marktplein in?")
    page.locator("[name=question]").fill("Wat mist u op het Marktplein?")
    press(page, NEXT)
    page.locator("[name=policy_stage]").select_option("preparation")
    page.locator("[name=participation_level][value=consulting]").check()
    page.locator("[name=fixed]").fill("De weekmarkt blijft op het plein.")
    page.locator("[name=open]").fill("Bomen, banken en water.")
    page.locator("[name=responsible_body]").fill("Het college")
    page.locator("[name=answer_promised_on]").fill("2031-02-01")
    press(page, NEXT)
    for number, activity in enumerate(("proposals", "vote")):
        if number:
            press(page, "Voeg een fase toe")
        page.locator(f"[name=phase-{number}-activity]").select_option(activity)
        for name, moment in OPEN.items():
            page.locator(f"[name=phase-{number}-{name}]").fill(moment)
    press(page, NEXT)
    page.locator("[name=item]").select_option(str(item.pk))
    press(page, "Koppel dit punt")
    press(page, NEXT)
    press(page, "Publiceer de consultatie")
    visitor.check_page()
    return page.url.removeprefix(visitor.base)


def put_to_the_vote(visitor, consultation):
    """Make a ballot about the consultation that opens at once; return its address."""
    page = visitor.go(f"/staff/ballots/new/{consultation.subject_id}/")
    visitor.check_page()
    page.locator("[name=question]").fill("Moet er een fontein op het plein komen?")
    press(page, NEXT)
    page.locator("[name=method][value=yes_no]").check()
    press(page, NEXT)
    page.get_by_role("link", name="Ga verder").click()
    page.locator("[name=is_binding][value=advisory]").check()
    press(page, NEXT)
    now = timezone.localtime()
    page.locator("[name=opens_at]").fill(f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.locator("[name=closes_at]").fill(f"{now + timedelta(days=7):%Y-%m-%dT%H:%M}")
    press(page, NEXT)
    visitor.check_page()
    press(page, "Plan deze stemming")
    return page.url.removeprefix(visitor.base)


def propose(visitor, address):
    """Submit a proposal on a phone."""
    page = visitor.go(f"{address}proposals/new/")
    visitor.check_page()
    page.get_by_label("Uw voorstel in één zin").fill("Zet er drie fietsenrekken neer")
    page.get_by_label("Toelichting").fill("Nu staan de fietsen voor de winkels.")
    page.wait_for_timeout(MINIMUM_SECONDS * 1000 + 1100)  # the pace of a person
    page.get_by_role("button", name="Dien voorstel in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zet er drie fietsenrekken neer")
    visitor.check_page()


def support(visitor, proposal):
    page = visitor.go(proposal.get_absolute_url())
    page.get_by_role("button", name="Steun dit voorstel").click()
    expect(page.locator("#support")).to_contain_text("1 persoon steunt dit")
    visitor.check_page()


def vote(visitor, ballot, option):
    """Choose, check the choice, and cast it."""
    page = visitor.go(ballot)
    page.get_by_label(option, exact=True).check()
    page.get_by_role("button", name="Ga verder").click()
    visitor.check_page()
    press(page, "Breng uw stem uit")
    expect(page.get_by_role("heading", name="Uw stem is binnen")).to_be_visible()
    visitor.check_page()
    page.get_by_role("link", name="Bekijk of verander uw stem").click()
    expect(page.locator(".samenspel-ballot__saved")).to_contain_text(option)
    visitor.check_page()


def keep_a_note(visitor, item, text):
    """Read the dossier from the desk, and write down what nobody else sees."""
    page = visitor.go("/staff/dossiers/")
    visitor.check_page()
    page.get_by_role("link", name=item.title).first.click()
    expect(page.get_by_role("main")).to_contain_text("Hoe richten we het Marktplein in?")
    expect(page.get_by_role("main")).to_contain_text("Meer bomen op het plein")
    page.get_by_label("Uw eigen notitie").fill(text)
    press(page, "Bewaar de notitie")
    visitor.check_page()


def decide(visitor, item):
    page = visitor.go(f"/staff/council/items/{item.pk}/decision/")
    visitor.check_page()
    page.get_by_label("Gewijzigd aangenomen").check()
    page.get_by_label("Het besluit, in de woorden van de raad").fill("De raad stelt het plan vast.")
    page.get_by_label("Redenen").fill("Veel inwoners vroegen om schaduw en om plek voor fietsen.")
    page.get_by_label("Wat er is gedaan met de inbreng van inwoners").fill("De fietsenrekken en de bomen komen er.")
    press(page, "Leg het besluit vast")
    visitor.check_page()


def link_in_the_mail(visitor, address):
    """Wait until the worker sent the mail about the decision, and return the path it leads to."""
    for _attempt in range(100):
        if visitor.go(f"/demo/mailbox/?to={address}").locator("article").count():
            found = re.search(r"http://[^/\s]+(/council/items/\d+/#decision)", newest_mail(visitor, address))
            if found is not None:
                return found.group(1)
        visitor.page.wait_for_timeout(100)
    raise AssertionError("no mail about the decision")


def test_from_question_to_answer(zonnedael, item, iris, bob, omar, carol, griet, visit):
    from deliberation.models import Consultation

    organiser, resident = visit(zonnedael, user=omar), visit(zonnedael, user=iris, phone=True)

    address = ask(organiser, item)
    with municipality_context(zonnedael):
        consultation = Consultation.objects.get()
    proposal = proposal_row(consultation, bob, "Meer bomen op het plein")
    ballot = put_to_the_vote(organiser, consultation)

    resident.go("/")
    resident.check_page()
    resident.page.get_by_role("link", name="Hoe richten we het Marktplein in?", exact=True).click()
    expect(resident.page.locator(".samenspel-timeline [aria-current=step]")).to_contain_text("Vandaag")
    resident.check_page()
    propose(resident, address)
    support(resident, proposal)
    vote(resident, ballot, "Ja")
    vote(resident, ballot, "Nee")

    member = visit(zonnedael, user=carol)
    keep_a_note(member, item, "Vraag naar het onderhoud.")
    organiser.go(f"/council/items/{item.pk}/dossier/")
    assert "Vraag naar het onderhoud." not in organiser.page.content()

    decide(visit(zonnedael, user=griet), item)

    resident.go(link_in_the_mail(resident, iris.email))
    expect(resident.page.locator("#decision")).to_contain_text("De fietsenrekken en de bomen komen er.")
    resident.check_page()
    resident.go("/")
    expect(resident.page.locator(".samenspel-decided")).to_contain_text("De fietsenrekken en de bomen komen er.")
    resident.check_page()
    resident.go("/account/taking-part/")
    expect(resident.page.get_by_role("main")).to_contain_text("Zet er drie fietsenrekken neer")
    resident.check_page()
