"""Who may do what, by role."""

from typing import Any

from samenspel.accounts.enums import Role


def has_role(user: Any, *roles: Role) -> bool:
    """Return whether a signed-in person holds one of the roles."""
    return bool(user is not None and user.is_authenticated and user.is_active and not user.roles.isdisjoint(roles))


def can_administer(user: Any) -> bool:
    """Administrators manage people, roles, settings and letter codes."""
    return has_role(user, Role.ADMINISTRATOR)


def can_clerk(user: Any) -> bool:
    """Clerks keep the council's agenda."""
    return has_role(user, Role.CLERK, Role.ADMINISTRATOR)


def can_moderate(user: Any) -> bool:
    """Moderators decide on reports and held contributions."""
    return has_role(user, Role.MODERATOR, Role.ADMINISTRATOR)
