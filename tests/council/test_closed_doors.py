"""What the council deals with behind closed doors is not shown, not found and not kept."""

import re

import pytest
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.council.actions import add_document, add_item, change_item, record_decision, withdraw_item
from samenspel.council.enums import ItemKind
from samenspel.council.exceptions import NotPublic
from samenspel.council.models import AgendaItem, CouncilDocument, Decision
from samenspel.council.queries import agenda_page
from samenspel.notifications.models import Notice
from samenspel.subjects import registry

SECRET = "Taxatierapport"
ADDRESS = "https://raad.example.org/taxatie.pdf"


@pytest.fixture
def secret_item(add_lines):
    """A line that was public with a document, and of which the database says that it is closed now."""
    (item,) = add_lines("Grondaankoop", explanation=f"<p>{SECRET}: twee miljoen</p>")
    CouncilDocument.objects.create(meeting=item.meeting, agenda_item=item, title=SECRET, url=ADDRESS)
    return item


def everywhere(client, item):
    """Return what pages, search and the API say about an item."""
    addresses = [
        "/",
        item.get_absolute_url(),
        item.meeting.get_absolute_url(),
        *(f"/search/?q={SECRET}&kind={kind}" for kind in ("items", "documents", "contributions")),
    ]
    pages = "".join(client.get(address).content.decode() for address in addresses)
    return re.sub(rf'(value="|q=|title>[^<]*){SECRET}', "", pages)


@pytest.mark.parametrize("how", ["closed", "withdrawn"])
def test_title_and_link_of_a_document_are_shown_nowhere(anonymous, secret_item, griet, how):
    before = everywhere(anonymous, secret_item)
    if how == "closed":
        AgendaItem.objects.filter(pk=secret_item.pk).update(kind=ItemKind.CLOSED)
    else:
        withdraw_item(secret_item, actor=griet)

    page = everywhere(anonymous, secret_item)
    line = agenda_page(secret_item.meeting).lines[0]

    assert (SECRET in before, ADDRESS in before) == (True, True)
    assert (SECRET in page, ADDRESS in page, line.item.document_count) == (False, False, 0)
    assert agenda_page(secret_item.meeting, text=SECRET).page.paginator.count == 0
    assert registry.describe([secret_item.subject])[secret_item.subject_id].excerpt == ""


def test_clerk_who_closes_the_doors_removes_what_was_said(secret_item, griet):
    closed = change_item(secret_item, actor=griet, kind=ItemKind.CLOSED)

    assert (closed.explanation, list(CouncilDocument.objects.all())) == ("", [])
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "council.document.removed",
        "council.item.changed",
    ]


def test_nothing_can_be_added_behind_closed_doors(as_, meeting, griet):
    item = add_item(meeting, actor=griet, title="Grondaankoop", kind=ItemKind.CLOSED, explanation="<p>geheim</p>")

    with pytest.raises(NotPublic):
        add_document(item, actor=griet, title=SECRET, url=ADDRESS)
    refused = as_(griet).post(f"/staff/council/items/{item.pk}/documents/", {"title": SECRET, "url": ADDRESS})

    assert (refused.status_code, item.explanation, CouncilDocument.objects.count()) == (409, "", 0)


def test_clerk_who_closes_the_doors_forgets_the_recorded_decision(secret_item, griet):
    record_decision(
        secret_item, actor=griet, outcome="adopted", decided_on=timezone.localdate(), text=SECRET, reasons=SECRET,
        input_use=SECRET,
    )  # fmt: skip

    closed = change_item(secret_item, actor=griet, kind=ItemKind.CLOSED)

    assert (closed.has_recorded_decision, Decision.objects.count(), Notice.objects.count()) == (False, 0, 0)
