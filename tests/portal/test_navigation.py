"""Where one can go from a page."""

from django.test import RequestFactory

from samenspel.portal.queries.navigation import main_entries_for


def test_navigation_marks_only_the_nearest_page_above(rf: RequestFactory) -> None:
    entries = main_entries_for(rf.get("/council/meetings/2/"))

    assert [(entry.address, entry.current) for entry in entries if entry.is_current] == [("/council/", "true")]
