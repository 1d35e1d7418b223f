"""The line of time of an agenda item."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from deliberation.models import Room
from samenspel.council.models import AgendaItem, CouncilBody, Meeting
from samenspel.portal.queries.timeline import days_in_words, item_steps


def states(item: AgendaItem, room: Room | None = None) -> list[str]:
    return [step.state for step in item_steps(item, room)]


def an_item(*, away: int = 3, status: str = "planned", stage: str = "weighing", **fields: Any) -> AgendaItem:
    meeting = Meeting(
        body=CouncilBody(name="Raad"), status=status, stage=stage, starts_at=timezone.now() + timedelta(days=away)
    )
    return AgendaItem(meeting=meeting, title="Fietspad", **fields)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (an_item(), ["done", "now", "later", "later", "later"]),
        (an_item(away=-1), ["done", "done", "now", "later", "later"]),
        (an_item(status="in_session"), ["done", "done", "now", "later", "later"]),
        (an_item(status="in_session", stage="deciding"), ["done", "done", "done", "now", "later"]),
        (an_item(away=-1, outcome="adopted"), ["done", "done", "done", "done", "now"]),
        (an_item(away=-1, outcome="rejected"), ["done", "done", "done", "done"]),
    ],
)
def test_timeline_marks_today(item: AgendaItem, expected: list[str]) -> None:
    assert states(item) == expected


def test_timeline_says_when_and_how_much() -> None:
    steps = item_steps(an_item(stage="deciding"), Room(contribution_count=48))

    assert [step.note != "" for step in steps] == [True, True, False, True, False]
    assert "48" in steps[1].note


@pytest.mark.parametrize(("days", "number"), [(3, "3"), (14, "14"), (40, None)])
def test_days_are_said_in_words_when_near(days: int, number: str | None) -> None:
    moment = timezone.now() + timedelta(days=days)

    words = days_in_words(moment)

    assert (str(timezone.localtime(moment).year) in words) is (number is None)
    assert number is None or number in words
