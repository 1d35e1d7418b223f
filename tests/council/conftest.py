"""A council with a meeting of a few lines."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def body(in_zonnedael: Any) -> Any:
    from samenspel.council.models import CouncilBody

    return CouncilBody.objects.create(name="Gemeenteraad")


@pytest.fixture
def meeting(body: Any) -> Any:
    from samenspel.council.models import Meeting

    return Meeting.objects.create(
        body=body, title="Raadsvergadering", starts_at=datetime(2027, 3, 29, 19, 30, tzinfo=AMSTERDAM)
    )


@pytest.fixture
def add_lines(meeting: Any) -> Callable[..., list[Any]]:
    """Add lines to the meeting: `add_lines("Opening", "Parkeren")`; returns the items."""
    from samenspel.council.actions import create_items
    from samenspel.council.models import AgendaItem

    def add(*titles: str, **fields: Any) -> list[Any]:
        start = AgendaItem.objects.filter(meeting=meeting).count()
        items = [
            AgendaItem(meeting=meeting, title=title, number=str(start + index + 1), order=start + index, **fields)
            for index, title in enumerate(titles)
        ]
        return create_items(items)

    return add


def audited() -> list[tuple[str, Any]]:
    """Return what was audited about the council, oldest first, with who did it."""
    from samenspel.audit.models import AuditEntry

    entries = AuditEntry.objects.filter(action__startswith="council.").order_by("id")
    return list(entries.values_list("action", "actor_id"))
