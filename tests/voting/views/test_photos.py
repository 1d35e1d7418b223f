"""Photos come from their own municipality's host only, and those of a draft to its makers."""

import pytest

from tests.voting.conftest import make_ballot
from tests.voting.pictures import picture
from voting.actions import put_photo
from voting.models import Ballot, Option, OptionPhoto


@pytest.fixture
def address(in_zonnedael, omar):
    ballot = make_ballot(in_zonnedael, state="draft", method="approval")
    put_photo(Option.objects.filter(ballot=ballot).first(), actor=omar, version=1, data=picture(), alternative="Brug")
    photo = OptionPhoto.objects.get()
    return f"/ballots/photos/{photo.pk}-{photo.digest}.jpg"


def test_photo_of_a_planned_ballot_is_for_everybody_and_kept_for_long(address, anonymous, as_, mallory, in_zonnedael):
    Ballot.objects.update(state="planned")

    response, elsewhere = anonymous.get(address), as_(mallory).get(address)

    headers = {name: response.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")}
    assert (response.status_code, response.content[:3], elsewhere.status_code) == (200, b"\xff\xd8\xff", 404)
    assert headers == {
        "Content-Type": "image/jpeg",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    assert "Set-Cookie" not in response.headers


def test_photo_of_a_draft_is_for_its_makers(address, anonymous, as_, alice, omar):
    statuses = [client.get(address).status_code for client in (anonymous, as_(alice), as_(omar))]

    assert statuses == [404, 404, 200]
    assert as_(omar).get(address).headers["Cache-Control"] == "private, no-store"


def test_photo_under_another_digest_is_not_found(address, as_, omar):
    assert as_(omar).get(address.replace(address[-8:-4], "0000")).status_code == 404
