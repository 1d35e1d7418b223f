"""Who may keep the agenda."""

from typing import Any

from samenspel.accounts.permissions import can_clerk
from samenspel.common.errors import NotAllowed


def check_clerk(user: Any) -> None:
    """Raise `NotAllowed` unless this person keeps the council's agenda."""
    if not can_clerk(user):
        raise NotAllowed
