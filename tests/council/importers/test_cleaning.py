"""From what sources send to what we keep."""

from datetime import UTC, date, datetime

import pytest

from samenspel.council.importers import cleaning


@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        ("2026-10-25 19:30:00", datetime(2026, 10, 25, 18, 30, tzinfo=UTC)),
        ("2026-03-29 19:30:00", datetime(2026, 3, 29, 17, 30, tzinfo=UTC)),
        ("2027-03-29T19:30:00+02:00", datetime(2027, 3, 29, 17, 30, tzinfo=UTC)),
        ("2027-01-05T19:30:00Z", datetime(2027, 1, 5, 19, 30, tzinfo=UTC)),
        ("2027-01-05", datetime(2027, 1, 4, 23, 0, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("soon", None),
        (None, None),
        (17, None),
    ],
)
def test_moment_without_a_zone_is_municipal_time(sent, moment):
    assert cleaning.moment(sent) == moment


def test_day_is_read():
    assert (cleaning.day("2026-10-20"), cleaning.day("2026-02-30"), cleaning.day(None)) == (
        date(2026, 10, 20),
        None,
        None,
    )


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("https://example.org/a b", ""),
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("api.notubiz.example/document/1", "https://api.notubiz.example/document/1"),
        ("javascript:alert(1)", ""),
        ("https://x.example.nlhttps//y", "https://x.example.nlhttps//y"),
        ("//example.org/x", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_are_kept(sent, address):
    assert cleaning.web_address(sent) == address


def test_text_is_one_line_without_control_characters():
    assert cleaning.text(" a\x00b \n c ", 80) == "a b c"
    assert cleaning.text("abcdef", 4) == "abc…"
    assert cleaning.text({"a": 1}, 4) == ""


def test_typed_text_becomes_paragraphs_and_back():
    typed = 'Eerste "regel" & <3\nTweede\n\nNieuwe alinea'

    html = cleaning.html_from_typed(typed)

    assert html == "<p>Eerste &quot;regel&quot; &amp; &lt;3<br>Tweede</p><p>Nieuwe alinea</p>"
    assert cleaning.typed_from_html(html) == typed


def test_typed_html_is_cleaned():
    assert cleaning.html_from_typed("<b>Ja</b><img src=x onerror=y>") == "<b>Ja</b>"
