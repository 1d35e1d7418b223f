"""The screen in the council hall."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.actions import edit_contribution, pin_sentence, post_contribution, withdraw_contribution
from samenspel.council.models import AgendaItem
from samenspel.moderation.actions import hide_subject
from tests.deliberation.conftest import make_item

FREE = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def shown(page):
    return [int(pk) for pk in re.findall(r'data-contribution="(\d+)"', page)]


def screen(client, item, **query):
    response = client.get(f"/council/items/{item.pk}/screen/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_screen_shows_the_newest_words_and_counts_to_everybody(anonymous, room, item, carol, griet):
    said = [post_contribution(room, actor=carol, text=f"Bijdrage {n}", stance="question") for n in range(6)]
    post_contribution(room, actor=carol, text="Een antwoord", parent=said[0])
    pin_sentence(room, actor=griet, text="De raad bespreekt dit punt nu.")

    page, part = screen(anonymous, item), screen(anonymous, item, part="talk")

    for html in (page, part):
        assert shown(html) == [c.pk for c in reversed(said[3:])]
        assert re.findall(r'__number">([^<]+)<', html) == ["7 bijdragen", "5 vragen zonder antwoord"]
        assert "De raad bespreekt dit punt nu." in html
    assert ("<html" in page, "<html" in part) == (True, False)


def test_nothing_that_is_held_hidden_or_withdrawn_is_on_the_screen(as_, anonymous, room, item, alice, carol, mo):
    post_contribution(room, actor=alice, text="Nog niet gelezen")
    hidden, withdrawn, stays = [post_contribution(room, actor=carol, text=t) for t in ("Grof", "Spijt", "Blijft")]
    hide_subject(hidden.subject, actor=mo, ground="spam", reasons="Dit is reclame.")
    withdraw_contribution(withdrawn, actor=carol)
    edit_contribution(stays, actor=carol, text="Blijft staan", stance="for")

    pages = [screen(client, item) for client in (anonymous, as_(alice), as_(mo))]

    for page in pages:
        assert shown(page) == [stays.pk]
        assert "Blijft staan" in page
        assert not [word for word in ("Nog niet gelezen", "Grof", "Spijt", "reclame") if word in page]


def test_screen_has_no_links_and_works_without_scripts(anonymous, room, item, carol):
    post_contribution(room, actor=carol, text="Kijk op https://example.org <b>nu</b>")

    page = screen(anonymous, item)

    main = page[page.index("data-screen-parts") :]
    assert ("<a " in main, "<form" in main, "&lt;b&gt;nu&lt;/b&gt;" in main) == (False, False, True)
    assert '<noscript><meta http-equiv="refresh"' in page


def test_screen_of_the_other_municipality_and_of_a_line_without_a_talk_is_not_found(anonymous, room, item, mistbergen):
    theirs = make_item(mistbergen)
    heading = AgendaItem.objects.create(meeting=item.meeting, subject=_subject(), title="Opening", kind="heading")

    answers = [anonymous.get(f"/council/items/{pk}/screen/") for pk in (theirs.pk, heading.pk, 999)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_screen_costs_the_same_however_much_was_said(anonymous, room, item, carol):
    costs = []
    screen(anonymous, item)  # from here on the host's municipality is known
    for _ in range(2):
        post_contribution(room, actor=carol, text="Nog iets")
        with CaptureQueriesContext(connection) as captured:
            screen(anonymous, item)
        costs.append(len([q for q in captured.captured_queries if not q["sql"].upper().startswith(FREE)]))

    assert costs[0] == costs[1] <= 12


def _subject():
    from samenspel.subjects.models import Subject

    return Subject.objects.create(kind="agenda_item")


def test_long_words_end_with_where_to_read_on(anonymous, room, item, carol):
    post_contribution(room, actor=carol, text="Kort.")
    post_contribution(room, actor=carol, text="woord " * 100)

    page = screen(anonymous, item)

    texts = re.findall(r'__text">(.*?)</p>', page)
    address = f"zonnedael.localhost/council/items/{item.pk}/"
    assert texts[0].endswith(f'… <span class="samenspel-screen__more">Lees verder op {address}</span>')
    assert texts[1] == "Kort."
