"""What everybody sees of the council."""

import re
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samenspel.council.models import CouncilBody, CouncilDocument, Meeting
from tests.council.conftest import AMSTERDAM

COUNTED = re.compile(r"^(?!BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)")


def statements(client, address):
    client.get(address)  # fills what a process remembers: the host's municipality
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return sum(COUNTED.match(query["sql"]) is not None for query in captured)


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize(("year", "month", "day"), [(2026, 10, 25), (2027, 3, 28)])
def test_times_are_municipal_on_both_sides_of_summer_time(anonymous, meeting, year, month, day):
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=datetime(year, month, day, 19, 30, tzinfo=AMSTERDAM))

    for address in ("/council/", meeting.get_absolute_url()):
        assert "19:30" in text(anonymous.get(address))


def test_meetings_are_upcoming_or_past(anonymous, body):
    now = timezone.now()
    for title, starts_at in (("Straks", now + timedelta(days=2)), ("Toen", now - timedelta(days=2))):
        Meeting.objects.create(body=body, title=title, starts_at=starts_at)

    context = anonymous.get("/council/").context

    assert [meeting.title for meeting in context["upcoming"]] == ["Straks"]
    assert [meeting.title for meeting in context["page"]] == ["Toen"]


def test_meetings_of_one_body(anonymous, meeting):
    other = CouncilBody.objects.create(name="Commissie")
    Meeting.objects.create(body=other, title="Commissievergadering", starts_at=meeting.starts_at)

    context = anonymous.get(f"/council/?body={other.pk}").context

    assert [found.title for found in (*context["upcoming"], *context["page"])] == ["Commissievergadering"]


def test_agenda_shows_numbers_outcomes_and_headings(anonymous, meeting, add_lines):
    add_lines("Hamerstukken", kind="heading")
    (item,) = add_lines("Parkeren", outcome="adopted", stage="deciding")
    (secret,) = add_lines("Was openbaar", missing_since=timezone.now())

    response = anonymous.get(meeting.get_absolute_url())

    assert [(line.item.title, line.has_page) for line in response.context["agenda"].lines[:2]] == [
        ("Hamerstukken", False),
        ("Parkeren", True),
    ]
    assert f'href="{item.get_absolute_url()}"' in response.content.decode()
    assert f'href="{secret.get_absolute_url()}"' in response.content.decode()
    assert "Was openbaar" not in text(response)


def test_own_word_for_a_stage_is_shown(anonymous, meeting, add_lines, griet):
    from samenspel.council.actions import save_stage_words

    save_stage_words(actor=griet, words={"weighing": "Meningsvorming"})
    add_lines("Parkeren", stage="weighing")

    assert "Meningsvorming" in text(anonymous.get(meeting.get_absolute_url()))


def test_meeting_in_session_is_marked(anonymous, meeting):
    before = anonymous.get(meeting.get_absolute_url()).content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(status="in_session")

    after = anonymous.get(meeting.get_absolute_url()).content.decode()

    assert ("live" in before, "live" in after) == (False, True)


def test_large_agenda_pages_and_filters(anonymous, meeting, add_lines):
    add_lines(*(f"Voorstel {number}" for number in range(1, 395)))

    first = anonymous.get(meeting.get_absolute_url()).context["agenda"]
    last = anonymous.get(f"{meeting.get_absolute_url()}?page=8").context["agenda"]
    found = anonymous.get(f"{meeting.get_absolute_url()}?q=voorstel+394").context["agenda"]

    assert (len(first.lines), len(last.lines)) == (50, 44)
    assert [line.item.title for line in found.lines] == ["Voorstel 394"]


def test_filter_answers_with_the_agenda_alone_to_htmx(anonymous, meeting, add_lines):
    add_lines("Parkeren", "Zwembad")

    response = anonymous.get(f"{meeting.get_absolute_url()}?q=zwem", headers={"hx-request": "true"})

    assert "<html" not in response.content.decode()
    assert "Zwembad" in text(response)
    assert "Parkeren" not in text(response)


def test_filter_does_not_find_withdrawn_text(anonymous, meeting, add_lines):
    add_lines("Geheim plan", missing_since=timezone.now())

    assert anonymous.get(f"{meeting.get_absolute_url()}?q=geheim").context["agenda"].lines == ()


def test_withdrawn_meeting_hides_its_documents(anonymous, meeting):
    CouncilDocument.objects.create(meeting=meeting, title="Agenda.pdf", url="https://example.org/a.pdf")
    shown = "Agenda.pdf" in text(anonymous.get(meeting.get_absolute_url()))
    Meeting.objects.filter(pk=meeting.pk).update(missing_since=timezone.now())

    assert (shown, "Agenda.pdf" in text(anonymous.get(meeting.get_absolute_url()))) == (True, False)


@pytest.mark.parametrize("address", ["/council/", "/council/meetings/{pk}/"])
def test_statements_are_few_and_do_not_grow(as_, griet, meeting, add_lines, address):
    client = as_(griet)
    add_lines("Opening")
    few = statements(client, address.format(pk=meeting.pk))
    add_lines(*(f"Voorstel {number}" for number in range(200)))
    for number in range(30):
        Meeting.objects.create(body=meeting.body, title=f"Vergadering {number}", starts_at=meeting.starts_at)

    many = statements(client, address.format(pk=meeting.pk))

    assert few == many <= 12


@pytest.mark.parametrize("address", ["/council/meetings/{pk}/", "/staff/council/meetings/{pk}/"])
def test_meeting_of_another_municipality_is_not_found(as_, mallory, meeting, address):
    assert as_(mallory).get(address.format(pk=meeting.pk)).status_code == 404


@pytest.mark.parametrize("made_up", ["9" * 5000, "\x00", "-1", "²"])
def test_parameters_that_somebody_made_up_are_no_fault(anonymous, as_, ada, meeting, made_up):
    addresses = ["/council/?body=", f"{meeting.get_absolute_url()}?q=", f"{meeting.get_absolute_url()}?page="]
    staff = ["/staff/people/?q=", "/staff/audit/?action=", "/staff/council/?meeting="]

    answers = [anonymous.get(address + quote(made_up)).status_code for address in addresses]
    answers += [as_(ada).get(address + quote(made_up)).status_code for address in staff]

    assert answers == [200] * 6
