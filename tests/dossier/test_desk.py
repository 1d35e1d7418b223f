"""The council member's desk: what is on the agenda soon, with signals, in a fixed number of statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samenspel.dossier.actions import note_visit, save_note
from samenspel.dossier.models import DossierVisit
from samenspel.dossier.queries import desk_page
from samenspel.tenancy.context import actor_context
from tests.deliberation.conftest import make_item
from tests.dossier.test_pages import statements, without_settings

ADDRESS = "/staff/dossiers/"


def line_of(person, item):
    with actor_context(person.pk):
        return next(line for line in desk_page(person).lines if line.item == item)


def test_desk_shows_the_signals_of_an_item(item, consultation, say, propose, vote_on, alice, bob, carol):
    say(alice, "Graag bomen")
    propose(alice, "Tien bomen", supporters=[bob])
    vote_on(consultation.subject, alice, bob, is_counted=True)
    vote_on(item.subject, alice, is_counted=True)
    vote_on(item.subject, alice, bob)  # open: nobody sees how many voted

    before = line_of(carol, item)
    note_visit(item, actor=carol)
    save_note(item, actor=carol, text="Lezen")
    say(bob, "Later gezegd")
    say(bob, "In de consultatie", about=consultation.subject)
    propose(bob, "Later voorgesteld")
    after = line_of(carol, item)

    assert (before.proposals, before.votes, before.new, before.has_note) == (1, 3, None, False)
    assert (after.proposals, after.votes, after.new, after.has_note) == (2, 3, 3, True)


def test_note_of_another_is_no_signal(item, carol, ada):
    save_note(item, actor=carol, text="Lezen")

    assert line_of(ada, item).has_note is False


def test_desk_lists_items_of_meetings_to_come_soonest_first(item, zonnedael, carol):
    soon = make_item(zonnedael, title="Morgen", starts_at=timezone.now() + timedelta(days=1))
    make_item(zonnedael, title="Voorbij", starts_at=timezone.now() - timedelta(days=3))
    make_item(zonnedael, title="Ingetrokken", missing_since=timezone.now())

    assert [line.item for line in desk_page(carol).lines] == [soon, item]


@pytest.mark.parametrize(
    ("who", "status"), [("carol", 200), ("griet", 200), ("omar", 200), ("ada", 200), ("mo", 403), ("alice", 403)]
)
def test_desk_is_for_the_council_and_its_staff(as_, request, item, who, status):
    answer = as_(request.getfixturevalue(who)).get(ADDRESS)

    assert (answer.status_code, item.title in answer.content.decode()) == (status, status == 200)


def test_desk_sends_visitors_to_sign_in(anonymous):
    assert anonymous.get(ADDRESS)["Location"].split("?")[0] == "/account/login/"


def test_desk_without_meetings_says_so(as_, carol):
    assert "Er is nog geen vergadering gepland" in as_(carol).get(ADDRESS).content.decode()


def test_desk_costs_a_fixed_number_of_statements(as_, carol, zonnedael, item, say, alice):
    client = as_(carol)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    for number in range(10):
        say(alice, "Graag", about=make_item(zonnedael, title=f"Punt {number}").subject)

    with CaptureQueriesContext(connection) as many:
        client.get(ADDRESS)

    assert len(without_settings(many)) == len(without_settings(few))
    assert max(len(statements(few)), len(statements(many))) <= 12


def test_visit_goes_on_for_an_hour_and_then_a_new_one_begins(item, carol):
    answers = []
    for back in (timedelta(0), timedelta(minutes=50), timedelta(minutes=50), timedelta(minutes=70)):
        DossierVisit.objects.update(seen_at=timezone.now() - back)
        answers.append(note_visit(item, actor=carol) is None)

    assert answers == [True, True, True, False]
    visit = DossierVisit.objects.get()
    assert visit.seen_at - visit.seen_before_at > timedelta(minutes=69)
