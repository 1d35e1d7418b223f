"""Consultations and proposals for tests, as rows."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from samenspel.common.spam import stamp
from samenspel.tenancy.context import municipality_context

OPEN = (timedelta(days=-1), timedelta(days=5))
OVER = (timedelta(days=-9), timedelta(days=-2))
COMING = (timedelta(days=2), timedelta(days=9))


def consultation_row(
    municipality: Any,
    *,
    phases: Iterable[tuple[str, tuple[timedelta, timedelta]]] = (("proposals", OPEN),),
    **fields: Any,
) -> Any:
    """Make a published consultation with phases that begin and end so long from now."""
    from deliberation.models import Consultation, Phase
    from samenspel.subjects.models import Subject

    now = timezone.now()
    values = {"title": "Marktplein", "question": "Wat moet er op het Marktplein komen?", "state": "published"} | fields
    with municipality_context(municipality):
        consultation = Consultation.objects.create(
            subject=Subject.objects.create(kind="consultation"), published_at=now - timedelta(days=3), **values
        )
        for activity, (start, end) in phases:
            Phase.objects.create(consultation=consultation, activity=activity, starts_at=now + start, ends_at=now + end)
    return consultation


def proposal_row(consultation: Any, author: Any, title: str = "Meer bomen op het plein", **fields: Any) -> Any:
    """Make a published proposal as a row, without an act."""
    from deliberation.models import Proposal
    from samenspel.subjects.models import Subject

    values = {"text": "Schaduw in de zomer.", "author_level": author.verification_level} | fields
    with municipality_context(consultation.municipality):
        return Proposal.objects.create(
            subject=Subject.objects.create(kind="proposal"),
            consultation=consultation,
            author=author,
            title=title,
            **values,
        )


def proposal_form(title: str = "Meer bomen op het plein", **fields: Any) -> dict[str, Any]:
    """Return what a browser sends for a proposal, half a minute after the page was shown."""
    return {
        "title": title,
        "text": "Schaduw in de zomer.",
        "place": "",
        "started": stamp(age=30),
        "website": "",
        **fields,
    }
