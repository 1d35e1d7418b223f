"""Plain text stays plain: paragraphs and safe links, nothing else."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.templatetags.talk import plain_text


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text, self.attributes = [], "", []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_data(self, data):
        self.text += data


def seen(text):
    parser = Seen()
    parser.feed(plain_text(text))
    parser.close()
    return parser


def test_blank_lines_make_paragraphs_and_line_ends_stay():
    assert plain_text("Een\r\ntwee\n\n\n drie ") == "<p>Een<br>twee</p>\n<p> drie</p>"


def test_web_addresses_become_links_that_help_nobody_sell():
    found = seen("Zie https://voorbeeld.nl/pad?a=1&b=2, of www.samenspel.nl.")

    links = [value for tag, name, value in found.attributes if (tag, name) == ("a", "href")]
    assert links == ["https://voorbeeld.nl/pad?a=1&b=2", "http://www.samenspel.nl"]
    assert {value for tag, name, value in found.attributes if name == "rel"} == {"nofollow noopener ugc"}


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "javascript:alert(1)",
        "[klik](javascript:alert(1))",
        "data:text/html,<script>alert(1)</script>",
        'https://a.nl/"onmouseover="alert(1)',
        "https://a.nl/'><svg/onload=alert(1)>",
        "https://a.nl/<script>alert(1)</script>",
        "mailto:a@b.nl?subject=<b>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "ftp://a.nl //evil.example file:///etc/passwd",
        "{{ request.user }} {% load static %}",
    ],
)
def test_attacks_stay_text(attack):
    found = seen(attack)

    assert set(found.tags) <= {"p", "a", "br"}
    assert {name for _, name, _ in found.attributes} <= {"href", "rel", "class"}
    assert all(v.startswith(("http://", "https://")) for _, name, v in found.attributes if name == "href")
    assert found.text == attack


@given(st.text(alphabet=st.sampled_from("<>\"'&=:/. \nabchttpsjavscrip"), max_size=80))
def test_any_text_keeps_its_characters_and_gains_no_markup(text):
    found = seen(text)

    assert set(found.tags) <= {"p", "a", "br"}
    assert "".join(found.text.split()) == "".join(text.split())
