"""Filling in every form of ballot by posting, as without a script: buttons, going on, going back, casting, the receipt."""

import re

import pytest

from tests.deliberation.test_pages import statements
from tests.voting.ballots import WISHES, add_photo, make_form, make_projects
from tests.voting.conftest import votes_seen_by
from voting.models import Participation

FORMS = {
    "single_choice": ({}, {"choice": "4"}, "4", ["Speeltuin"]),
    "approval": ({"limits": {"max": 2}}, {"chosen": ["4", "1"]}, "1 4", [WISHES[0], "Speeltuin"]),
    "stv": ({}, {"order": ["4", "1"]}, "4>1", ["Speeltuin", WISHES[0]]),
    "score": (
        {"limits": {"each": 5, "total": 8}},
        {"points-4": "5", "points-1": "1"},
        "1:1 4:5",
        [WISHES[0], "Speeltuin"],
    ),
}


def text_of(response):
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def chosen_in(page):
    """Return the names in the list of what is chosen."""
    return re.findall(r"<strong>([^<]+)</strong>", page.split('id="chosen-title"')[1].split("</section>")[0])


def checked(page, name):
    """Return the values of the radios and checkboxes that are ticked."""
    return re.findall(rf'name="{name}" value="(\d+)" id="[^"]*" checked', page)


def order_in(page):
    """Return the options in the voter's order."""
    return re.findall(r'name="order" value="(\d+)">', page)


def basket_of(page):
    """Return the projects in the basket."""
    return re.findall(r'name="chosen" value="(\d+)">', page)


@pytest.mark.parametrize("method", FORMS)
def test_every_form_is_looked_at_cast_and_confirmed(as_, in_zonnedael, alice, method):
    settings, fields, line, names = FORMS[method]
    ballot = make_form(in_zonnedael, method, settings=settings)
    client = as_(alice)

    summary = client.post(f"/ballots/{ballot.pk}/check/", fields)
    before = Participation.objects.count()
    receipt = client.post(f"/ballots/{ballot.pk}/vote/", {"marks": line}, follow=True)

    assert (summary.status_code, before) == (200, 0)
    assert f'name="marks" value="{line.replace(">", "&gt;")}"' in summary.content.decode()
    assert chosen_in(summary.content.decode()) == names
    assert receipt.redirect_chain == [(f"/ballots/{ballot.pk}/receipt/", 302)]
    assert Participation.objects.get().receipt in receipt.content.decode()
    assert "no-store" in receipt["Cache-Control"]
    assert votes_seen_by(alice, ballot) == [line]


@pytest.mark.parametrize("method", FORMS)
def test_going_back_from_the_summary_keeps_everything(as_, in_zonnedael, alice, method):
    settings, _fields, line, _names = FORMS[method]
    ballot = make_form(in_zonnedael, method, settings=settings)

    page = as_(alice).post(f"/ballots/{ballot.pk}/", {"marks": line}).content.decode()

    found = {
        "single_choice": checked(page, "choice"),
        "approval": checked(page, "chosen"),
        "stv": order_in(page),
        "score": re.findall(r'name="points-(\d)"[^>]*value="([1-9])"', page),
    }[method]
    assert (
        found
        == {"single_choice": ["4"], "approval": ["1", "4"], "stv": ["4", "1"], "score": [("1", "1"), ("4", "5")]}[
            method
        ]
    )


@pytest.mark.parametrize("method", FORMS)
def test_nothing_chosen_comes_back_with_what_to_do(as_, in_zonnedael, alice, method):
    ballot = make_form(in_zonnedael, method, settings=FORMS[method][0])

    response = as_(alice).post(f"/ballots/{ballot.pk}/check/", {})

    assert response.status_code == 422
    assert "U hebt nog niets gekozen. Kies eerst, of stem blanco." in text_of(response)


@pytest.mark.parametrize("method", FORMS)
def test_blank_vote_has_a_button_of_its_own(as_, in_zonnedael, alice, method):
    ballot = make_form(in_zonnedael, method, settings=FORMS[method][0])
    client = as_(alice)

    summary = client.post(f"/ballots/{ballot.pk}/check/", {"do": "blank"})
    client.post(f"/ballots/{ballot.pk}/vote/", {"marks": "-"})

    assert "U stemt blanco" in text_of(summary)
    assert votes_seen_by(alice, ballot) == ["-"]
    assert "U hebt gestemd. Uw keuze is nu: Blanco" in text_of(client.get(f"/ballots/{ballot.pk}/"))


