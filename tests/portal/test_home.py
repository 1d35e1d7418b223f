"""The home page: now, soon, decided."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from deliberation.models import Room
from samenspel.council.models import AgendaItem, Meeting
from samenspel.portal.queries.home import home_page
from samenspel.tenancy.context import municipality_context
from tests.portal.test_search import item, say


def talk(about: AgendaItem, author: Any, text: str, *, questions: int = 0) -> None:
    contribution = say(about, author, text)
    Room.objects.filter(pk=contribution.room_id).update(
        contribution_count=1, open_question_count=questions, last_contribution_at=timezone.now()
    )


def test_home_invites_where_nothing_happens_yet(anonymous: Client, in_zonnedael: Any) -> None:
    response = anonymous.get("/")

    assert response.content.decode().count("samenspel-empty__title") == 2


def test_home_shows_now_soon_and_decided_in_this_order(anonymous: Client, in_zonnedael: Any, alice: Any) -> None:
    talk(item("Fietspad"), alice, "Een bankje erbij graag", questions=1)
    item("Zwembad", outcome="adopted", decided_at=timezone.now())

    html = anonymous.get("/").content.decode()

    parts = [html.index(words) for words in ('id="talks"', "Een bankje erbij graag", 'id="soon"', 'id="decided"')]
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

    assert html.count("samenspel-card__title") == 6
