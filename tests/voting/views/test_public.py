"""The page of a ballot: what it says to whom, how one votes on it, and what it never shows."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.deliberation.test_pages import statements
from tests.voting.conftest import BRIDGES, close_now, make_ballot, votes_seen_by
from voting.actions import cancel_ballot, cast_vote, count_ballot
from voting.models import Ballot, Participation
from voting.permissions import Voter


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def address(ballot):
    return f"/ballots/{ballot.pk}/"


def test_visitor_is_told_to_sign_in_and_comes_back(anonymous, ballot):
    page = page_of(anonymous, address(ballot))

    assert f'href="/account/login/?next=/ballots/{ballot.pk}/"' in page
    assert 'name="choice"' not in page


def test_resident_without_a_letter_code_is_told_how_to_get_further(as_, in_zonnedael, alice):
    ballot = make_ballot(in_zonnedael, minimum_level=2)

    page = page_of(as_(alice), address(ballot))

    assert f'href="/account/letter-code/?next=/ballots/{ballot.pk}/"' in page
    assert 'name="choice"' not in page


def test_choice_is_shown_once_more_before_it_is_cast(as_, ballot, alice):
    response = as_(alice).post(f"{address(ballot)}check/", {"choice": "2"})

    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="marks" value="2"' in page
    assert f'action="/ballots/{ballot.pk}/vote/"' in page
    assert Participation.objects.count() == 0


def test_no_choice_comes_back_with_what_to_do(as_, ballot, alice):
    response = as_(alice).post(f"{address(ballot)}check/", {})

    assert response.status_code == 422
    assert "U hebt nog niets gekozen." in response.content.decode()


def test_vote_is_confirmed_and_shown_to_the_voter_alone(as_, anonymous, ballot, alice, bob):
    client = as_(alice)

    response = client.post(f"{address(ballot)}vote/", {"marks": "2"}, follow=True)

    assert response.redirect_chain == [(f"{address(ballot)}receipt/", 302)]
    assert "Uw stem is binnen" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "<strong>Nee</strong>" in page_of(client, address(ballot))
    for other in (as_(bob), anonymous):
        assert "<strong>Nee</strong>" not in page_of(other, address(ballot))


def test_vote_can_be_changed_until_the_close(as_, ballot, alice):
    client = as_(alice)
    for number in (1, 2):
        client.post(f"{address(ballot)}vote/", {"marks": str(number)})

    assert votes_seen_by(alice, ballot) == ["2"]
    assert "<strong>Nee</strong>" in page_of(client, address(ballot))


def test_vote_without_a_name_leads_to_signing_in(anonymous, ballot):
    response = anonymous.post(f"{address(ballot)}vote/", {"marks": "1"})

    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/account/login/")
    assert Participation.objects.count() == 0


def test_vote_of_who_is_not_verified_is_refused_with_what_is_needed(as_, in_zonnedael, alice):
    ballot = make_ballot(in_zonnedael, minimum_level=2)

    response = as_(alice).post(f"{address(ballot)}vote/", {"marks": "1"})

    assert response.status_code == 403
    assert "Uw stem is niet opgeslagen." in response.content.decode()


def test_vote_after_the_close_is_refused_with_the_result(as_, ballot, alice):
    client = as_(alice)
    close_now(ballot)

    response = client.post(f"{address(ballot)}vote/", {"marks": "1"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Uw stem is niet opgeslagen, want deze stemming sloot op" in page
    assert 'id="result"' in page


@pytest.mark.parametrize("chosen", ["", "ja", "0", "99999999999999999999999"])
def test_vote_for_nothing_is_refused(as_, ballot, alice, chosen):
    response = as_(alice).post(f"{address(ballot)}vote/", {"marks": chosen})

    assert response.status_code == 422
    assert Participation.objects.count() == 0


def test_first_look_after_the_close_counts(anonymous, ballot, alice):
    cast_vote(ballot, voter=Voter(alice), marks="1")
    close_now(ballot)

    page = page_of(anonymous, address(ballot))

    assert "De meeste stemmers zeiden ja: 1 van de 1 stemmen zonder blanco." in page
    assert Ballot.objects.get().state == "counted"


def test_result_has_numbers_and_says_who_took_part(anonymous, in_zonnedael, voters):
    ballot = make_ballot(in_zonnedael, method="single_choice")
    for number, people in ((1, voters(6)), (1, voters(5, level=2)), (2, voters(8, level=2)), (2, voters(5))):
        for person in people:
            cast_vote(ballot, voter=Voter(person), marks=str(number))
    close_now(ballot)

    page = " ".join(re.sub(r"<[^>]+>", " ", page_of(anonymous, address(ballot))).split())

    assert "Het is een gelijke stand" not in page
    assert "“Stalen brug” kreeg de meeste stemmen: 13 van de 24." in page
    assert "13 stemmen (54,2%)" in page
    assert "24 van de 24 mensen die hier konden stemmen, deden dat: 100%." in page
    assert "E-mailadres 6 5" in page
    assert "Briefcode 5 8" in page


def test_cancelled_ballot_says_why(anonymous, ballot, omar):
    cancel_ballot(ballot, actor=omar, reason="De vraag klopte niet.")

    page = page_of(anonymous, address(ballot))

    assert "De vraag klopte niet." in page
    assert 'name="choice"' not in page


def test_ballot_that_is_coming_shows_options_and_no_form(as_, in_zonnedael, alice):
    ballot = make_ballot(in_zonnedael, method="single_choice", opens_at=timezone.now() + timedelta(days=1))

    page = page_of(as_(alice), address(ballot))

    assert all(text in page for text in BRIDGES)
    assert 'name="choice"' not in page


def test_draft_is_there_for_who_makes_ballots_only(as_, anonymous, in_zonnedael, alice, mo, omar):
    ballot = make_ballot(in_zonnedael, state="draft")

    statuses = [client.get(address(ballot)).status_code for client in (anonymous, as_(alice), as_(mo), as_(omar))]
    posted = as_(alice).post(f"{address(ballot)}vote/", {"marks": "1"}).status_code

    assert (statuses, posted) == ([404, 404, 404, 200], 404)


def test_ballot_of_the_other_municipality_is_not_found(browser_at, zonnedael, mistbergen, alice, mallory):
    theirs = make_ballot(mistbergen)

    statuses = [
        method(path).status_code
        for path in (address(theirs), f"{address(theirs)}vote/")
        for client in (browser_at(zonnedael), browser_at(zonnedael, user=alice))
        for method in (client.get, client.post)
    ]

    assert statuses == [404] * 8


@pytest.mark.parametrize("who", ["omar", "griet", "ada", "mo", "carol", "bob"])
def test_no_page_tells_anybody_how_an_open_ballot_stands(as_, ballot, voters, request, who):
    """Whatever seven people vote, every page is the same, letter for letter, for residents and for staff."""
    client, people = as_(request.getfixturevalue(who)), voters(7)
    paths = [address(ballot), "/staff/ballots/", f"/staff/ballots/{ballot.pk}/cancel/", "/", "/council/", "/search/"]

    def pages_after(number):
        for person in people:
            cast_vote(ballot, voter=Voter(person), marks=str(number))
        texts = [client.get(path).content.decode() for path in paths]
        return [re.sub(r'(csrf[^>]*value|nonce)="[^"]*"', "", text) for text in texts]

    yes, no = pages_after(1), pages_after(2)

    assert dict(zip(paths, yes, strict=True)) == dict(zip(paths, no, strict=True))


def test_log_of_casting_names_neither_voter_nor_choice(as_, ballot, alice, caplog):
    caplog.set_level("DEBUG", logger="voting")
    as_(alice).post(f"{address(ballot)}vote/", {"marks": "1"})

    assert [record for record in caplog.records if record.name.startswith("voting")] == []


def test_result_is_stored_as_plain_numbers(ballot, alice):
    cast_vote(ballot, voter=Voter(alice), marks="1")
    counted = count_ballot(close_now(ballot))

    assert json.loads(json.dumps(counted.result)) == counted.result


@pytest.mark.parametrize("closed", [False, True])
def test_page_takes_few_statements_whatever_the_number_of_votes(as_, in_zonnedael, voters, alice, closed):
    few, many = (
        make_ballot(in_zonnedael),
        make_ballot(in_zonnedael, method="single_choice", options=map(str, range(20))),
    )
    for ballot, number in ((few, 1), (many, 12)):
        for person in voters(number):
            cast_vote(ballot, voter=Voter(person), marks="1")
        if closed:
            count_ballot(close_now(ballot))
    client = as_(alice)
    client.get(address(few))  # the process knows the host from here on

    used = [len(statements(lambda b=ballot: client.get(address(b)))) for ballot in (few, many)]

    assert used[0] == used[1]
    assert used[0] <= 12


def test_ballot_page_closes_exactly_while_somebody_reads(as_, ballot, alice):
    client = as_(alice)
    with CaptureQueriesContext(connection) as captured:
        close_now(ballot)
        page = client.get(address(ballot)).content.decode()

    assert 'id="result"' in page
    assert captured.captured_queries


def test_ballot_that_waits_for_paper_says_so(anonymous, in_zonnedael):
    ballot = close_now(make_ballot(in_zonnedael, has_paper=True))

    page = page_of(anonymous, address(ballot))

    assert "De stemmen worden geteld" in page
    assert "Twee mensen typen de stemmen op papier in" in page
    assert 'id="result"' not in page


def test_ballot_that_waits_for_a_public_draw_names_it(anonymous, in_zonnedael, alice, bob):
    ballot = make_ballot(in_zonnedael, method="single_choice", lot_source="de Lotto van 5 december")
    for person, line in ((alice, "1"), (bob, "2")):
        cast_vote(ballot, voter=Voter(person), marks=line)
    close_now(ballot)

    page = page_of(anonymous, address(ballot))

    assert "We wachten op de openbare trekking die vooraf is beloofd: de Lotto van 5 december." in page


def test_who_is_not_on_the_roll_is_told_what_to_do(as_, in_zonnedael, alice):
    ballot = make_ballot(in_zonnedael, eligibility="roll")

    page = page_of(as_(alice), address(ballot))

    assert "U staat met dit account niet in het kiesregister" in page
    assert "Eén plaats in het kiesregister, één stem." in page
    assert 'name="choice"' not in page


def test_who_is_on_the_roll_votes_as_that_entry(as_, in_zonnedael, alice):
    from voting.models import RollEntry

    ballot = make_ballot(in_zonnedael, eligibility="roll")
    entry = RollEntry.objects.create(ballot=ballot, source="account", person=alice)
    client = as_(alice)

    client.post(f"{address(ballot)}vote/", {"marks": "1"})

    assert Participation.objects.get().entry == entry
    assert "<strong>Ja</strong>" in page_of(client, address(ballot))


def test_draft_whose_rule_does_not_fit_yet_says_so_to_its_maker(as_, in_zonnedael, omar):
    ballot = make_ballot(in_zonnedael, state="draft", method="budget", settings={"limits": {"min": 4, "max": 2}})

    page = page_of(as_(omar), address(ballot))

    assert "De regel van dit concept klopt nog niet." in page


def test_lot_and_rule_show_their_fingerprints(anonymous, in_zonnedael):
    ballot = make_ballot(
        in_zonnedael, lot_commitment="c0ffee", rule_digest="decaf", lot_source="de Lotto van 5 december"
    )

    page = page_of(anonymous, address(ballot))

    assert '<code class="samenspel-ballot__digest">c0ffee</code>' in page
    assert '<code class="samenspel-ballot__digest">decaf</code>' in page
    assert "Na de sluiting komt daar een openbare trekking bij: de Lotto van 5 december." in page
