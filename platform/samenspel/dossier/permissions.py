"""Who does what with dossiers. Everybody reads them: only notes and visits are private."""

from typing import Any

from samenspel.accounts.enums import Role
from samenspel.accounts.permissions import has_role, is_council_member


def can_keep_notes(user: Any) -> bool:
    """Council members keep private notes."""
    return is_council_member(user)


def can_use_desk(user: Any) -> bool:
    """Council members, and those who prepare the council's work, see what is new in dossiers."""
    return has_role(user, Role.COUNCIL_MEMBER, Role.CLERK, Role.ORGANISER, Role.ADMINISTRATOR)
