"""Options in the builder: one by one, as lines, from proposals, from a file, their order, their photos."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.deliberation.actions.test_consultations import make_proposal
from tests.deliberation.conftest import make_consultation
from tests.voting.conftest import make_ballot
from tests.voting.pictures import picture, picture_with_place
from voting.models import Ballot, Option, OptionPhoto

PROJECTS = """META
key;value
description;Wijkbudget
country;Nederland
unit;Zonnedael
budget;100000.50
num_projects;3
num_votes;1
vote_type;approval
rule;greedy
neighborhoods;Noord,Zuid
budget_per_neighborhood;60000,40000.50
PROJECTS
project_id;cost;name;neighborhood
1;12500;Speeltuin in het park;Noord
2;480.25;Bankjes;Zuid
3;9;Al op de stemming;
VOTES
voter_id;vote
1;1,2
"""


@pytest.fixture
def organiser(as_, omar):
    return as_(omar)


@pytest.fixture
def draft(in_zonnedael):
    return make_ballot(in_zonnedael, state="draft", method="budget", options=("Al op de stemming",))


def rows(*fields):
    return list(Option.objects.order_by("number").values_list(*(fields or ("text", "cost"))))


def options_of(ballot):
    return f"/staff/ballots/{ballot.pk}/edit/options/"


def test_lines_become_projects_with_their_costs(organiser, draft):
    lines = "Speeltuin; in het park; 12.500\n\n  Bankjes ;€ 480,25\n"

    response = organiser.post(options_of(draft), {"lines": lines, "version": "1"})

    assert response["Location"] == options_of(draft)
    assert rows() == [("Al op de stemming", 0), ("Speeltuin; in het park", 1_250_000), ("Bankjes", 48_025)]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "Vul dit nog in."),
        ("Speeltuin; 100\nBankjes", "Regel 2: Schrijf de kosten in euro's na een puntkomma."),
        ("Speeltuin; 100\nspeeltuin; 200", "Regel 2: Deze keuze staat al op de stemming. Kies andere woorden."),
        ("Al op de stemming; 5", "Regel 1: Deze keuze staat al op de stemming. Kies andere woorden."),
        (f"{'x' * 201}; 5", "Regel 1: Een keuze is 1 tot 200 tekens lang."),
    ],
)
def test_lines_that_are_not_right_come_back_with_the_number_of_the_line(organiser, draft, lines, sentence):
    response = organiser.post(options_of(draft), {"lines": lines, "version": "1"})

    assert (response.status_code, response.context["form"].errors["lines"]) == (422, [sentence])
    assert response.context["form"]["lines"].value() == lines
    assert rows() == [("Al op de stemming", 0)]


def project(**fields):
    return {
        "text": "Speeltuin", "description": "Met water.", "cost": "12.500,50", "area": "Noord", "place": "Parklaan 1",
        "latitude": "52.0907", "longitude": "5.1214", "alternative": "", "version": "1", **fields,
    }  # fmt: skip


def photo(data=None):
    return SimpleUploadedFile("omar.jpg", data or picture_with_place(), content_type="image/jpeg")


def test_option_is_added_with_its_photo_and_changed_without_losing_it(organiser, draft):
    address = f"/staff/ballots/{draft.pk}/options/new/"

    added = organiser.post(address, project(photo=photo(), alternative="Een speeltuin"))
    option = Option.objects.get(text="Speeltuin")
    changed = organiser.post(
        f"/staff/ballots/options/{option.pk}/", project(text="Waterspeeltuin", alternative="Een bak water", version="3")
    )

    assert added["Location"] == changed["Location"] == f"{options_of(draft)}#option-{option.pk}"
    assert rows("text", "cost", "area", "place")[1] == ("Waterspeeltuin", 1_250_050, "Noord", "Parklaan 1")
    found = OptionPhoto.objects.get()
    assert (found.option_id, found.alternative, b"Camera van Omar" in bytes(found.image)) == (
        option.pk, "Een bak water", False
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"text": "al op de STEMMING"}, ["text"]),
        ({"cost": ""}, ["cost"]),
        ({"longitude": ""}, ["longitude"]),
        ({"latitude": "152"}, ["latitude"]),
        ({"photo": photo}, ["alternative", "photo"]),
        ({"photo": lambda: photo(b"geen foto"), "alternative": "Iets"}, ["photo"]),
        ({"photo": lambda: photo(picture(size=(100, 100))), "alternative": "Iets"}, ["photo"]),
    ],
)
def test_option_that_is_not_right_comes_back_with_every_word(organiser, draft, fields, errors):
    sent = project(**{name: value() if callable(value) else value for name, value in fields.items()})

    response = organiser.post(f"/staff/ballots/{draft.pk}/options/new/", sent)

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, errors)
    assert (form["description"].value(), form["place"].value()) == ("Met water.", "Parklaan 1")
    assert (rows(), OptionPhoto.objects.count()) == ([("Al op de stemming", 0)], 0)


def test_photo_is_taken_away(organiser, draft):
    option = Option.objects.get()
    organiser.post(f"/staff/ballots/options/{option.pk}/", project(photo=photo(), alternative="Een foto"))
    had = OptionPhoto.objects.count()

    organiser.post(f"/staff/ballots/options/{option.pk}/", project(without_photo="on", version="3"))

    assert (had, OptionPhoto.objects.count(), rows("text")) == (1, 0, [("Speeltuin",)])


def test_options_change_places_and_go_by_buttons(organiser, in_zonnedael):
    make_ballot(in_zonnedael, state="draft", method="approval")
    last = Option.objects.get(text="Geen brug")
    address = f"/staff/ballots/options/{last.pk}"

    organiser.post(f"{address}/move/", {"do": "up", "version": "1"})
    moved = rows("text")
    organiser.get(f"{address}/move/")
    asked = organiser.get(f"{address}/remove/").status_code
    organiser.post(f"{address}/remove/", {"version": "1"})  # somebody moved it meanwhile
    kept = len(rows())
    organiser.post(f"{address}/remove/", {"version": "2"})

    assert moved == [("Houten brug",), ("Geen brug",), ("Stalen brug",)]
    assert (asked, kept, rows("text")) == (200, 3, [("Houten brug",), ("Stalen brug",)])


def test_options_of_others_are_absent(as_, organiser, alice, mallory, draft, ballot):
    addresses = [
        f"/staff/ballots/options/{Option.objects.get(ballot=draft).pk}/{page}" for page in ("", "move/", "remove/")
    ]

    strangers = [as_(person).get(address).status_code for person in (alice, mallory) for address in addresses]
    blank = Option.objects.get(ballot=ballot, kind="blank")

    assert set(strangers) == {404}
    assert organiser.get(f"/staff/ballots/options/{blank.pk}/").status_code == 404


def test_published_proposals_become_options_that_lead_back(organiser, in_zonnedael, omar, alice, bob):
    consultation = make_consultation(in_zonnedael, omar)
    shown = make_proposal(consultation, alice, place="De vaart")
    make_proposal(consultation, bob, state="hidden")
    ballot = make_ballot(in_zonnedael, state="draft", method="approval", about=consultation.subject, options=("Pont",))
    address = f"/staff/ballots/{ballot.pk}/options/proposals/"

    page = organiser.get(address)
    none = organiser.post(address, {"version": "1"})
    response = organiser.post(address, {"chosen": [str(shown.subject_id)], "version": "1"})

    assert [one.title for one in page.context["candidates"]] == ["Een fontein"]
    assert (none.status_code, response["Location"]) == (422, options_of(ballot))
    assert rows("text", "description", "place", "proposal_id") == [
        ("Pont", "", "", None),
        ("Een fontein", "Met banken", "De vaart", shown.subject_id),
    ]
    assert organiser.get(address).context["candidates"] == []


@pytest.mark.parametrize("with_money", [True, False])
def test_projects_of_a_file_become_options_with_their_money(organiser, draft, with_money):
    sent = {"file": SimpleUploadedFile("wijk.pb", PROJECTS.encode()), "version": "1"}

    response = organiser.post(
        f"/staff/ballots/{draft.pk}/options/file/", {**sent, **({"with_money": "on"} if with_money else {})}
    )

    assert response["Location"] == options_of(draft)
    assert rows("text", "cost", "area") == [
        ("Al op de stemming", 0, ""), ("Speeltuin in het park", 1_250_000, "Noord"), ("Bankjes", 48_025, "Zuid"),
    ]  # fmt: skip
    budget = {"total": 10_000_050, "areas": {"Noord": 6_000_000, "Zuid": 4_000_050}}
    assert Ballot.objects.get().settings == ({"budget": budget} if with_money else {})


def test_file_that_is_no_pabulib_says_why(organiser, draft):
    sent = {"file": SimpleUploadedFile("wijk.pb", b"\xff\xfe niets"), "version": "1"}

    response = organiser.post(f"/staff/ballots/{draft.pk}/options/file/", sent)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["file"])
    assert len(rows()) == 1
