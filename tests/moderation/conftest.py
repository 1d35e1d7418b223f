"""Something that residents wrote, and what moderation does with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F


@pytest.fixture
def write(in_zonnedael: Any, alice: Any) -> Callable[..., Any]:
    """Let somebody write something: `write("Text", author=bob, state="held")`; returns the contribution."""
    from deliberation.models import Contribution, Room
    from samenspel.council.models import AgendaItem, CouncilBody, Meeting
    from samenspel.moderation.actions import open_case
    from samenspel.realtime.models import Stream
    from samenspel.subjects.models import Subject

    def add(text: str = "More trees, please", *, author: Any = alice, state: str = "published") -> Any:
        room = Room.objects.first()
        if room is None:
            body = CouncilBody.objects.create(name="Gemeenteraad")
            meeting = Meeting.objects.create(body=body, title="Raad")
            about = Subject.objects.create(kind="agenda_item")
            AgendaItem.objects.create(subject=about, meeting=meeting, title="Parkeren")
            room, _ = Room.objects.get_or_create(about=about, defaults={"stream": Stream.objects.create()})
        subject = Subject.objects.create(kind="contribution")
        contribution = Contribution(room=room, subject=subject, author=author, text=text, state=state)
        if state == "held":
            contribution.published_at = None
        contribution.save()
        if state == "published":
            Room.objects.filter(pk=room.pk).update(contribution_count=F("contribution_count") + 1)
        if state == "held":
            open_case(subject, is_held=True, actor=author)
        return contribution

    return add


@pytest.fixture
def state_of() -> Callable[[Any], str]:
    """Return what the database says about a contribution now."""

    def read(contribution: Any) -> str:
        contribution.refresh_from_db()
        return str(contribution.state)

    return read


@pytest.fixture
def decided() -> Any:
    """Collect verdicts as they are announced; each must come inside a transaction."""
    from samenspel.moderation.signals import subject_decided

    verdicts: list[str] = []

    def listen(decision: Any, **kwargs: Any) -> None:
        assert transaction.get_connection().in_atomic_block
        verdicts.append(decision.verdict)

    subject_decided.connect(listen)
    yield verdicts
    subject_decided.disconnect(listen)


@pytest.fixture
def hidden(write: Any, mo: Any) -> Any:
    """Return the decision by which Mo hid what Alice wrote."""
    from samenspel.moderation.actions import hide_subject

    return hide_subject(write().subject, actor=mo, ground="spam", reasons="It sells pills.")


def audited() -> list[tuple[str, Any]]:
    """Return what moderation audited, oldest first, with who did it."""
    from samenspel.audit.models import AuditEntry

    return list(
        AuditEntry.objects.filter(action__startswith="moderation.").order_by("id").values_list("action", "actor_id")
    )


def sent() -> list[Any]:
    """Return the mail that was written down, oldest first."""
    from samenspel.notifications.models import OutgoingMail

    return list(OutgoingMail.objects.order_by("id"))
