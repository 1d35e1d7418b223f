"""The desk and the form of who makes ballots."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.deliberation.conftest import make_item
from tests.deliberation.rows import consultation_row
from tests.deliberation.test_pages import statements
from tests.voting.conftest import make_ballot
from voting.models import Ballot, Option


def form_of(**fields):
    opens = timezone.localtime() + timedelta(days=1)
    return {
        "question": "Welke brug?",
        "explanation": "",
        "method": "single_choice",
        "options": "Hout\n\n  Staal  \n",
        "minimum_level": "2",
        "is_binding": "advisory",
        "opens_at": f"{opens:%Y-%m-%dT%H:%M}",
        "closes_at": f"{opens + timedelta(days=7):%Y-%m-%dT%H:%M}",
        "version": "1",
        **fields,
    }


@pytest.fixture
def new(in_zonnedael):
    return f"/staff/ballots/new/{make_item(in_zonnedael).subject_id}/"


def test_form_makes_a_draft_in_municipal_time(as_, omar, new):
    sent = form_of(is_binding="binding")

    response = as_(omar).post(new, sent)

    ballot = Ballot.objects.get()
    assert response["Location"] == f"/ballots/{ballot.pk}/"
    assert (ballot.state, ballot.minimum_level, ballot.is_binding) == ("draft", 2, True)
    assert f"{timezone.localtime(ballot.opens_at):%Y-%m-%dT%H:%M}" == sent["opens_at"]
    assert list(Option.objects.order_by("number").values_list("text", flat=True)) == ["Hout", "Staal"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"question": ""}, "question"),
        ({"options": "Hout"}, "options"),
        ({"options": "Hout\nhout"}, "options"),
        ({"options": "\n".join(map(str, range(31)))}, "options"),
        ({"minimum_level": "0"}, "minimum_level"),
        ({"closes_at": "2020-01-01T10:00"}, "closes_at"),
        ({"opens_at": "2099-01-01T10:00"}, "closes_at"),
    ],
)
def test_form_that_is_not_right_comes_back_with_every_word(as_, omar, new, fields, field):
    response = as_(omar).post(new, form_of(explanation="Wat ik typte", **fields))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Wat ik typte" in response.content.decode()
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("who", ["alice", "mo", "carol"])
def test_desk_and_form_are_refused_without_a_role_for_it(as_, request, new, who):
    client = as_(request.getfixturevalue(who))

    assert [client.get(path).status_code for path in ("/staff/ballots/", new)] == [403, 403]
    assert client.post(new, form_of()).status_code == 403
    assert Ballot.objects.count() == 0


def test_visitor_is_sent_to_sign_in(anonymous, new):
    assert anonymous.get(new)["Location"] == f"/account/login/?next={new}"


def test_ballot_about_anything_else_is_not_found(as_, omar, ballot):
    assert as_(omar).get(f"/staff/ballots/new/{ballot.subject_id}/").status_code == 404


def test_open_ballot_cannot_be_edited(as_, omar, ballot):
    client = as_(omar)

    statuses = [client.get(f"/staff/ballots/{ballot.pk}/edit/").status_code]
    statuses.append(client.post(f"/staff/ballots/{ballot.pk}/edit/", form_of()).status_code)

    assert statuses == [409, 409]
    assert Ballot.objects.get().question == "Moet er een brug komen?"


def test_second_editor_keeps_every_word(as_, omar, in_zonnedael):
    ballot = make_ballot(in_zonnedael, state="draft", method="single_choice", version=2)

    response = as_(omar).post(f"/staff/ballots/{ballot.pk}/edit/", form_of(question="Van de tweede", version="1"))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Iemand anders wijzigde deze stemming terwijl u typte." in page
    assert 'value="Van de tweede"' in page
    assert Ballot.objects.get().question == "Moet er een brug komen?"


def test_edit_form_starts_with_what_is_saved(as_, omar, in_zonnedael):
    ballot = make_ballot(in_zonnedael, state="draft", method="single_choice", is_binding=True)

    form = as_(omar).get(f"/staff/ballots/{ballot.pk}/edit/").context["form"]

    assert (form["options"].value(), form["is_binding"].value()) == ("Houten brug\nStalen brug\nGeen brug", "binding")


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
