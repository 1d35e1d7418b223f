"""Events of a room over HTTP."""

from deliberation.actions import close_room, post_contribution, withdraw_contribution
from samenspel.realtime.queries import recent


def events(client, room, **query):
    response = client.get(f"/api/v1/rooms/{room.pk}/events", query)
    assert response.status_code == 200
    return response.json()


def test_events_come_in_order_in_pages_of_a_hundred(anonymous, room, carol):
    for number in range(105):
        post_contribution(room, actor=carol, text=f"Bijdrage {number}")

    first = events(anonymous, room)
    second = events(anonymous, room, after=first["next"])
    third = events(anonymous, room, after=second["next"])

    pages = [([e["sequence"] for e in page["events"]], page["next"], page["more"]) for page in (first, second, third)]
    assert pages == [(list(range(1, 101)), 100, True), (list(range(101, 106)), 105, False), ([], 105, False)]
    assert set(first["events"][0]) == {"sequence", "kind", "id", "version", "html", "parent"}


def test_hidden_words_are_in_no_event(anonymous, room, carol):
    contribution = post_contribution(room, actor=carol, text="een geheim")
    withdraw_contribution(contribution, actor=carol)

    answer = anonymous.get(f"/api/v1/rooms/{room.pk}/events")

    assert [event["kind"] for event in answer.json()["events"]] == ["contribution.posted", "contribution.withdrawn"]
    assert b"een geheim" not in answer.content


def test_held_words_are_in_no_event(anonymous, room, alice):
    post_contribution(room, actor=alice, text="nog niet gelezen")

    assert events(anonymous, room) == {"events": [], "next": 0, "more": False}


def test_closing_tells_the_new_state_in_the_asked_language(anonymous, room, griet):
    close_room(room, actor=griet)

    answer = events(anonymous, room, language="en")

    [event] = answer["events"]
    assert event["kind"] == "room.closed"
    assert 'data-open="no">The clerk closed this talk. You can still read everything.' in event["html"]


def test_events_are_the_same_for_everyone(anonymous, as_, carol, room):
    post_contribution(room, actor=carol, text="Hallo")

    assert events(anonymous, room) == events(as_(carol), room)


def test_poll_without_news_is_answered_from_the_tag(anonymous, room, carol):
    post_contribution(room, actor=carol, text="Hallo")
    address = f"/api/v1/rooms/{room.pk}/events?after=1"
    tag = anonymous.get(address)["ETag"]

    unchanged = anonymous.get(address, headers={"if-none-match": tag})
    post_contribution(room, actor=carol, text="Nog iets")
    changed = anonymous.get(address, headers={"if-none-match": tag})

    assert (unchanged.status_code, changed.status_code, changed.json()["next"]) == (304, 200, 2)


def test_wrong_questions_get_a_problem(anonymous, room, browser_at, mistbergen):
    answers = [
        anonymous.get(f"/api/v1/rooms/{room.pk}/events?after=-1"),
        anonymous.get(f"/api/v1/rooms/{room.pk}/events?language=xx"),
        anonymous.get("/api/v1/rooms/999999/events"),
        browser_at(mistbergen).get(f"/api/v1/rooms/{room.pk}/events"),
    ]

    assert [(answer.status_code, answer["Content-Type"]) for answer in answers] == [
        (400, "application/problem+json"),
        (400, "application/problem+json"),
        (404, "application/problem+json"),
        (404, "application/problem+json"),
    ]
    assert answers[2].json()["code"] == "no-such-room"


def test_address_that_asks_too_often_hears_when_to_ask_again(anonymous, room, settings):
    settings.EVENTS_PER_MINUTE = 12  # two within ten seconds
    address = f"/api/v1/rooms/{room.pk}/events"

    answers = [anonymous.get(address) for _ in range(3)]
    elsewhere = anonymous.get(address, REMOTE_ADDR="203.0.113.9")

    assert [answer.status_code for answer in [*answers, elsewhere]] == [200, 200, 429, 200]
    assert answers[2]["Content-Type"] == "application/problem+json"
    assert 1 <= int(answers[2]["Retry-After"]) <= 10


def test_town_hall_of_five_hundred_readers_may_ask_every_five_seconds(settings):
    assert settings.EVENTS_PER_MINUTE >= 500 * 60 / 5


def test_zero_means_that_everybody_may_ask_as_often_as_they_like(anonymous, room, settings):
    settings.EVENTS_PER_MINUTE = 0

    assert [anonymous.get(f"/api/v1/rooms/{room.pk}/events").status_code for _ in range(3)] == [200] * 3


def test_readers_who_poll_together_share_what_is_read(anonymous, room, carol, django_assert_max_num_queries):
    for number in range(30):
        post_contribution(room, actor=carol, text=f"Bijdrage {number}")
    events(anonymous, room, after=3)
    recent.forget()

    with django_assert_max_num_queries(12):
        answers = [events(anonymous, room, after=after % 30) for after in range(60)]

    assert [answer["next"] for answer in answers] == [30] * 60
    assert [len(answer["events"]) for answer in answers] == [30 - after % 30 for after in range(60)]


def test_answer_may_be_kept_for_a_second_by_whoever_passes_it_on(anonymous, as_, carol, room):
    post_contribution(room, actor=carol, text="Hallo")

    answers = [who.get(f"/api/v1/rooms/{room.pk}/events?language=en") for who in (anonymous, as_(carol))]

    assert [
        (answer["Cache-Control"], answer["Content-Language"], len(answer.cookies), answer.content) for answer in answers
    ] == [("public, max-age=1", "en", 0, answers[0].content)] * 2


def test_hidden_words_are_gone_at_once_from_answers_that_are_shared(anonymous, room, carol):
    contribution = post_contribution(room, actor=carol, text="een geheim")
    before = anonymous.get(f"/api/v1/rooms/{room.pk}/events")
    withdraw_contribution(contribution, actor=carol)

    after = anonymous.get(f"/api/v1/rooms/{room.pk}/events", headers={"if-none-match": before["ETag"]})

    assert (b"een geheim" in before.content, after.status_code, b"een geheim" in after.content) == (True, 200, False)
