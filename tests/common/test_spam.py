"""The trap for machines, and what a person notices of it: nothing, or one more press."""

import pytest
from django import forms
from django.utils import translation

from samenspel.common.spam import MAXIMUM_SECONDS, HoneypotMixin, links_in, stamp

SENTENCE = "We could not tell if a person sent this. Wait a moment and press the button again: your text is kept."


class LetterForm(HoneypotMixin, forms.Form):
    text = forms.CharField()


def test_honeypot_lets_a_person_through():
    form = LetterForm({"text": "Hello", "website": "", "started": stamp(age=5)})

    assert form.is_valid()


@pytest.mark.parametrize(
    "sent",
    [
        {"website": "https://spam.example", "started": stamp(age=5)},
        {"website": "", "started": stamp(age=MAXIMUM_SECONDS + 5)},
        {"website": "", "started": "forged:signature"},
        {"website": ""},
    ],
)
def test_honeypot_refuses_a_machine_and_the_offered_form_then_works(sent):
    form = LetterForm({"text": "Hello", **sent})

    with translation.override("en"):
        assert form.errors == {"__all__": [SENTENCE]}
    assert form["text"].value() == "Hello"
    assert form["website"].value() == ""


def test_honeypot_refuses_too_fast_and_keeps_the_stamp():
    early = stamp()

    form = LetterForm({"text": "Hello", "website": "", "started": early})

    assert form.errors.as_data()["__all__"][0].code == "machine"
    assert form["started"].value() == early


def test_honeypot_is_hidden_from_keyboard_and_screen_reader():
    html = str(LetterForm()["website"])

    assert html == (
        '<input type="text" name="website" class="utrecht-textbox" hidden tabindex="-1" autocomplete="off" aria-hidden="true" id="id_website">'
    )
    assert [field.name for field in LetterForm().hidden_fields()] == ["website", "started"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("No link at all. Really.", 0),
        ("See https://zonnedael.example/plan and http://a.example", 2),
        ("Cheap pills at casino.com or www.pills.net", 2),
        ("Mail me: someone@example.org", 1),
    ],
)
def test_links_in_counts_links_with_and_without_a_scheme(text, count):
    assert links_in(text) == count
