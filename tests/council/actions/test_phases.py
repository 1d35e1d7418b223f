"""The apps above hear that the council moved on."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from samenspel.council.actions import change_item, change_meeting, record_decision, set_meeting_status
from samenspel.council.signals import phase_changed


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    told: list[Any] = []

    def listen(items: list[Any], change: str, **kwargs: Any) -> None:
        told.append((change, [item.title for item in items]))

    phase_changed.connect(listen)
    yield told
    phase_changed.disconnect(listen)


def test_meeting_that_begins_and_ends_is_told_for_all_its_items(meeting, add_lines, griet, heard):
    titles = [line.title for line in add_lines("Opening", "Begroting")]

    for status in ("in_session", "in_session", "closed"):
        meeting = set_meeting_status(meeting, actor=griet, status=status)

    assert [(change, sorted(told)) for change, told in heard] == [
        ("meeting_in_session", sorted(titles)),
        ("meeting_closed", sorted(titles)),
    ]


def test_stage_of_the_meeting_is_told_for_items_without_their_own(meeting, add_lines, griet, heard):
    first, second = add_lines("Opening", "Begroting")
    change_item(second, actor=griet, stage="deciding")
    heard.clear()

    change_meeting(meeting, actor=griet, stage="weighing")
    change_meeting(meeting, actor=griet, location="Raadzaal")

    assert heard == [("stage_changed", [first.title])]


def test_item_that_moves_on_or_is_decided_is_told_once(meeting, add_lines, griet, heard):
    [line] = add_lines("Begroting")
    decision = {
        "outcome": "adopted", "decided_on": timezone.localdate(), "text": "Ja", "reasons": "Goed", "input_use": "Gelezen",
    }  # fmt: skip

    change_item(line, actor=griet, stage="deciding")
    change_item(line, actor=griet, title="Begroting 2027")
    for _ in range(2):
        record_decision(line, actor=griet, **decision)

    assert heard == [("stage_changed", ["Begroting"]), ("decided", ["Begroting 2027"])]
