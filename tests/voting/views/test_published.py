"""The page of a published vote: its files, and whether a receipt is in the list."""

import hashlib
import io
import zipfile

import pytest

from tests.deliberation.test_pages import statements
from tests.voting.conftest import close_now, fixed_ballot
from voting.actions import cast_vote, count_ballot, publish_ballot
from voting.models import Publication
from voting.permissions import Voter


@pytest.fixture
def counted(in_zonnedael, voters):
    """A counted ballot of three voters, and their receipts."""
    ballot = fixed_ballot(in_zonnedael)
    receipts = [cast_vote(ballot, voter=Voter(person), marks="1").receipt for person in voters(3)]
    return count_ballot(close_now(ballot)), receipts


def address(ballot, name=""):
    return f"/ballots/{ballot.pk}/published/{name}"


def test_page_lists_every_file_with_its_checksum(anonymous, counted):
    ballot, _receipts = counted
    made = publish_ballot(ballot)

    page = anonymous.get(address(ballot)).content.decode()

    with zipfile.ZipFile(io.BytesIO(bytes(made.archive))) as archive:
        for name in archive.namelist():
            assert f'href="{address(ballot, name)}"' in page
            assert hashlib.sha256(archive.read(name)).hexdigest()[:16] in page
    assert made.digest in page


def test_folder_and_its_files_are_handed_out_as_they_were_made(anonymous, counted):
    ballot, _receipts = counted
    made = publish_ballot(ballot)

    whole = anonymous.get(address(ballot, "zip"))
    one = anonymous.get(address(ballot, "ballots.txt"))

    assert whole.content == bytes(made.archive)
    assert whole["Content-Disposition"] == f'attachment; filename="stemming-{ballot.pk}.zip"'
    assert (one.content, one["Content-Type"]) == (b"1\n1\n1\n", "text/plain; charset=utf-8")


@pytest.mark.parametrize("name", ["nothing.txt", "..", "SHA256SUMS.txt"])
def test_file_that_is_not_there_is_not_found(anonymous, counted, name):
    ballot, _receipts = counted
    publish_ballot(ballot)

    assert anonymous.get(address(ballot, name)).status_code == 404


@pytest.mark.parametrize("write", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f"  {code}"])
def test_receipt_is_found_however_it_is_typed(anonymous, counted, write):
    ballot, receipts = counted

    response = anonymous.get(address(ballot), {"receipt": write(receipts[1])})

    assert "Ja. Deze code staat in de lijst" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_receipt_of_nobody_is_not_found_and_stays_in_its_field(anonymous, counted):
    ballot, _receipts = counted

    page = anonymous.get(address(ballot), {"receipt": "AAAA-2222-<b>"}).content.decode()

    assert "Deze code staat niet in de lijst." in page
    assert 'value="AAAA-2222-&lt;b&gt;"' in page


def test_page_says_that_the_files_are_being_made(anonymous, counted):
    ballot, _receipts = counted

    page = anonymous.get(address(ballot)).content.decode()

    assert "De bestanden worden gemaakt." in page
    assert anonymous.get(address(ballot, "zip")).status_code == 404


def test_nothing_is_published_before_the_count(as_, anonymous, ballot, omar):
    for client in (anonymous, as_(omar)):
        assert client.get(address(ballot)).status_code == 404
        assert client.get(address(ballot, "zip")).status_code == 404


def test_other_municipality_finds_nothing(browser_at, mistbergen, counted):
    ballot, receipts = counted
    publish_ballot(ballot)
    elsewhere = browser_at(mistbergen)

    answers = [
        elsewhere.get(address(ballot, name), {"receipt": receipts[0]}).status_code for name in ("", "zip", "key.pem")
    ]

    assert answers == [404, 404, 404]


def test_page_takes_few_statements(anonymous, counted):
    ballot, receipts = counted
    publish_ballot(ballot)
    anonymous.get("/theme.css")  # the process knows the host from here on

    used = statements(lambda: anonymous.get(address(ballot), {"receipt": receipts[0]}))

    assert len(used) <= 12
    assert Publication.objects.count() == 1
