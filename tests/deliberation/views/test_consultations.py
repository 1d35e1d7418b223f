"""The public pages of consultations: what they show, to whom, and what they cost."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deliberation.actions import answer_consultation, close_consultation, post_contribution
from deliberation.models import ConsultationLink, Contribution, Phase, Room
from tests.deliberation.conftest import form_of, make_consultation, make_item
from tests.deliberation.test_pages import page_of, shown, statements


def address(consultation):
    return f"/consultations/{consultation.pk}/"


def room_about(consultation):
    return Room.objects.get(about=consultation.subject)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_page_answers_what_is_open_and_what_one_can_do_before_the_talk(as_, alice, consultation):
    page = page_of(as_(alice), address(consultation))

    parts = [
        "Wat mist u op het Marktplein?",
        "samenspel-now",
        "Bomen, banken en water.",
        "De weekmarkt blijft.",
        'id="composer"',
        "data-talk ",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_draft_exists_for_organisers_only(as_, anonymous, alice, griet, omar, ada, draft):
    people = {
        "visitor": anonymous,
        **{name: as_(user) for name, user in (("alice", alice), ("griet", griet), ("omar", omar), ("ada", ada))},
    }

    statuses = {name: client.get(address(draft)).status_code for name, client in people.items()}

    assert statuses == {"visitor": 404, "alice": 404, "griet": 404, "omar": 200, "ada": 200}


def test_contribution_is_placed_and_leads_back_to_the_consultation(as_, alice, consultation, known):
    known(alice)
    room = room_about(consultation)

    response = as_(alice).post(
        f"/talk/rooms/{room.pk}/contributions/", form_of(form_token=str(uuid.uuid4())), follow=True
    )

    said = Contribution.objects.get(room=room)
    assert response.redirect_chain == [(f"{address(consultation)}#contribution-{said.pk}", 302)]
    assert shown(response.content.decode()) == [said.pk]


def test_thread_of_a_consultation_leads_back_to_it(as_, alice, carol, consultation):
    said = post_contribution(room_about(consultation), actor=carol, text="Meer water")

    page = page_of(as_(alice), f"/talk/contributions/{said.pk}/")

    assert f'href="{address(consultation)}"' in page


def test_closed_phase_refuses_with_what_is_still_possible_and_keeps_the_words(in_zonnedael, as_, alice, omar, known):
    known(alice)
    phases = [("discussion", -9, -2), ("proposals", -2, 5)]
    consultation = make_consultation(in_zonnedael, omar, phases=phases)

    response = as_(alice).post(f"/talk/rooms/{room_about(consultation).pk}/contributions/", form_of("Bewaar dit"))

    text = text_of(response.content.decode())
    assert response.status_code == 409
    assert "Wat u nu nog kunt doen: voorstellen doen en steunen." in text
    assert ("Bewaar dit" in text, Contribution.objects.filter(text="Bewaar dit").exists()) == (True, False)


def test_consultation_without_a_talk_shows_none(in_zonnedael, anonymous, omar):
    consultation = make_consultation(in_zonnedael, omar, phases=[("proposals", -2, 5)])

    page = page_of(anonymous, address(consultation))

    assert ("data-talk " in page, 'id="composer"' in page) == (False, False)


def test_agenda_item_shows_which_consultations_serve_it(in_zonnedael, anonymous, omar, item):
    shown_one = make_consultation(in_zonnedael, omar, links=[(item.pk, "decides")])
    make_consultation(in_zonnedael, omar, links=[(item.pk, "decides")], published=False, title="Nog geheim")

    page = page_of(anonymous, f"/council/items/{item.pk}/")
    back = page_of(anonymous, address(shown_one))

    assert (address(shown_one) in page, "Nog geheim" in page) == (True, False)
    assert f"/council/items/{item.pk}/" in back


def test_item_behind_closed_doors_is_not_named_on_the_consultation(in_zonnedael, anonymous, omar):
    secret = make_item(in_zonnedael, "Aankoop van grond", kind="closed")
    consultation = make_consultation(in_zonnedael, omar, links=[(secret.pk, "decides")])

    page = page_of(anonymous, address(consultation))

    assert "Aankoop van grond" not in page


def test_list_puts_open_ones_first_then_what_waits_and_what_was_answered(in_zonnedael, anonymous, omar):
    answered = make_consultation(in_zonnedael, omar, title="Beantwoord", phases=[("discussion", -9, -2)])
    answer_consultation(answered, actor=omar, answer="Wij doen het.")
    make_consultation(in_zonnedael, omar, title="Wacht", phases=[("discussion", -9, -2)])
    make_consultation(in_zonnedael, omar, title="Straks", phases=[("discussion", 2, 9)])
    make_consultation(in_zonnedael, omar, title="Open")
    make_consultation(in_zonnedael, omar, title="Concept", published=False)

    page = page_of(anonymous, "/consultations/")

    assert re.findall(r'samenspel-card__title"><a [^>]*>([^<]+)', page) == ["Open", "Straks", "Wacht", "Beantwoord"]


def test_empty_list_says_what_one_can_do(anonymous):
    page = page_of(anonymous, "/consultations/")

    assert ("Er is nog niets gevraagd" in page, 'href="/council/"' in page) == (True, True)


def test_answer_and_reason_of_closing_stand_on_the_page(anonymous, omar, consultation):
    close_consultation(consultation, actor=omar, reason="De plannen zijn gewijzigd.")
    closed = text_of(page_of(anonymous, address(consultation)))
    answer_consultation(consultation, actor=omar, answer="Er komen twintig bomen.")
    answered = text_of(page_of(anonymous, address(consultation)))

    assert "De plannen zijn gewijzigd." in closed
    assert [part in answered for part in ("Er komen twintig bomen.", "De gemeente antwoordde op", "Wat open was")] == [
        True
    ] * 3


def test_held_or_hidden_room_of_a_draft_is_absent(anonymous, as_, omar, consultation, carol):
    room = room_about(consultation)
    said = post_contribution(room, actor=carol, text="Meer water")
    type(consultation).objects.update(state="draft")

    paths = [f"/talk/rooms/{room.pk}/mine/", f"/api/v1/rooms/{room.pk}/events", f"/talk/contributions/{said.pk}/"]
    statuses = [client.get(path).status_code for path in paths for client in (anonymous, as_(omar))]

    assert statuses == [404] * 6


@pytest.mark.parametrize("path", ["", "edit/question/", "preview/", "publish/", "close/", "answer/"])
def test_consultation_of_the_other_municipality_is_absent(as_, mallory, consultation, path):
    start = "/staff/consultations" if path else "/consultations"
    client = as_(mallory)

    statuses = [ask(f"{start}/{consultation.pk}/{path}").status_code for ask in (client.get, client.post)]

    assert statuses == [404, 404]


def test_page_costs_the_same_whatever_is_there(in_zonnedael, as_, alice, carol, omar, item):
    consultation = make_consultation(in_zonnedael, omar, links=[(item.pk, "decides")])
    room, client = room_about(consultation), as_(alice)
    [top] = [post_contribution(room, actor=carol, text="Eerste")]
    client.get(address(consultation))
    few = statements(lambda: client.get(address(consultation)))
    now = timezone.now()
    for number in range(20):
        post_contribution(room, actor=carol, text=f"Bijdrage {number}")
        Phase.objects.create(
            consultation=consultation, activity="support", starts_at=now, ends_at=now + timedelta(days=1)
        )
        other = make_item(in_zonnedael, f"Punt {number}")
        ConsultationLink.objects.create(consultation=consultation, agenda_item=other, kind="informs")
    Contribution.objects.filter(pk=top.pk).update(reply_count=3)
    many = statements(lambda: client.get(address(consultation)))

    assert len(many) <= 12, many
    assert len(many) - len(few) in {0, 1}


def test_list_costs_the_same_whatever_is_there(in_zonnedael, as_, alice, omar):
    client = as_(alice)
    make_consultation(in_zonnedael, omar)
    client.get("/consultations/")
    few = statements(lambda: client.get("/consultations/"))
    for _number in range(5):
        make_consultation(in_zonnedael, omar)
    many = statements(lambda: client.get("/consultations/"))

    assert (len(few), len(many) <= 12) == (len(many), True)


def test_posting_in_a_consultation_costs_at_most_twelve_statements(as_, alice, consultation, known):
    known(alice)
    client, room = as_(alice), room_about(consultation)
    client.get("/privacy/")

    with CaptureQueriesContext(connection):
        posted = statements(lambda: client.post(f"/talk/rooms/{room.pk}/contributions/", form_of()))

    assert len(posted) <= 12, posted


def test_first_words_that_wait_for_a_moderator_cost_at_most_twelve_statements(as_, alice, consultation):
    client, room = as_(alice), room_about(consultation)
    client.get("/privacy/")

    posted = statements(lambda: client.post(f"/talk/rooms/{room.pk}/contributions/", form_of()))

    assert Contribution.objects.get().state == "held"
    assert len(posted) <= 12, posted


def test_open_pages_learn_that_a_consultation_closed(anonymous, omar, consultation):
    room = room_about(consultation)

    close_consultation(consultation, actor=omar, reason="Klaar")

    [event] = anonymous.get(f"/api/v1/rooms/{room.pk}/events").json()["events"]
    assert (event["kind"], "Deze consultatie is gesloten." in event["html"]) == ("room.closed", True)


def test_moderator_closes_and_opens_the_talk_of_a_consultation(as_, mo, consultation):
    room, client = room_about(consultation), as_(mo)

    answers = [client.post(f"/talk/rooms/{room.pk}/{act}/") for act in ("close", "open")]

    assert [answer["Location"] for answer in answers] == [address(consultation)] * 2


def test_guest_talks_along_and_waits_for_a_moderator(anonymous, consultation):
    room = room_about(consultation)

    anonymous.post(f"/talk/rooms/{room.pk}/contributions/", form_of("Meer water", name="Jo"))

    said = Contribution.objects.get(room=room)
    assert (said.state, said.author.is_guest) == ("held", True)


def test_contributions_in_a_consultation_are_found_by_its_title(anonymous, carol, consultation):
    post_contribution(room_about(consultation), actor=carol, text="Een waterspeelplaats voor kinderen")

    page = page_of(anonymous, "/search/", q="waterspeelplaats")

    assert "Hoe richten we het Marktplein in?" in page