def test_too_many_ticks_stay_and_are_counted(as_, in_zonnedael, alice):
    ballot = make_form(in_zonnedael, "approval", settings={"limits": {"max": 2}})

    response = as_(alice).post(f"/ballots/{ballot.pk}/check/", {"chosen": ["1", "2", "5"]})

    assert response.status_code == 422
    assert checked(response.content.decode(), "chosen") == ["1", "2", "5"]
    assert "3 van 2 gekozen" in text_of(response)
    assert "U kunt ten hoogste 2 keuzes maken, en u maakte er 3. Haal er 1 weg." in text_of(response)


def test_buttons_change_the_order_and_keep_the_focus(as_, in_zonnedael, alice):
    ballot = make_form(in_zonnedael, "stv")

    response = as_(alice).post(f"/ballots/{ballot.pk}/", {"order": ["4", "1", "5"], "do": "up:5"})

    page = response.content.decode()
    assert response.status_code == 200
    assert order_in(page) == ["4", "5", "1"]
    assert re.findall(r'value="([a-z]+:\d+)"[^>]* autofocus', page) == ["up:5"]


def test_typed_places_make_the_order_of_the_summary(as_, in_zonnedael, alice):
    ballot = make_form(in_zonnedael, "stv")

    response = as_(alice).post(f"/ballots/{ballot.pk}/check/", {"place-1": "3", "place-2": "1", "place-5": "2"})

    assert chosen_in(response.content.decode()) == [WISHES[1], WISHES[4], WISHES[0]]


def test_too_many_points_stay_with_how_many_too_many(as_, in_zonnedael, alice):
    ballot = make_form(in_zonnedael, "score", settings={"limits": {"each": 5, "total": 8}})

    response = as_(alice).post(f"/ballots/{ballot.pk}/check/", {"points-1": "5", "points-2": "5"})

    assert response.status_code == 422
    assert "U gaf 10 punten. Dat is 2 meer dan de 8 die u hebt. Geef minder punten." in text_of(response)
    assert re.findall(r'name="points-(\d)"[^>]*value="5"', response.content.decode()) == ["1", "2"]


def test_basket_counts_the_money_and_refuses_too_much(as_, in_zonnedael, alice):
    ballot = make_projects(in_zonnedael)
    client = as_(alice)

    fits = client.post(f"/ballots/{ballot.pk}/", {"chosen": ["1"], "do": "add:3"})
    over = client.post(f"/ballots/{ballot.pk}/check/", {"chosen": ["1", "3", "4"]})
    cast = client.post(f"/ballots/{ballot.pk}/vote/", {"marks": "1 3 4"})

    assert basket_of(fits.content.decode()) == ["1", "3"]
    assert "€ 8.500 over van € 120.000" in text_of(fits)
    assert over.status_code == 422
    assert basket_of(over.content.decode()) == ["1", "3", "4"]
    assert "Wat u koos, kost € 141.500. Dat is € 21.500 meer dan de € 120.000 die u kunt verdelen." in text_of(over)
    assert cast.status_code == 422
    assert Participation.objects.count() == 0


def test_whole_budget_is_told_when_one_ballot_has_no_limit(as_, in_zonnedael, alice):
    ballot = make_projects(in_zonnedael, settings={"budget": {"total": 12_000_000}})

    response = as_(alice).post(f"/ballots/{ballot.pk}/", {"chosen": ["1", "3"], "do": "add:4"})

    assert "Samen € 141.500 ; met z'n allen verdeelt u € 120.000" in text_of(response).replace("&#x27;", "'")
    assert "te veel: haal er iets uit" not in text_of(response)


def test_amounts_are_shown_in_euros_with_cents_when_there_are_any(as_, in_zonnedael, alice):
    ballot = make_projects(in_zonnedael)

    summary = as_(alice).post(f"/ballots/{ballot.pk}/check/", {"chosen": ["1", "2"]})

    assert "€ 12.500" in text_of(summary)
    assert "€ 4.800,50" in text_of(summary)
    assert "Samen € 17.300,50; € 102.699,50 niet gebruikt" in text_of(summary)


