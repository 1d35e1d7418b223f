"""Names hold nothing that nobody sees."""

import pytest

from samenspel.common.names import clean_name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Griet   de\tVries\n", "Griet de Vries"),
        ("Griet\u202e", "Griet"),
        ("Gr\u200biet\u00ad", "Griet"),
        ("\u2066Griet\u2069\x00", "Griet"),
        ("\u3164\u2800\u200d", ""),
        ("Zoë Çelik-Nguyễn", "Zoë Çelik-Nguyễn"),
        ("مريم", "مريم"),
    ],
)
def test_name_shows_what_it_is(typed, shown):
    assert clean_name(typed) == shown
