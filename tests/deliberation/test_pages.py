"""The pages of a talk: what they show, to whom, without JavaScript, and what they cost."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deliberation.actions import close_room, post_contribution, react, withdraw_contribution
from deliberation.enums import ReactionKind
from deliberation.models import Contribution, Room
from samenspel.council.models import AgendaItem, Meeting
from samenspel.moderation.actions import hide_subject
from tests.deliberation.conftest import form_of, make_item

FREE = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def page_of(client, path, **data):
    response = client.get(path, data)
    assert response.status_code == 200
    return response.content.decode()


def shown(page):
    return [int(pk) for pk in re.findall(r'id="contribution-(\d+)"', page)]


def statements(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return [q["sql"] for q in captured.captured_queries if not q["sql"].lstrip().upper().startswith(FREE)]


def post_many(room, author, number, **fields):
    return [post_contribution(room, actor=author, text=f"Bijdrage {n}", **fields) for n in range(number)]


def test_item_page_has_question_and_composer_before_the_talk(as_, alice, carol, room, item):
    post_contribution(room, actor=carol, text="Een <b>parkeergarage</b>", stance="for")

    page = page_of(as_(alice), f"/council/items/{item.pk}/")

    places = [page.index(part) for part in ("data-talk-state", 'id="composer"', "&lt;b&gt;parkeergarage&lt;/b&gt;")]
    assert places == sorted(places)


def test_posting_by_form_places_it_and_shows_it(as_, alice, room, item, known):
    known(alice)

    response = as_(alice).post(
        f"/talk/rooms/{room.pk}/contributions/", form_of(form_token=str(uuid.uuid4())), follow=True
    )

    contribution = Contribution.objects.get(room=room)
    assert response.redirect_chain == [(f"/council/items/{item.pk}/#contribution-{contribution.pk}", 302)]
    assert shown(response.content.decode()) == [contribution.pk]


def test_form_sent_twice_posts_once(as_, alice, room, known):
    known(alice)
    client, form = as_(alice), form_of(form_token=str(uuid.uuid4()))

    answers = [client.post(f"/talk/rooms/{room.pk}/contributions/", form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Contribution.objects.filter(room=room).count() == 1


def test_guest_posts_with_a_name_and_sees_that_it_waits(anonymous, room, item):
    response = anonymous.post(f"/talk/rooms/{room.pk}/contributions/", form_of(name="Jo"), follow=True)

    contribution = Contribution.objects.get(room=room)
    assert (contribution.state, contribution.author.display_name, contribution.author.is_guest) == ("held", "Jo", True)
    assert shown(response.content.decode()) == [contribution.pk]


def test_held_contribution_is_seen_by_its_author_and_moderators_only(as_, anonymous, alice, bob, mo, room, item):
    held = post_contribution(room, actor=alice, text="Nog niet gelezen")

    lists = [shown(page_of(client, f"/council/items/{item.pk}/")) for client in (as_(alice), as_(bob), anonymous)]
    threads = [
        client.get(f"/talk/contributions/{held.pk}/").status_code
        for client in (as_(alice), as_(mo), as_(bob), anonymous)
    ]

    assert (lists, threads) == ([[held.pk], [], []], [200, 200, 404, 404])


def test_refused_form_keeps_every_word(as_, alice, room, known):
    known(alice)
    form = form_of("Lang " * 1100, stance="against")

    response = as_(alice).post(f"/talk/rooms/{room.pk}/contributions/", form)

    page = response.content.decode()
    assert response.status_code == 422
    assert ("Lang Lang" in page, Contribution.objects.filter(room=room).count()) == (True, 0)
    assert re.search(r'value="against"[^>]*checked', page)


def test_closed_talk_answers_409_and_keeps_the_text(as_, alice, griet, room, item, known):
    known(alice)
    close_room(room, actor=griet)

    response = as_(alice).post(f"/talk/rooms/{room.pk}/contributions/", form_of("Bewaar deze woorden"))

    assert response.status_code == 409
    assert "Bewaar deze woorden" in response.content.decode()
    assert 'id="composer"' not in page_of(as_(alice), f"/council/items/{item.pk}/")


def test_rate_limit_says_when_to_try_again_and_keeps_the_text(as_, alice, room, known):
    known(alice)
    client = as_(alice)

    answers = [client.post(f"/talk/rooms/{room.pk}/contributions/", form_of(f"Bericht {n}")) for n in range(11)]

    page = answers[-1].content.decode()
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert ("10 minuten" in page, "Bericht 10" in page) == (True, True)


def test_script_gets_the_same_refusals_as_json(as_, alice, room, griet, known):
    known(alice)
    client, address = as_(alice), f"/talk/rooms/{room.pk}/contributions/"
    json = {"headers": {"accept": "application/json"}}

    placed = client.post(address, form_of(), **json)
    empty = client.post(address, form_of(""), **json)
    close_room(room, actor=griet)
    closed = client.post(address, form_of(), **json)

    assert [answer.status_code for answer in (placed, empty, closed)] == [201, 422, 409]
    assert (set(placed.json()), placed.json()["held"]) == ({"id", "parent", "version", "html", "held"}, False)
    assert [len(answer.json()["errors"]) for answer in (empty, closed)] == [1, 1]


def test_sorts_and_their_pages_show_everything_once(as_, alice, carol, room, item):
    posted = post_many(room, carol, 25, stance="question")
    for contribution in posted[:3]:
        react(contribution, actor=alice, kind=ReactionKind.AGREE)
    expected = {
        "newest": [c.pk for c in reversed(posted)],
        "unanswered": [c.pk for c in reversed(posted)],
        "supported": [c.pk for c in [*reversed(posted[:3]), *reversed(posted[3:])]],
    }

    seen = {}
    for sort in expected:
        first = page_of(as_(alice), f"/council/items/{item.pk}/", sort=sort)
        before = re.search(r"before=([\d-]+)#talk", first).group(1)
        seen[sort] = shown(first) + shown(page_of(as_(alice), f"/council/items/{item.pk}/", sort=sort, before=before))

    assert seen == expected


def test_author_of_a_refused_contribution_reads_why_and_how_to_object_and_nobody_else_sees_it(
    anonymous, as_, alice, bob, mo, room, item
):
    refused = post_contribution(room, actor=alice, text="Koop mijn pillen")
    hide_subject(refused.subject, actor=mo, ground="spam", reasons="Dit is reclame.")
    addresses = (f"/council/items/{item.pk}/", f"/talk/contributions/{refused.pk}/")

    own = [page_of(as_(alice), address) for address in addresses]
    others = [client.get(address) for address in addresses for client in (anonymous, as_(bob))]
    events = anonymous.get(f"/api/v1/rooms/{room.pk}/events").json()["events"]

    for page in own:
        assert "niet geplaatst. Niemand anders kan haar zien." in page
        assert ("Dit is reclame." in page, "Koop mijn pillen" in page) == (True, True)
        assert f"/moderation/decisions/about/{refused.subject_id}/" in page
    assert [answer.status_code for answer in others] == [200, 200, 404, 404]
    assert not [answer for answer in others if "pillen" in answer.content.decode()]
    assert events == []


def test_guest_cannot_turn_the_mark_beside_the_name_around(anonymous, room):
    address = f"/talk/rooms/{room.pk}/contributions/"

    refused = anonymous.post(address, form_of(name="\u3164\u200b"))
    anonymous.post(address, form_of(name="Griet\u202e"))

    assert (refused.status_code, Contribution.objects.get(room=room).author.display_name) == (422, "Griet")


def test_guest_reads_in_the_same_browser_that_words_were_refused(anonymous, mo, room, item):
    anonymous.post(f"/talk/rooms/{room.pk}/contributions/", form_of("Koop mijn pillen", name="Jo"))
    refused = Contribution.objects.get(room=room)
    decision = hide_subject(refused.subject, actor=mo, ground="spam", reasons="Dit is reclame.")

    page = page_of(anonymous, f"/council/items/{item.pk}/")
    statement = page_of(anonymous, f"/moderation/decisions/about/{refused.subject_id}/")
    appeal = anonymous.get(f"/moderation/decisions/{decision.pk}/appeal/")

    assert ("Dit is reclame." in page, "Koop mijn pillen" in page) == (True, True)
    assert ("pillen" in statement, f"/moderation/decisions/{decision.pk}/appeal/" in statement) == (False, True)
    assert appeal.status_code == 200


def test_moderator_who_opens_held_words_reads_that_they_wait(as_, alice, mo, room):
    held = post_contribution(room, actor=alice, text="Wacht nog even")

    page = page_of(as_(mo), f"/talk/contributions/{held.pk}/")

    assert ("Lezers zien dit nog niet" in page, "Alleen u ziet dit" in page) == (True, False)


def test_changing_again_and_again_is_too_much_and_keeps_what_was_typed(as_, alice, carol, room, known):
    known(alice)
    mine, client = post_contribution(room, actor=alice, text="Versie 0"), as_(alice)

    answers = [
        client.post(f"/talk/contributions/{mine.pk}/edit/", {"text": f"Versie {n}", "stance": "for"})
        for n in range(1, 22)
    ]

    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "Versie 21" in answers[-1].content.decode()


@pytest.mark.parametrize("before", ["x", "-", "1-2-3", "9" * 18 + "-1", "99999999999999999999-1", "1"])
def test_cursor_that_somebody_made_up_shows_a_page(anonymous, carol, room, item, before):
    post_many(room, carol, 1)

    pages = [
        anonymous.get(f"/council/items/{item.pk}/", {"sort": sort, "before": before})
        for sort in ("newest", "supported", "x")
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]


def test_replies_are_folded_after_two_and_the_thread_shows_all(as_, alice, carol, room, item):
    [top] = post_many(room, carol, 1)
    replies = post_many(room, carol, 4, parent=top)

    folded = shown(page_of(as_(alice), f"/council/items/{item.pk}/"))
    thread = shown(page_of(as_(alice), f"/talk/contributions/{top.pk}/"))

    assert folded == [top.pk, *(c.pk for c in replies[:2])]
    assert thread == [top.pk, *(c.pk for c in replies)]


def test_reply_by_form_stands_in_the_thread(as_, alice, carol, room, known):
    known(alice)
    [top] = post_many(room, carol, 1)

    response = as_(alice).post(f"/talk/contributions/{top.pk}/replies/", form_of("Mijn antwoord"), follow=True)

    reply = Contribution.objects.get(parent=top)
    assert response.redirect_chain == [(f"/talk/contributions/{top.pk}/#contribution-{reply.pk}", 302)]
    assert shown(response.content.decode()) == [top.pk, reply.pk]


def test_reaction_by_form_goes_back_to_the_page_it_stood_on(as_, alice, carol, room, item):
    [top] = post_many(room, carol, 1)
    page = f"http://zonnedael.localhost/council/items/{item.pk}/?sort=supported"

    response = as_(alice).post(f"/talk/contributions/{top.pk}/reactions/", {"agree": "yes"}, headers={"referer": page})
    elsewhere = as_(alice).post(
        f"/talk/contributions/{top.pk}/reactions/", {"agree": "no"}, headers={"referer": "https://evil.example/"}
    )

    assert response["Location"] == f"/council/items/{item.pk}/?sort=supported#contribution-{top.pk}"
    assert elsewhere["Location"] == f"/talk/contributions/{top.pk}/#contribution-{top.pk}"


def test_visitor_who_reacts_signs_in_first(anonymous, carol, room):
    [top] = post_many(room, carol, 1)

    plain = anonymous.post(f"/talk/contributions/{top.pk}/reactions/", {"agree": "yes"})
    script = anonymous.post(
        f"/talk/contributions/{top.pk}/reactions/", {"agree": "yes"}, headers={"accept": "application/json"}
    )

    assert (plain.status_code, plain["Location"].split("?")[0]) == (302, "/account/login/")
    assert script.status_code == 403


def test_author_edits_and_everybody_reads_how_it_was(as_, anonymous, carol, room):
    [top] = post_many(room, carol, 1)
    client = as_(carol)

    form = page_of(client, f"/talk/contributions/{top.pk}/edit/")
    answer = client.post(f"/talk/contributions/{top.pk}/edit/", {"text": "Beter gezegd", "stance": "for"})
    history = page_of(anonymous, f"/talk/contributions/{top.pk}/history/")

    assert ("Bijdrage 0" in form, answer.status_code) == (True, 302)
    assert history.index("Beter gezegd") < history.index("Bijdrage 0")


def test_edit_too_late_says_what_is_still_possible(as_, carol, room):
    [top] = post_many(room, carol, 1)
    Contribution.objects.update(created_at=timezone.now() - timedelta(hours=1))

    response = as_(carol).get(f"/talk/contributions/{top.pk}/edit/")

    assert response.status_code == 409


def test_somebody_else_may_not_edit_or_withdraw(as_, anonymous, alice, carol, room):
    [top] = post_many(room, carol, 1)

    statuses = {
        (name, action): client.get(f"/talk/contributions/{top.pk}/{action}/").status_code
        for name, client in (("alice", as_(alice)), ("visitor", anonymous))
        for action in ("edit", "withdraw")
    }

    assert statuses == {
        ("alice", "edit"): 403, ("alice", "withdraw"): 403, ("visitor", "edit"): 302, ("visitor", "withdraw"): 302,
    }  # fmt: skip


def test_withdrawn_words_are_nowhere(as_, anonymous, carol, room, item):
    [top] = post_many(room, carol, 1)
    client = as_(carol)
    client.post(f"/talk/contributions/{top.pk}/edit/", {"text": "Weg ermee", "stance": "for"})

    question = page_of(client, f"/talk/contributions/{top.pk}/withdraw/")
    client.post(f"/talk/contributions/{top.pk}/withdraw/")
    pages = [
        page_of(anonymous, path)
        for path in (
            f"/council/items/{item.pk}/",
            f"/talk/contributions/{top.pk}/",
            f"/talk/contributions/{top.pk}/history/",
        )
    ]

    assert "Weg ermee" in question
    assert [("Weg ermee" in page, "Bijdrage 0" in page) for page in pages] == [(False, False)] * 3


def test_clerk_closes_and_opens_on_the_page_itself(as_, alice, griet, room, item):
    close, reopen = f"/talk/rooms/{room.pk}/close/", f"/talk/rooms/{room.pk}/open/"
    as_clerk = page_of(as_(griet), f"/council/items/{item.pk}/")
    as_resident = page_of(as_(alice), f"/council/items/{item.pk}/")

    statuses = [as_(alice).post(close).status_code, as_(griet).post(close).status_code]
    room.refresh_from_db()
    was_closed = room.closed_at is not None
    statuses += [
        as_(alice).post(reopen).status_code,
        as_(griet).post(reopen).status_code,
        as_(griet).get(close).status_code,
    ]
    room.refresh_from_db()

    assert (close in as_clerk, close in as_resident) == (True, False)
    assert (statuses, was_closed, room.closed_at) == ([403, 302, 403, 302, 405], True, None)


@pytest.mark.parametrize("kind", ["closed", "heading"])
def test_line_that_is_not_discussable_has_no_composer(anonymous, in_zonnedael, kind):
    item = make_item(in_zonnedael, kind=kind)

    response = anonymous.get(f"/council/items/{item.pk}/")

    assert response.status_code == {"closed": 200, "heading": 404}[kind]
    assert b'id="composer"' not in response.content


def test_talk_about_a_withdrawn_item_stays_readable(anonymous, carol, room, item):
    [top] = post_many(room, carol, 1)
    AgendaItem.objects.update(missing_since=timezone.now(), title="Geheim voorstel")

    page = page_of(anonymous, f"/council/items/{item.pk}/")

    assert (shown(page), "Geheim voorstel" in page, 'id="composer"' in page) == ([top.pk], False, False)


def test_mine_tells_only_this_reader(as_, anonymous, alice, carol, room):
    first, second = post_many(room, carol, 2)
    react(first, actor=alice, kind=ReactionKind.AGREE)
    address = f"/talk/rooms/{room.pk}/mine/?ids={first.pk},{second.pk},x,999999"

    answers = {name: client.get(address).json() for name, client in (("alice", as_(alice)), ("visitor", anonymous))}
    carols = as_(carol).get(address).json()

    assert answers == {
        "alice": {"own": {}, "reactions": {str(first.pk): ["agree"]}},
        "visitor": {"own": {}, "reactions": {}},
    }
    assert set(carols["own"]) == {str(first.pk), str(second.pk)}


@pytest.mark.parametrize("path", ["edit", "withdraw", "history", "replies", "reactions", ""])
def test_contribution_of_the_other_municipality_is_absent(as_, mallory, carol, room, path):
    [top] = post_many(room, carol, 1)
    address = f"/talk/contributions/{top.pk}/{path}{'/' if path else ''}"

    statuses = [as_(mallory).get(address).status_code, as_(mallory).post(address).status_code]

    assert statuses == [404, 404]


@pytest.mark.parametrize("sort", ["newest", "supported", "unanswered"])
def test_item_page_costs_the_same_whatever_is_said(as_, alice, carol, room, item, sort):
    client, path = as_(alice), f"/council/items/{item.pk}/?sort={sort}"
    [top] = post_many(room, carol, 1, stance="question")
    client.get(path)
    few = statements(lambda: client.get(path))
    post_many(room, carol, 24, stance="question")
    Contribution.objects.filter(pk=top.pk).update(reply_count=3)
    many = statements(lambda: client.get(path))

    assert len(many) <= 12, many
    assert len(many) - len(few) in {0, 1}  # one more for replies, as soon as there are any


def test_posting_costs_at_most_twelve_statements(as_, alice, carol, room, known):
    known(alice)
    [top] = post_many(room, carol, 1, stance="question")
    client = as_(alice)
    client.get("/privacy/")  # the host is known, as it is to a running server

    post = statements(lambda: client.post(f"/talk/rooms/{room.pk}/contributions/", form_of()))
    reply = statements(lambda: client.post(f"/talk/contributions/{top.pk}/replies/", form_of()))
    reaction = statements(lambda: client.post(f"/talk/contributions/{top.pk}/reactions/", {"agree": "yes"}))

    assert (len(post) <= 12, len(reply) <= 12, len(reaction) <= 12) == (True, True, True), (post, reply, reaction)


def test_thread_costs_the_same_whatever_is_said(as_, alice, carol, room):
    [top] = post_many(room, carol, 1)
    post_many(room, carol, 2, parent=top)
    client, path = as_(alice), f"/talk/contributions/{top.pk}/"
    client.get(path)
    few = len(statements(lambda: client.get(path)))
    post_many(room, carol, 60, parent=top)
    many = len(statements(lambda: client.get(path)))

    assert (few == many, many <= 12) == (True, True)


def test_activity_of_many_items_is_one_query(in_zonnedael, carol, django_assert_num_queries):
    from samenspel.subjects.registry import activity

    items = [make_item(in_zonnedael, f"Punt {n}") for n in range(3)]
    room = Room.objects.get(about=items[0].subject)
    post_contribution(room, actor=carol, text="Vraag", stance="question")

    with django_assert_num_queries(1):
        found = activity([item.subject_id for item in items])

    assert {pk: (a.contributions, a.open_questions) for pk, a in found.items()} == {items[0].subject_id: (1, 1)}


def test_contributions_are_described_with_state_and_without_withdrawn_text(room, carol, item):
    from samenspel.subjects.registry import describe

    kept, gone = post_many(room, carol, 2)
    withdraw_contribution(gone, actor=carol)

    found = describe([kept.subject, gone.subject])

    assert [(found[c.subject_id].excerpt, found[c.subject_id].state) for c in (kept, gone)] == [
        ("Bijdrage 0", "published"),
        ("", "withdrawn"),
    ]
    assert found[kept.subject_id].url == f"/talk/contributions/{kept.pk}/#contribution-{kept.pk}"


def test_meeting_without_a_date_is_open(anonymous, room, item):
    Meeting.objects.update(starts_at=None)

    assert 'id="composer"' in page_of(anonymous, f"/council/items/{item.pk}/")


@pytest.fixture
def people_in(monkeypatch):
    """Let other processes have people in a room."""
    import redis
    from django.conf import settings

    from samenspel.realtime import presence

    monkeypatch.setattr(presence, "_known", {})
    client = redis.Redis.from_url(settings.REDIS_URL)

    def enter(room, *numbers):
        ends = client.time()[0] + 60
        key = f"{settings.CACHES['default']['KEY_PREFIX']}:here:{room.municipality_id}:{room.stream_id}"
        for process, number in enumerate(numbers):
            client.hset(key, f"process-{process}", f"{number} 0 {ends}")
        client.hset(key, "killed-long-ago", "40 0 1000")

    return enter


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((), ""),
        ((1,), "1 persoon leest nu mee"),
        ((3, 4), "7 mensen lezen nu mee"),
        ((30, 28), "Meer dan 50 mensen lezen nu mee"),
    ],
)
def test_page_and_thread_say_how_many_read_along(anonymous, room, item, carol, people_in, numbers, sentence):
    contribution = post_contribution(room, actor=carol, text="Hallo")
    people_in(room, *numbers)

    pages = [
        page_of(anonymous, f"/council/items/{item.pk}/"),
        page_of(anonymous, f"/talk/contributions/{contribution.pk}/"),
    ]

    shown_as = f"<span data-here>{sentence}</span>" if sentence else "<span data-here hidden></span>"
    assert [shown_as in page for page in pages] == [True, True]


def test_page_without_redis_says_nothing_about_readers(anonymous, room, item, settings, monkeypatch):
    from samenspel.realtime import presence

    monkeypatch.setattr(presence, "_known", {})
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert "<span data-here hidden></span>" in page_of(anonymous, f"/council/items/{item.pk}/")


def test_poll_says_how_many_read_along_also_without_news(anonymous, room, people_in):
    people_in(room, 3, 4)
    address = f"/api/v1/rooms/{room.pk}/events"

    news = anonymous.get(address)
    none = anonymous.get(address, headers={"if-none-match": news["ETag"]})

    assert [(answer.status_code, answer["Readers-Here"]) for answer in (news, none)] == [(200, "7"), (304, "7")]


def test_thread_shows_the_sentence_of_the_clerk(anonymous, room, carol, griet):
    from deliberation.actions import pin_sentence

    contribution = post_contribution(room, actor=carol, text="Hallo")
    pin_sentence(room, actor=griet, text="De raad bespreekt dit punt nu.")

    page = page_of(anonymous, f"/talk/contributions/{contribution.pk}/")

    assert page.count("De raad bespreekt dit punt nu.") == 1
    assert '<div data-room-part="pin"><p class="samenspel-pin">' in page
