"""Who voted looks their code up in the published list, and downloads the folder; by keyboard, on a phone."""

import io
import zipfile

import pytest
from playwright.sync_api import expect

from samenspel.tenancy.context import municipality_context
from tests.voting.conftest import close_now, fixed_ballot
from voting.actions import cast_vote, count_ballot, publish_ballot
from voting.permissions import Voter


@pytest.mark.journey
@pytest.mark.parametrize("phone", [True, False])
def test_voter_finds_their_code_and_downloads_everything(visit, zonnedael, alice, make_user, phone):
    with municipality_context(zonnedael):
        ballot = fixed_ballot(zonnedael, method="stv", question="Wie zitten er in de wijkraad?", settings={"seats": 2})
        for number, marks in enumerate(["1>2", "2>3", "3", "1>3>2"]):
            cast_vote(ballot, voter=Voter(make_user(zonnedael, f"inwoner{number}")), marks=marks)
        receipt = cast_vote(ballot, voter=Voter(alice), marks="2>1").receipt
        publish_ballot(count_ballot(close_now(ballot)))
    visitor = visit(zonnedael, phone=phone)

    page = visitor.go(f"{ballot.get_absolute_url()}published/")
    visitor.check_page()
    page.get_by_label("De code die u kreeg toen u stemde").fill(receipt.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Deze code staat in de lijst, dus uw stem is meegeteld.")
    visitor.picture(f"published-{'phone' if phone else 'wide'}")
    visitor.check_page()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download alles").click()

    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        assert receipt in archive.read("receipts.txt").decode().splitlines()
        assert "ballots.blt" in archive.namelist()
