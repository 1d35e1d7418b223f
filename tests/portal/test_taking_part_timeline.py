"""The line of time of a consultation and of a proposal."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from deliberation.models import Consultation, ConsultationLink, Phase, Proposal
from samenspel.council.models import AgendaItem, CouncilBody, Meeting
from samenspel.portal.queries.taking_part_timeline import consultation_steps, proposal_steps

NOW = timezone.now()
DAY = timedelta(days=1)
OPEN, OVER, COMING = (-2, 5), (-9, -2), (2, 9)


def a_consultation(*phases: tuple[str, tuple[int, int]], **fields: Any) -> Consultation:
    consultation = Consultation(
        **{"pk": 1, "title": "Plein", "state": "published", "published_at": NOW - 10 * DAY} | fields
    )
    rows = [
        Phase(activity=activity, starts_at=NOW + start * DAY, ends_at=NOW + end * DAY)
        for activity, (start, end) in phases
    ]
    consultation._prefetched_objects_cache = {"phases": Phase.objects.none()}
    consultation._prefetched_objects_cache["phases"]._result_cache = rows
    return consultation


def a_link(kind: str, *, away: int = 20, outcome: str = "") -> ConsultationLink:
    meeting = Meeting(body=CouncilBody(name="Raad"), stage="deciding", starts_at=NOW + away * DAY)
    item = AgendaItem(meeting=meeting, title="Plein", outcome=outcome, decided_at=NOW if outcome else None)
    return ConsultationLink(agenda_item=item, kind=kind)


def marks(steps: list[Any]) -> str:
    return "".join({"done": "x", "now": "o", "later": "."}[step.state] for step in steps)


@pytest.mark.parametrize(
    ("consultation", "links", "expected"),
    [
        (a_consultation(("discussion", COMING)), [], "o..."),
        (a_consultation(("discussion", OPEN)), [], "xo.."),
        (a_consultation(("discussion", OVER)), [], "xxo."),
        (a_consultation(("discussion", OVER), answered_at=NOW), [], "xxxo"),
        (a_consultation(("discussion", OPEN)), [a_link("decides")], "xo..."),
        (a_consultation(("discussion", OVER)), [a_link("decides")], "xxo.."),
        (a_consultation(("discussion", OVER)), [a_link("decides", away=-1)], "xxxo."),
        (a_consultation(("discussion", OVER)), [a_link("decides", away=-1, outcome="adopted")], "xxxxo"),
        (a_consultation(("discussion", OVER)), [a_link("decides", away=-1, outcome="rejected")], "xxxx"),
        (a_consultation(("discussion", OPEN), state="closed"), [], "xxo."),
    ],
)
def test_timeline_of_a_consultation_marks_today(consultation: Any, links: Any, expected: str) -> None:
    assert marks(consultation_steps(consultation, links)) == expected


def test_timeline_of_a_consultation_says_when() -> None:
    asked = a_consultation(("discussion", OPEN), ("proposals", OVER), answer_promised_on=(NOW + 30 * DAY).date())
    links = [a_link("discusses", away=9), a_link("decides", away=12)]

    notes = [step.note for step in consultation_steps(asked, links)]

    assert notes[1:4] == ["Nog 5 dagen", "over 9 dagen", "over 12 dagen"]
    assert str((NOW + 30 * DAY).year) in notes[4]


@pytest.mark.parametrize(
    ("phase", "fields", "expected"),
    [
        (OPEN, {}, "xo..."),
        (OVER, {"status": "reviewing"}, "xxo.."),
        (OVER, {"status": "adopted", "answered_at": NOW}, "xxxxo"),
        (OPEN, {"status": "rejected", "answered_at": NOW}, "xxxo"),
        (OVER, {"status": "done", "answered_at": NOW}, "xxxxx"),
    ],
)
def test_timeline_of_a_proposal_marks_today(phase: tuple[int, int], fields: dict[str, Any], expected: str) -> None:
    consultation = a_consultation(("proposals", phase))

    steps = proposal_steps(Proposal(consultation=consultation, title="Bomen", created_at=NOW, **fields))

    assert marks(steps) == expected
