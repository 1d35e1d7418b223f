"""A council meeting with items to talk about, and people who talk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from samenspel.common.spam import stamp
from samenspel.tenancy.context import municipality_context


def make_item(municipality: Any, title: str = "Parkeren in het centrum", **fields: Any) -> Any:
    """Make a meeting that is still to come with one item, and the room about it."""
    from samenspel.council.actions import create_items
    from samenspel.council.models import AgendaItem, CouncilBody, Meeting

    with municipality_context(municipality):
        body, _ = CouncilBody.objects.get_or_create(name="Gemeenteraad")
        starts = fields.pop("starts_at", timezone.now() + timedelta(days=5))
        meeting = Meeting.objects.create(body=body, title="Raadsvergadering", starts_at=starts)
        [item] = create_items([AgendaItem(meeting=meeting, title=title, number="1", **fields)])
    return item


@pytest.fixture
def item(in_zonnedael: Any) -> Any:
    return make_item(in_zonnedael)


@pytest.fixture
def room(item: Any) -> Any:
    from deliberation.models import Room

    return Room.objects.select_related("stream", "about__agenda_item__meeting").get(about=item.subject)


@pytest.fixture
def known(room: Any) -> Callable[..., Any]:
    """Make a person known: one with a published contribution elsewhere is not held any more."""
    from deliberation.models import Contribution, Room
    from samenspel.realtime.models import Stream
    from samenspel.subjects.models import Subject

    def make(*people: Any) -> Any:
        elsewhere = Room.objects.create(about=Subject.objects.create(kind="other"), stream=Stream.objects.create())
        for person in people:
            Contribution.objects.create(
                room=elsewhere, subject=Subject.objects.create(kind="contribution"), author=person, text="Eerder"
            )
        return people[0]

    return make


def form_of(text: str = "Meer bomen, graag.", **fields: Any) -> dict[str, Any]:
    """Return what a browser sends for a contribution, half a minute after the page was shown."""
    return {"text": text, "stance": "neutral", "started": stamp(age=30), "website": "", **fields}
