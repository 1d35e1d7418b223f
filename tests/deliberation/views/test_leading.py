"""Leading a talk from its page."""

import pytest

from deliberation.actions import pause_room, pin_sentence, set_pace
from deliberation.models import Contribution
from tests.deliberation.conftest import form_of

STEPS = {
    "pause": {"minutes": "15"},
    "resume": {},
    "pace": {"seconds": "60"},
    "pin": {"text": "Nu aan de orde"},
    "unpin": {},
}


def test_clerk_leads_the_talk_from_its_page(as_, griet, room, item):
    client, page = as_(griet), f"/council/items/{item.pk}/"
    for step in ("pause", "pace", "pin"):
        assert f"/talk/rooms/{room.pk}/{step}/" in client.get(page).content.decode()
        answer = client.post(f"/talk/rooms/{room.pk}/{step}/", STEPS[step])
        assert (answer.status_code, answer["Location"]) == (302, f"{page}#lead")
    during = client.get(page).content.decode()
    for step in ("resume", "unpin"):
        assert f"/talk/rooms/{room.pk}/{step}/" in during
        client.post(f"/talk/rooms/{room.pk}/{step}/")
    room.refresh_from_db()

    assert ("Het gesprek is gepauzeerd tot" in during, "Nu aan de orde" in during) == (True, True)
    assert (room.paused_until, room.slow_seconds, room.pinned_text) == (None, 60, "")


@pytest.mark.parametrize("step", STEPS)
def test_leading_is_refused_to_residents_and_unknown_elsewhere(as_, anonymous, alice, mallory, room, step):
    address = f"/talk/rooms/{room.pk}/{step}/"

    answers = [client.post(address, STEPS[step]) for client in (as_(alice), as_(mallory), anonymous)]

    assert [answer.status_code for answer in answers] == [403, 404, 302]
    assert answers[2]["Location"].startswith("/account/login/")


def test_moderator_leads_but_does_not_pin(as_, mo, room, item):
    client = as_(mo)

    page = client.get(f"/council/items/{item.pk}/").content.decode()
    answers = [client.post(f"/talk/rooms/{room.pk}/{step}/", STEPS[step]) for step in ("pause", "pin")]

    assert (f"/talk/rooms/{room.pk}/pause/" in page, f"/talk/rooms/{room.pk}/pin/" in page) == (True, False)
    assert [answer.status_code for answer in answers] == [302, 403]


@pytest.mark.parametrize(
    ("step", "data"), [("pause", {"minutes": "7"}), ("pace", {"seconds": "x"}), ("pin", {"text": " "})]
)
def test_form_that_is_not_right_comes_back_with_the_reason(as_, griet, room, step, data):
    answer = as_(griet).post(f"/talk/rooms/{room.pk}/{step}/", data)

    assert answer.status_code == 422
    assert "Leid dit gesprek" in answer.content.decode()


def test_readers_see_the_pace_and_the_sentence_without_signing_in(anonymous, griet, room, item):
    set_pace(room, actor=griet, seconds=30)
    pin_sentence(room, actor=griet, text="<b>De raad</b> bespreekt dit nu.")

    page = anonymous.get(f"/council/items/{item.pk}/").content.decode()

    assert "hooguit één bijdrage per 30 seconden" in page
    assert "&lt;b&gt;De raad&lt;/b&gt; bespreekt dit nu." in page


def test_contribution_during_a_pause_is_refused_and_kept(as_, alice, griet, room, item, known):
    known(alice)
    client = as_(alice)
    pause_room(room, actor=griet, minutes=30)

    shown = client.get(f"/council/items/{item.pk}/").content.decode()
    answer = client.post(f"/talk/rooms/{room.pk}/contributions/", form_of("Bewaar deze woorden"))

    page = answer.content.decode()
    assert "data-composer-place hidden" in shown
    assert (answer.status_code, "Bewaar deze woorden" in page, "data-composer-place hidden" in page) == (
        409,
        True,
        False,
    )
    assert Contribution.objects.filter(room=room).count() == 0


def test_second_contribution_in_slow_mode_is_refused_and_kept(as_, alice, griet, room, known):
    known(alice)
    client, address = as_(alice), f"/talk/rooms/{room.pk}/contributions/"
    set_pace(room, actor=griet, seconds=300)

    answers = [client.post(address, form_of(f"Bijdrage {n}")) for n in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]
    assert "Bijdrage 1" in answers[1].content.decode()


def test_open_pages_get_the_state_and_the_sentence_in_their_language(anonymous, griet, room):
    pin_sentence(room, actor=griet, text="Nu aan de orde")
    pause_room(room, actor=griet, minutes=30)

    events = anonymous.get(f"/api/v1/rooms/{room.pk}/events?language=en").json()["events"]

    assert [event["kind"] for event in events] == ["room.pinned", "room.paused"]
    for part in ('data-open="no" data-opens-at=', "The talk is paused until", "The clerk:", "Nu aan de orde"):
        assert part in events[1]["html"]


def test_talk_of_a_consultation_is_led_on_its_page(as_, alice, mo, griet, consultation):
    room, page = consultation.subject.room, f"/consultations/{consultation.pk}/"
    clerk, moderator = as_(griet), as_(mo)

    answers = [
        moderator.post(f"/talk/rooms/{room.pk}/pause/", STEPS["pause"]),
        clerk.post(f"/talk/rooms/{room.pk}/pin/", STEPS["pin"]),
    ]
    shown = clerk.get(page).content.decode()
    refused = as_(alice).post(f"/talk/rooms/{room.pk}/contributions/", form_of("Bewaar dit"))

    assert [answer["Location"] for answer in answers] == [f"{page}#lead"] * 2
    assert f"/talk/rooms/{room.pk}/resume/" in shown
    assert ("Nu aan de orde" in shown, "Het gesprek is gepauzeerd tot" in shown) == (True, True)
    assert (refused.status_code, "Bewaar dit" in refused.content.decode()) == (409, True)


def test_talk_that_is_over_cannot_be_paused_and_the_page_says_so(as_, mo, room, item):
    item.meeting.status = "closed"
    item.meeting.save()

    answer = as_(mo).post(f"/talk/rooms/{room.pk}/pause/", STEPS["pause"])

    assert answer.status_code == 409
    assert "Er is dus niets om te pauzeren." in answer.content.decode()
