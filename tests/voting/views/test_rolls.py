"""Rolls, letters, the desk and paper over HTTP, and voting with a letter in a browser without an account."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from samenspel.audit.models import AuditEntry
from samenspel.tenancy.context import municipality_context
from tests.voting.actions.test_letters import rows_of
from tests.voting.conftest import make_ballot
from tests.voting.rolls import coming_ballot, fill_roll, letters_for, list_of, open_now
from voting.actions.letters import fetch_letters
from voting.models import Ballot, LetterBatch, PaperBundle, Participation, RollEntry
from voting.tasks import fill_letters_of, forget

STAFF_PAGES = ("roll", "letters", "help_vote", "paper")


@pytest.fixture
def coming(in_zonnedael):
    return coming_ballot(in_zonnedael, has_paper=True)


@pytest.fixture
def letter(coming, omar):
    """The number and the code of the first letter of an open ballot with two people on its list."""
    fill_roll(coming, omar, 11, 12)
    number, code = rows_of(fetch_letters(letters_for(coming, omar), actor=omar))[1][:2]
    open_now(coming)
    return number, code


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("lijst.csv", content, "text/csv")


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_pages_are_for_who_makes_ballots(
    name, coming, as_, omar, alice, anonymous, browser_at, mistbergen, mallory
):
    address = reverse(f"voting:{name}", args=[coming.pk])

    assert as_(omar).get(address).status_code == 200
    assert as_(alice).get(address).status_code == 403
    assert anonymous.get(address).status_code == 302
    assert browser_at(mistbergen, user=mallory).get(address).status_code == 404


def test_list_is_imported_and_wrong_lines_are_told(coming, as_, omar):
    client, address = as_(omar), reverse("voting:roll", args=[coming.pk])
    asked = {"do": "import", "field": "nummer", "district": "wijk"}

    wrong = client.post(address, {**asked, "table": upload(b"nummer;wijk\n1;A\n1;B\n;C\n")})
    right = client.post(address, {**asked, "table": upload(list_of(1, 2, 3))}, follow=True)

    assert wrong.status_code == 422
    said = wrong.content.decode()
    assert "Regel 3 heeft dezelfde waarde als regel 2." in said
    assert "Regel 4 heeft geen waarde in deze kolom." in said
    assert "Er zijn 3 mensen bijgekomen." in right.content.decode()
    assert RollEntry.objects.count() == 3


def test_letters_are_made_with_addresses_fetched_once_and_stopped(coming, as_, omar, zonnedael):
    fill_roll(coming, omar, 1, 2)
    client, address = as_(omar), reverse("voting:letters", args=[coming.pk])
    table = upload(b"nummer;straat\n2;Zonnehof 2\n1;Zonnehof 1\n")

    client.post(address, {"kind": "csv", "table": table, "columns": "straat"})
    batch = LetterBatch.objects.get()
    fill_letters_of(zonnedael.pk, batch.pk)
    fetch = reverse("voting:fetch_letters", args=[coming.pk, batch.pk])
    first, second = client.post(fetch), client.post(fetch)

    rows = rows_of(first.content)[1:]
    assert [row[4] for row in rows] == ["Zonnehof 1", "Zonnehof 2"]
    assert rows[0][2] == f"http://zonnedael.localhost/ballots/{coming.pk}/code/?number={rows[0][0]}"
    assert (first.headers["Cache-Control"], second.status_code) == ("no-store", 409)
    client.post(reverse("voting:void_letters", args=[coming.pk, batch.pk]))
    assert batch.codes.filter(voided_at=None).count() == 0
    forget(timestamp=0)


def test_letter_lets_somebody_vote_change_it_and_leave(letter, coming, anonymous):
    number, code = letter
    page = reverse("voting:code", args=[coming.pk])

    shown = anonymous.get(page, {"number": number}).content.decode()
    assert f'value="{number}"' in shown
    entered = anonymous.post(page, {"number": number, "code": code})
    assert entered.headers["Location"] == coming.get_absolute_url()
    cast = anonymous.post(reverse("voting:cast", args=[coming.pk]), {"marks": "2"})
    receipt = anonymous.get(cast.headers["Location"])

    assert receipt.status_code == 200
    assert Participation.objects.get().channel == "letter"
    assert "U stemt met uw brief." in receipt.content.decode()
    anonymous.post(reverse("voting:done", args=[coming.pk]))
    refused = anonymous.post(reverse("voting:cast", args=[coming.pk]), {"marks": "1"})
    assert refused.status_code == 302
    assert refused.headers["Location"].startswith("/account/")
    assert Participation.objects.count() == 1


def test_letter_is_forgotten_after_half_an_hour_without_a_step(letter, coming, anonymous, monkeypatch):
    anonymous.post(reverse("voting:code", args=[coming.pk]), dict(zip(("number", "code"), letter, strict=True)))
    began = time.time()
    words = "U stemt met uw brief."

    def seen(minutes: int) -> bool:
        monkeypatch.setattr("voting.views.doors.time.time", lambda: began + 60 * minutes)
        return words in anonymous.get(coming.get_absolute_url()).content.decode()

    assert [seen(20), seen(45), seen(74), seen(105)] == [True, True, True, False]
    assert anonymous.session.get_expire_at_browser_close()


def test_wrong_code_says_the_same_and_keeps_the_number(letter, coming, anonymous):
    page = reverse("voting:code", args=[coming.pk])

    wrong = anonymous.post(page, {"number": letter[0], "code": "X" * 20})

    assert wrong.status_code == 422
    said = wrong.content.decode()
    assert "Dit nummer en deze code werken niet voor deze stemming." in said
    assert f'value="{letter[0]}"' in said


def test_code_page_leads_to_a_ballot_that_is_not_open_or_has_no_roll(coming, in_zonnedael, anonymous):
    for ballot in (coming, make_ballot(in_zonnedael)):
        answer = anonymous.get(reverse("voting:code", args=[ballot.pk]))
        assert (answer.status_code, answer.headers["Location"]) == (302, ballot.get_absolute_url())


def test_officer_helps_the_next_person_and_is_nobody_afterwards(letter, coming, as_, omar):
    client, desk = as_(omar), reverse("voting:help_vote", args=[coming.pk])
    found = client.post(desk, {"asked": "12"}).content.decode()
    entry = RollEntry.objects.order_by("pk").last()
    assert f'value="e{entry.pk}"' in found

    client.post(desk, {"do": "help", "who": f"e{entry.pk}"})
    assert "U helpt iemand stemmen." in client.get(coming.get_absolute_url()).content.decode()
    cast = client.post(reverse("voting:cast", args=[coming.pk]), {"marks": "2"}, follow=True)

    voted = Participation.objects.get()
    assert (voted.channel, voted.entry, voted.receipt in cast.content.decode()) == ("desk", entry, True)
    assert "U helpt iemand stemmen." not in client.get(coming.get_absolute_url()).content.decode()
    assert client.post(desk, {"asked": "niemand"}).status_code == 422
    again = client.post(desk, {"do": "paper", "who": f"e{entry.pk}"})
    assert (again.status_code, Participation.objects.get().channel) == (409, "desk")
    assert AuditEntry.objects.filter(action="voting.vote.helped", actor_id=omar.pk).count() == 1


def test_entry_is_looked_up_and_cancelled(letter, coming, as_, omar):
    entry = RollEntry.objects.order_by("pk").first()
    client, address = as_(omar), reverse("voting:cancel_entry", args=[coming.pk, entry.pk])

    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Verhuisd"})

    entry.refresh_from_db()
    assert entry.cancelled_reason == "Verhuisd"
    client.post(reverse("voting:reprint_letter", args=[coming.pk, RollEntry.objects.last().pk]))
    assert LetterBatch.objects.count() == 2


def test_two_officers_type_a_bundle_over_http(coming, as_, omar, griet):
    open_now(coming)
    overview = reverse("voting:paper", args=[coming.pk])
    as_(omar).post(overview, {"expected": "2", "district": "Noord"})
    bundle = PaperBundle.objects.get()
    page = reverse("voting:bundle", args=[coming.pk, bundle.pk])

    for person, lines in ((omar, "1\n2"), (griet, "1\n3")):
        client = as_(person)
        client.post(page, {"do": "start"})
        short = client.post(page, {"do": "finish", "lines": "1"})
        assert (short.status_code, "U typte 1 biljetten" in short.content.decode()) == (422, True)
        client.post(page, {"do": "save", "lines": lines})
        assert f">{lines}</textarea>" in client.get(page).content.decode().replace("\r", "")
        client.post(page, {"do": "finish", "lines": lines})

    seen = as_(omar).get(page).content.decode()
    assert 'name="place-2" value="2"' in seen
    assert "place-1" not in seen
    as_(omar).post(page, {"do": "correct", "place-2": "3"})
    bundle.refresh_from_db()
    assert bundle.state == "agreed"
    Ballot.objects.filter(pk=coming.pk).update(closes_at=coming.opens_at + (coming.closes_at - coming.opens_at) / 10**6)
    counted = as_(omar).post(reverse("voting:count_paper", args=[coming.pk]))
    assert (counted.status_code, Ballot.objects.get().state) == (302, "counted")


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_pages_cost_few_queries(name, coming, as_, omar, django_assert_max_num_queries):
    fill_roll(coming, omar, *range(30))
    client = as_(omar)
    client.get("/")

    with django_assert_max_num_queries(14):
        client.get(reverse(f"voting:{name}", args=[coming.pk]))


def test_numbers_of_the_roll_stand_on_the_ballot_without_turnout(letter, coming, anonymous):
    anonymous.post(reverse("voting:code", args=[coming.pk]), dict(zip(("number", "code"), letter, strict=True)))
    anonymous.post(reverse("voting:cast", args=[coming.pk]), {"marks": "2"})

    shown = anonymous.get(coming.get_absolute_url()).content.decode()

    assert "Het kiesregister in getallen" in shown
    assert "Hoeveel mensen stemden, is pas na de telling bekend." in shown
    assert "Gebruikt" not in shown
    with municipality_context(coming.municipality):
        assert Participation.objects.count() == 1
