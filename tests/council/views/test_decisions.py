"""The clerk's page for the decision, and the decision as everybody reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samenspel.council.enums import MeetingStatus
from samenspel.council.models import Decision, Meeting

TYPED = {"text": "De raad besluit.", "reasons": "Er is ruimte.", "input_use": "De bankjes komen er."}


@pytest.fixture
def item(add_lines):
    """An agenda item on which nothing is decided yet."""
    return add_lines("Marktplein")[0]


@pytest.fixture
def path(item):
    return f"/staff/council/items/{item.pk}/decision/"


def form(**changes):
    today = timezone.localdate().isoformat()
    return {"outcome": "amended", "decided_on": today, "based_on": "0", **TYPED, **changes}


def test_clerk_records_the_decision_and_everybody_reads_it(as_, anonymous, griet, item, path):
    opened = as_(griet).get(path)

    answer = as_(griet).post(path, form())

    page = anonymous.get(item.get_absolute_url()).content.decode()
    section = page[page.index('id="decision"') :]
    assert (opened.status_code, answer["Location"]) == (200, f"/council/items/{item.pk}/#decision")
    assert [text in section for text in TYPED.values()] == [True, True, True]
    assert "Gewijzigd aangenomen" in section


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("carol", 403), ("omar", 403), ("mo", 403)])
def test_decision_page_is_for_clerks(as_, request, path, who, status):
    client = as_(request.getfixturevalue(who))

    answers = [client.get(path).status_code, client.post(path, form()).status_code]

    assert (answers, Decision.objects.count()) == ([status, status], 0)


def test_visitor_is_sent_to_sign_in(anonymous, path):
    answer = anonymous.get(path)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


def test_mistake_in_the_decision_keeps_what_was_typed(as_, griet, path):
    answer = as_(griet).post(path, form(reasons="", decided_on="2999-01-01"))

    page = answer.content.decode()
    assert ("De bankjes komen er." in page, "data-error-summary" in page) == (True, True)
    assert ("Deze dag moet nog komen" in page, Decision.objects.count()) == (True, 0)


def test_second_of_two_clerks_sees_both_texts_and_can_go_on(as_, griet, ada, item, path):
    as_(ada).post(path, form(text="Tekst van de ander."))

    told = as_(griet).post(path, form())
    page = told.content.decode()
    again = as_(griet).post(path, form(based_on="1"))

    assert told.status_code == 409
    assert ("Tekst van de ander." in page, TYPED["text"] in page, 'name="based_on" value="1"' in page) == (True,) * 3
    assert (again.status_code, list(Decision.objects.values_list("version", flat=True))) == (302, [2, 1])


def test_correction_says_so_and_keeps_the_earlier_text(as_, anonymous, griet, item, path):
    as_(griet).post(path, form(text="Eerste tekst."))

    as_(griet).post(path, form(text="Tweede tekst.", based_on="1"))

    page = anonymous.get(item.get_absolute_url()).content.decode()
    assert page.index("verbeterde deze tekst") < page.index("Tweede tekst.") < page.index("Eerste tekst.")


def test_withdrawn_item_takes_no_decision_and_shows_none(as_, anonymous, griet, item, path):
    as_(griet).post(path, form())
    as_(griet).post(f"/staff/council/items/{item.pk}/withdraw/")

    refused = as_(griet).post(path, form(text="Toch nog", based_on="1"))

    page = anonymous.get(item.get_absolute_url()).content.decode()
    assert (refused.status_code, Decision.objects.count()) == (409, 1)
    assert "De raad besluit." not in page


def test_desk_asks_for_the_decision_on_what_residents_talked_about(as_, griet, alice, item, path):
    from deliberation.models import Room

    Room.objects.filter(about=item.subject).update(contribution_count=3, last_contribution_at=timezone.now())
    before = as_(griet).get("/staff/council/").content.decode()
    Meeting.objects.filter(pk=item.meeting_id).update(
        starts_at=timezone.now() - timedelta(days=1), status=MeetingStatus.CLOSED
    )

    waiting = as_(griet).get("/staff/council/").content.decode()
    as_(griet).post(path, form())
    done = as_(griet).get("/staff/council/").content.decode()

    words = "3 bijdragen wachten op antwoord"
    assert [words in page for page in (before, waiting, done)] == [False, True, False]
    assert f'href="{path}"' in waiting
