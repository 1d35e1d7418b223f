"""Where one can go from a page."""

import pytest
from django.test import RequestFactory

from samenspel.portal.queries.navigation import desks, main_entries_for
from samenspel.tenancy.context import municipality_context


def test_navigation_marks_only_the_nearest_page_above(rf: RequestFactory) -> None:
    entries = main_entries_for(rf.get("/council/meetings/2/"))

    assert [(entry.address, entry.current) for entry in entries if entry.is_current] == [("/council/", "true")]


@pytest.mark.parametrize(
    ("who", "addresses"),
    [
        ("omar", ["/staff/dossiers/", "/staff/consultations/", "/staff/ballots/"]),
        ("carol", ["/staff/dossiers/"]),
        ("alice", []),
    ],
)
def test_desks_follow_the_roles(
    request: pytest.FixtureRequest, rf: RequestFactory, who: str, addresses: list[str]
) -> None:
    asked = rf.get("/")
    asked.user = request.getfixturevalue(who)

    with municipality_context(asked.user.municipality):
        found = [entry.address for entry in desks(asked)]

    assert found == addresses


def test_everybody_finds_the_consultations(rf: RequestFactory) -> None:
    assert "/consultations/" in [entry.address for entry in main_entries_for(rf.get("/"))]
