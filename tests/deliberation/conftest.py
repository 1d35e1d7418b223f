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


def make_consultation(municipality: Any, organiser: Any, *, published: bool = True, **fields: Any) -> Any:
    """Make a consultation at the level of consulting with a talk that is open now; `phases` are (activity, from, to) in days."""
    from deliberation.actions import create_consultation, publish_consultation, save_step
    from deliberation.models import Consultation

    now = timezone.now().replace(second=0, microsecond=0)
    phases = fields.pop("phases", [("discussion", -2, 5)])
    links = fields.pop("links", [])
    title = fields.pop("title", "Hoe richten we het Marktplein in?")
    say = {
        "policy_stage": "preparation", "participation_level": "consulting", "fixed": "De weekmarkt blijft.",
        "open": "Bomen, banken en water.", "legal_basis": "", "responsible_body": "Het college van Zonnedael",
        "answer_promised_on": timezone.localdate() + timedelta(days=40), **fields,
    }  # fmt: skip
    rows = [(activity, "", now + timedelta(days=start), now + timedelta(days=end)) for activity, start, end in phases]
    with municipality_context(municipality):
        one = create_consultation(actor=organiser, title=title, question="Wat mist u op het Marktplein?")
        steps = {
            "say": {name: say.pop(name) for name in list(say) if name in SAY},
            "phases": {"phases": rows, "minimum_level": 1, "audience": "", **say},
            "items": {"links": links},
        }
        for step, values in steps.items():
            one = save_step(one, actor=organiser, step=step, version=one.version, seen="", values=values)
        if published:
            one = publish_consultation(one, actor=organiser, version=one.version)
        return Consultation.objects.select_related("subject").get(pk=one.pk)


SAY = {
    "policy_stage", "participation_level", "fixed", "open", "legal_basis", "responsible_body", "answer_promised_on",
}  # fmt: skip


@pytest.fixture
def consultation(in_zonnedael: Any, omar: Any) -> Any:
    """A consultation that is open now."""
    return make_consultation(in_zonnedael, omar)


@pytest.fixture
def draft(in_zonnedael: Any, omar: Any) -> Any:
    """A consultation that meets every duty and is not published."""
    return make_consultation(in_zonnedael, omar, published=False)


@pytest.fixture
def plein(in_zonnedael: Any) -> Any:
    """A consultation in which proposals can be made and supported now."""
    from tests.deliberation.rows import consultation_row

    return consultation_row(in_zonnedael)


@pytest.fixture
def bomen(plein: Any, carol: Any) -> Any:
    """A published proposal by Carol."""
    from tests.deliberation.rows import proposal_row

    return proposal_row(plein, carol)
