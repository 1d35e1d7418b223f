"""Finding agenda items and what surrounds them."""

import pytest
from django.http import Http404
from django.utils import timezone

from samenspel.council import signals
from samenspel.council.actions import create_items
from samenspel.council.models import AgendaItem, CouncilDocument
from samenspel.council.queries import access_agenda_item, item_page, stage_words
from samenspel.subjects import registry
from samenspel.tenancy.context import municipality_context


def test_item_page_has_documents_breadcrumb_and_neighbours(meeting, add_lines, django_assert_num_queries):
    first, second, third = add_lines("Opening", "Parkeren", "Rondvraag")
    document = CouncilDocument.objects.create(
        meeting=meeting, agenda_item=second, title="Voorstel", url="https://e.org/1"
    )
    item = access_agenda_item(second.pk)

    with django_assert_num_queries(2):
        page = item_page(item)

    assert (page.previous, page.next, page.documents) == (first, third, (document,))
    assert [(crumb.title, crumb.url) for crumb in page.breadcrumb[1:]] == [
        ("Raadsvergadering", f"/council/meetings/{meeting.pk}/"),
        ("Parkeren", ""),
    ]


def test_first_item_has_no_previous(add_lines):
    first, second = add_lines("Opening", "Parkeren")

    page = item_page(access_agenda_item(first.pk))

    assert (page.previous, page.next) == (None, second)


def test_withdrawn_item_keeps_its_page_but_hides_the_council_text(meeting, add_lines):
    (item,) = add_lines("Geheim", missing_since=timezone.now())
    CouncilDocument.objects.create(meeting=meeting, agenda_item=item, title="Voorstel", url="https://e.org/1")

    page = item_page(access_agenda_item(item.pk))

    assert page.documents == ()
    assert "Geheim" not in page.item.public_title


def test_heading_has_no_page(add_lines):
    (heading,) = add_lines("Hamerstukken", kind="heading")

    with pytest.raises(Http404):
        access_agenda_item(heading.pk)


def test_item_of_another_municipality_is_not_found(add_lines, mistbergen):
    (item,) = add_lines("Parkeren")

    with municipality_context(mistbergen), pytest.raises(Http404):
        access_agenda_item(item.pk)


def test_creating_items_gives_each_a_subject_and_tells_the_apps_above(meeting):
    told = []

    def listen(items, **kwargs):
        told.extend(items)

    signals.agenda_items_created.connect(listen)
    try:
        created = create_items([AgendaItem(meeting=meeting, title="A"), AgendaItem(meeting=meeting, title="B")])
    finally:
        signals.agenda_items_created.disconnect(listen)

    assert told == created
    assert [item.subject.kind for item in created] == ["agenda_item", "agenda_item"]


def test_describer_gives_title_and_address(add_lines):
    (item,) = add_lines("Parkeren", explanation="<p>Over <b>auto's</b></p>")

    described = registry.describe([item.subject])

    assert described == {
        item.subject_id: registry.Description("Parkeren", "Over auto's", f"/council/items/{item.pk}/"),
    }


def test_stage_words_are_the_municipalitys_own(in_zonnedael):
    from samenspel.tenancy.queries import with_settings

    with_settings(in_zonnedael).settings.vocabulary = {"weighing": "Meningsvorming"}

    assert stage_words()["weighing"] == "Meningsvorming"
    assert stage_words()["deciding"]
