"""The desk and the form of who makes ballots."""

import pytest

from tests.deliberation.conftest import make_item
from tests.deliberation.rows import consultation_row
from tests.deliberation.test_pages import statements
from tests.voting.conftest import make_ballot
from voting.models import Ballot


@pytest.fixture
def new(in_zonnedael):
    return f"/staff/ballots/new/{make_item(in_zonnedael).subject_id}/"


@pytest.mark.parametrize("who", ["alice", "mo", "carol"])
def test_desk_and_form_are_refused_without_a_role_for_it(as_, request, new, who):
    client = as_(request.getfixturevalue(who))

    assert [client.get(path).status_code for path in ("/staff/ballots/", new)] == [403, 403]
    assert client.post(new, {"question": "Welke brug?"}).status_code == 403
    assert Ballot.objects.count() == 0


def test_visitor_is_sent_to_sign_in(anonymous, new):
    assert anonymous.get(new)["Location"] == f"/account/login/?next={new}"


def test_ballot_about_anything_else_is_not_found(as_, omar, ballot):
    assert as_(omar).get(f"/staff/ballots/new/{ballot.subject_id}/").status_code == 404


def test_plan_and_cancel_by_their_buttons(as_, omar, in_zonnedael):
    ballot = make_ballot(in_zonnedael, state="draft")
    client = as_(omar)

    client.post(f"/staff/ballots/{ballot.pk}/plan/")
    planned = Ballot.objects.get().state
    empty = client.post(f"/staff/ballots/{ballot.pk}/cancel/", {"reason": ""}).status_code
    client.post(f"/staff/ballots/{ballot.pk}/cancel/", {"reason": "De vraag klopte niet."})

    assert (planned, empty, Ballot.objects.get().state) == ("planned", 422, "cancelled")


def test_looking_at_a_button_does_nothing(as_, omar, in_zonnedael):
    ballot = make_ballot(in_zonnedael, state="draft")
    client = as_(omar)

    for what in ("plan", "discard"):
        client.get(f"/staff/ballots/{ballot.pk}/{what}/")

    assert Ballot.objects.get().state == "draft"


def test_desk_takes_the_same_statements_for_many_ballots(as_, omar, in_zonnedael):
    client = as_(omar)
    make_ballot(in_zonnedael)
    client.get("/staff/ballots/")
    few = len(statements(lambda: client.get("/staff/ballots/")))
    for state in ("draft", "planned", "cancelled"):
        for _ in range(4):
            make_ballot(in_zonnedael, state=state)

    many = len(statements(lambda: client.get("/staff/ballots/")))

    assert (few, many <= 12) == (many, True)


def test_agenda_item_leads_who_makes_ballots_to_a_new_one(as_, omar, alice, in_zonnedael):
    item = make_item(in_zonnedael)
    link = f'href="/staff/ballots/new/{item.subject_id}/"'

    pages = [as_(user).get(item.get_absolute_url()).content.decode() for user in (omar, alice)]

    assert [link in page for page in pages] == [True, False]


def test_draft_consultation_is_absent_for_who_makes_ballots_but_does_not_organise(
    as_, in_zonnedael, omar, griet, alice
):
    subject = consultation_row(in_zonnedael, state="draft").subject_id

    statuses = [as_(person).get(f"/staff/ballots/new/{subject}/").status_code for person in (griet, alice, omar)]

    assert statuses == [404, 404, 200]