def test_filter_hides_projects_and_keeps_the_basket(as_, anonymous, in_zonnedael, alice):
    ballot = make_projects(in_zonnedael, 20)
    client = as_(alice)

    page = client.post(f"/ballots/{ballot.pk}/", {"chosen": ["2", "3"], "area": "Noord", "q": "speel", "do": "update"})
    link = client.get(f"/ballots/{ballot.pk}/?area=Noord")

    shown = re.findall(r'samenspel-mark--project[^"]*" data-option="(\d+)"', page.content.decode())
    assert shown == ["4", "19"]
    assert basket_of(page.content.decode()) == ["2", "3"]
    assert "U ziet 2 van 20 keuzes." in text_of(page)
    assert "U ziet 7 van 20 keuzes." in text_of(link)


@pytest.mark.parametrize(
    ("form", "fields", "line"),
    [
        ("choice", {"choice": "2"}, "2"),
        ("approval", {"chosen": ["2", "5"]}, "2 5"),
        ("ranking", {"order": ["5", "2"]}, "5>2"),
        ("points", {"points-2": "3"}, "2:3"),
    ],
)
def test_budget_can_be_divided_with_every_form(as_, in_zonnedael, alice, form, fields, line):
    ballot = make_projects(in_zonnedael, settings={"form": form, "limits": {"each": 5 if form == "points" else 0}})
    client = as_(alice)

    shown = client.get(f"/ballots/{ballot.pk}/")
    summary = client.post(f"/ballots/{ballot.pk}/check/", fields)

    assert "€ 12.500" in text_of(shown)
    assert f'name="marks" value="{line.replace(">", "&gt;")}"' in summary.content.decode()


def test_visitors_see_the_projects_before_they_sign_in(anonymous, in_zonnedael):
    ballot = make_projects(in_zonnedael)
    photo = add_photo(in_zonnedael, ballot, 1)

    page = anonymous.get(f"/ballots/{ballot.pk}/")
    picture = anonymous.get(f"/ballots/photos/{photo.pk}-{photo.digest}.jpg")

    assert "€ 12.500" in text_of(page)
    assert "Hoek Dorpsstraat en Laan 1" in text_of(page)
    assert f'src="/ballots/photos/{photo.pk}-{photo.digest}.jpg" alt="Een groen veld."' in page.content.decode()
    assert picture.content == bytes(photo.image)
    assert 'name="chosen"' not in page.content.decode()


def test_receipt_is_for_who_voted(as_, anonymous, in_zonnedael, alice, bob):
    ballot = make_form(in_zonnedael, "approval")
    as_(alice).post(f"/ballots/{ballot.pk}/vote/", {"marks": "1"})
    code = Participation.objects.get().receipt

    pages = [client.get(f"/ballots/{ballot.pk}/receipt/", follow=True) for client in (as_(alice), as_(bob), anonymous)]

    assert [code in page.content.decode() for page in pages] == [True, False, False]
    assert [page.redirect_chain != [] for page in pages] == [False, True, True]


def test_changed_vote_gets_a_new_receipt(as_, in_zonnedael, alice):
    ballot = make_form(in_zonnedael, "approval")
    client = as_(alice)
    codes = []
    for line in ("1", "2"):
        client.post(f"/ballots/{ballot.pk}/vote/", {"marks": line})
        codes.append(Participation.objects.get().receipt)

    assert len(set(codes)) == 2
    assert all(codes)


def test_page_of_a_hundred_projects_takes_as_few_statements_as_one_of_five(as_, in_zonnedael, alice):
    few, many = make_projects(in_zonnedael, 5), make_projects(in_zonnedael, 100)
    for ballot in (few, many):
        add_photo(in_zonnedael, ballot, 1)
    client = as_(alice)
    for ballot in (few, many):
        client.post(f"/ballots/{ballot.pk}/vote/", {"marks": "1"})
        client.get(f"/ballots/{ballot.pk}/")

    used = [len(statements(lambda b=ballot: client.get(f"/ballots/{b.pk}/"))) for ballot in (few, many)]
    looked = len(statements(lambda: client.post(f"/ballots/{many.pk}/check/", {"chosen": ["1", "5"]})))
    cast = len(statements(lambda: client.post(f"/ballots/{many.pk}/vote/", {"marks": "1 5"})))

    assert used[0] == used[1]
    assert used[1] <= 12
    assert looked <= 12
    assert cast <= 10


def test_half_filled_ballots_are_never_in_an_address(as_, in_zonnedael, alice):
    page = as_(alice).get(f"/ballots/{make_projects(in_zonnedael).pk}/").content.decode()

    form = page.split('id="vote"')[1].split("</form>")[0]

    assert 'method="post"' in form
    assert 'formmethod="get"' not in form
