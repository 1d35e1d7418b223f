"""From input to answer: the council reads it, the clerk records the decision, the resident hears what was done."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item
from tests.dossier.conftest import make_consultation
from tests.journeys.signing_in import newest_mail

SAID = [
    ("for", "Meer bomen maken het plein koeler in de zomer. Wij wonen erboven en merken dat elk jaar."),
    ("for", "Een groen plein nodigt uit om te blijven zitten."),
    ("for", "De markt kan prima tussen de bomen staan, dat zie je in andere plaatsen ook."),
    ("against", "Waar laten ondernemers hun bussen als de parkeerplaatsen weg zijn?"),
    ("question", "Blijft de weekmarkt op zaterdag?"),
    ("question", "Wie onderhoudt het groen straks?"),
]


@pytest.fixture
def item(zonnedael, alice, bob, make_user):
    """An agenda item with a consultation and people who took part."""
    from deliberation.models import Contribution, Endorsement, Proposal, Room
    from samenspel.council.models import CouncilDocument
    from samenspel.subjects.models import Subject

    with municipality_context(zonnedael):
        made = make_item(zonnedael, title="Nieuwe inrichting van het Marktplein", starts_at=timezone.now())
        CouncilDocument.objects.create(
            meeting=made.meeting, agenda_item=made, title="Raadsvoorstel", url="http://zonnedael.localhost/stuk.pdf"
        )
        consultation = make_consultation(
            made, responsible_body="College van B en W", answer_promised_on=timezone.localdate() + timedelta(days=20)
        )
        room = Room.objects.get(about=made.subject)
        for number, (stance, text) in enumerate(SAID):
            subject = Subject.objects.create(kind="contribution")
            author = alice if number == 0 else make_user(zonnedael, f"bewoner{number}", level=1 + number % 2)
            Contribution.objects.create(
                room=room, subject=subject, author=author, text=text, stance=stance, agree_count=12 - number
            )
        Room.objects.filter(pk=room.pk).update(contribution_count=len(SAID), last_contribution_at=timezone.now())
        for number, title in enumerate(("Tien bomen erbij", "Een fontein in het midden")):
            proposal = Proposal.objects.create(
                subject=Subject.objects.create(kind="proposal"),
                consultation=consultation,
                author=bob,
                author_level=1,
                title=title,
                text="Dat maakt het plein prettiger.",
                endorsement_count=1 - number,
                **({} if number else {"answer": "Dat doen we.", "answer_reasons": "Er is plek.", "status": "adopted"}),
            )
            if not number:
                Endorsement.objects.create(proposal=proposal, person=alice, level=1)
    return made


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_council_member_reads_the_dossier_and_keeps_a_private_note(zonnedael, item, carol, ada, visit):
    reader = visit(zonnedael, user=carol)
    page = reader.go("/staff/dossiers/")
    reader.check_page()
    reader.picture("dossier-desk")
    page.get_by_role("link", name="Nieuwe inrichting van het Marktplein").click()
    reader.check_page()
    reader.picture("dossier")
    page.emulate_media(media="print")
    reader.picture("dossier-on-paper")
    page.emulate_media(media="screen")
    page.get_by_label("Uw eigen notitie").fill("Vraag de wethouder naar het onderhoud.")
    press(page, "Bewaar de notitie")

    assert page.get_by_label("Uw eigen notitie").input_value() == "Vraag de wethouder naar het onderhoud."
    reader.check_page()

    phone = visit(zonnedael, user=carol, phone=True, javascript=False)
    phone.go(f"/council/items/{item.pk}/dossier/")
    phone.picture("dossier")
    assert phone.page.get_by_label("Uw eigen notitie").input_value() == "Vraag de wethouder naar het onderhoud."

    other = visit(zonnedael, user=ada)
    other.go(f"/council/items/{item.pk}/dossier/")
    assert "onderhoud." not in other.page.content()
    assert other.page.get_by_label("Uw eigen notitie").count() == 0


def test_clerk_records_the_decision_and_the_resident_reads_it_from_the_mail(zonnedael, item, griet, alice, visit):
    clerk = visit(zonnedael, user=griet)
    page = clerk.go(f"/council/items/{item.pk}/")
    page.get_by_role("link", name="Leg het besluit vast").click()
    press(page, "Leg het besluit vast")
    clerk.check_page()  # with its error summary
    page.get_by_label("Gewijzigd aangenomen").check()
    page.get_by_label("Het besluit, in de woorden van de raad").fill(
        "De raad stelt het plan vast, met tien bomen extra."
    )
    page.get_by_label("Redenen").fill(
        "Veel inwoners vroegen om schaduw. Ondernemers vroegen om ruimte voor hun bussen."
    )
    page.get_by_label("Wat er is gedaan met de inbreng van inwoners").fill(
        "Het voorstel voor tien bomen is overgenomen."
    )
    clerk.picture("decision-form")
    press(page, "Leg het besluit vast")
    clerk.check_page()
    clerk.picture("decision")

    resident = visit(zonnedael, user=alice, phone=True)
    link = None
    for _attempt in range(100):  # the worker is another process
        mails = resident.go(f"/demo/mailbox/?to={alice.email}").locator("article")
        if mails.count():
            link = re.search(r"http://\S+(/council/items/\d+/#decision)", newest_mail(resident, alice.email))
            break
        resident.page.wait_for_timeout(100)
    assert link is not None
    resident.go(link.group(1))

    section = resident.page.locator("#decision")
    assert "Het voorstel voor tien bomen is overgenomen." in section.inner_text()
    resident.check_page()
    resident.picture("decision")
    resident.go("/account/taking-part/")
    resident.check_page()
    resident.picture("taking-part")
    told = resident.page.locator(".samenspel-part--unread")
    assert told.count() == 2  # what she said, and the proposal she supported
    told.first.get_by_role("link", name="Lees het").click()
    assert resident.page.url.endswith(f"/council/items/{item.pk}/#decision")
