"""What the Dutch sentences share with their English sources, whatever their wording."""

import re
from typing import Any

from samenspel.config.management.commands.messages import catalogue_path, read_catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|</?\w+")
EDGES = re.compile(r"^\s*|\s*$")


def sentences() -> list[tuple[list[str], list[str]]]:
    """Return the forms of every source beside the forms of its translation."""
    return [(forms(message.id), forms(message.string)) for message in read_catalogue(catalogue_path()) if message.id]


def forms(sentence: Any) -> list[str]:
    return list(sentence) if isinstance(sentence, (tuple, list)) else [sentence]


def placeholders(texts: list[str]) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def test_every_translation_keeps_the_placeholders_of_its_source():
    differing = [source for source, dutch in sentences() if placeholders(source) != placeholders(dutch)]

    assert differing == []


def test_every_plural_names_what_its_source_names():
    plurals = [(source[1:], dutch[1:]) for source, dutch in sentences() if len(source) > 1]

    assert plurals
    assert [source for source, dutch in plurals if placeholders(source) != placeholders(dutch)] == []


def test_every_translation_has_all_plural_forms():
    incomplete = [
        source
        for source, dutch in sentences()
        if len(source) != len(dutch) or not all(form and form.strip() for form in dutch)
    ]

    assert incomplete == []


def test_every_translation_keeps_the_spaces_at_its_ends():
    differing = [
        source
        for source, dutch in sentences()
        if any(EDGES.findall(here) != EDGES.findall(there) for here, there in zip(source, dutch, strict=True))
    ]

    assert differing == []
