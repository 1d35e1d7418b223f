"""The home page: now, soon, decided."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from deliberation.models import Room
from samenspel.council.actions import record_decision
from samenspel.council.models import AgendaItem, Meeting
from samenspel.portal.queries.home import home_page
from samenspel.subjects.models import Subject
from samenspel.tenancy.context import municipality_context
from tests.deliberation.rows import consultation_row
from tests.portal.test_search import item, say
from voting.models import Ballot

DAY = timedelta(days=1)


def make_ballot(about: Any, *, opens: int, closes: int) -> Ballot:
    now = timezone.now()
    return Ballot.objects.create(
        subject=Subject.objects.create(kind="ballot"),
        about=about.subject,
        question=f"Bent u voor {about}?",
        opens_at=now + opens * DAY,
        closes_at=now + closes * DAY,
        state="planned",
    )


def talk(about: AgendaItem, author: Any, text: str, *, questions: int = 0) -> None:
    contribution = say(about, author, text)
    Room.objects.filter(pk=contribution.room_id).update(
        contribution_count=1, open_question_count=questions, last_contribution_at=timezone.now()
    )


def test_home_invites_where_nothing_happens_yet(anonymous: Client, in_zonnedael: Any) -> None:
    response = anonymous.get("/")

    assert response.content.decode().count("samenspel-empty__title") == 3


def test_home_shows_now_soon_and_decided_in_this_order(anonymous: Client, in_zonnedael: Any, alice: Any) -> None:
    talk(item("Fietspad"), alice, "Een bankje erbij graag", questions=1)
    item("Zwembad", outcome="adopted", decided_at=timezone.now())

    html = anonymous.get("/").content.decode()

    parts = [html.index(words) for words in ('id="now"', "Een bankje erbij graag", 'id="soon"', 'id="decided"')]
    assert parts == sorted(parts)


def test_home_says_how_long_one_can_talk_and_what_was_decided(anonymous: Client, in_zonnedael: Any, alice: Any) -> None:
    open_item = item("Fietspad")
    Meeting.objects.filter(pk=open_item.meeting_id).update(starts_at=timezone.now() + timedelta(days=3), ends_at=None)
    talk(open_item, alice, "Een bankje erbij graag")
    item("Zwembad", outcome="adopted", result="Het zwembad blijft open.", decided_at=timezone.now())

    html = anonymous.get("/").content.decode()

    assert ("Nog 3 dagen" in html, "Het zwembad blijft open." in html) == (True, True)


def test_home_hides_what_readers_may_not_see(anonymous: Client, in_zonnedael: Any, alice: Any) -> None:
    gone = item("Ingetrokken punt", missing_since=timezone.now(), outcome="adopted", decided_at=timezone.now())
    talk(gone, alice, "hier stond iets")
    shown = item("Fietspad")
    talk(shown, alice, "zichtbaar")
    say(shown, alice, "verborgen", state="hidden")

    html = anonymous.get("/").content.decode()

    assert "Ingetrokken punt" not in html
    assert "verborgen" not in html
    assert "zichtbaar" in html


def test_home_shows_nothing_of_the_other_municipality(anonymous: Client, mistbergen: Any, mallory: Any) -> None:
    with municipality_context(mistbergen):
        talk(item("Windmolens", outcome="adopted"), mallory, "van ons")

    html = anonymous.get("/").content.decode()

    assert "Windmolens" not in html


def test_home_leaves_out_cancelled_and_past_meetings(in_zonnedael: Any) -> None:
    item("Fietspad")
    Meeting.objects.update(status="cancelled")

    assert home_page().next_meeting is None


def test_home_costs_the_same_however_much_there_is(
    as_: Any, ada: Any, in_zonnedael: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        talk(item(f"Punt {number}"), ada, "tekst")
        item(f"Besluit {number}", outcome="adopted", decided_at=timezone.now() - timedelta(days=number))
    client = as_(ada)
    client.get("/")

    with django_assert_max_num_queries(12):
        html = client.get("/").content.decode()

    assert html.count("samenspel-card__title") == 4


def test_home_sorts_what_is_open_by_days_left(in_zonnedael: Any, alice: Any) -> None:
    ballot = make_ballot(item("Zwembad"), opens=-1, closes=3)
    late = consultation_row(in_zonnedael, title="Later", phases=[("proposals", (-DAY, 9 * DAY))])
    soon = consultation_row(in_zonnedael, title="Eerst", phases=[("proposals", (-DAY, 2 * DAY))])
    consultation_row(in_zonnedael, title="Voorbij", phases=[("proposals", (-9 * DAY, -DAY))])
    consultation_row(in_zonnedael, title="Concept", state="draft", phases=[("proposals", (-DAY, 2 * DAY))])
    talk(item("Fietspad"), alice, "Een bankje erbij graag")

    found = home_page().open

    assert [one.title for one in found] == [soon.title, ballot.question, "Fietspad", late.title]


def test_home_shows_a_consultation_in_which_one_only_votes_as_its_ballot(in_zonnedael: Any) -> None:
    asked = consultation_row(in_zonnedael, phases=[("vote", (-DAY, 5 * DAY))])
    ballot = make_ballot(asked, opens=-1, closes=5)

    assert [one.url for one in home_page().open] == [ballot.get_absolute_url()]


def test_home_says_what_was_done_with_the_input_and_links_to_the_decision(
    anonymous: Client, in_zonnedael: Any, griet: Any
) -> None:
    decided = item("Zwembad")
    words = {"outcome": "adopted", "decided_on": timezone.localdate(), "text": "Besloten.", "reasons": "Nodig."}
    record_decision(decided, actor=griet, input_use="De glijbaan komt er.", **words)
    record_decision(decided, actor=griet, input_use="De glijbaan en de bank komen er.", **words)

    html = anonymous.get("/").content.decode()

    assert f'href="{decided.get_absolute_url()}#decision"' in html
    assert ("De glijbaan en de bank komen er." in html, "De glijbaan komt er." in html) == (True, False)


def test_home_costs_the_same_with_consultations_and_ballots(
    as_: Any, ada: Any, in_zonnedael: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        asked = consultation_row(in_zonnedael, title=f"Vraag {number}", phases=[("proposals", (-DAY, 9 * DAY))])
        make_ballot(asked, opens=-1, closes=3)
        talk(item(f"Punt {number}"), ada, "tekst")
        item(f"Besluit {number}", outcome="adopted", decided_at=timezone.now() - timedelta(days=number))
    client = as_(ada)
    client.get("/")

    with django_assert_max_num_queries(12):
        html = client.get("/").content.decode()

    assert html.count("samenspel-card__title") == 12
