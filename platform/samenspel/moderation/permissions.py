"""Who may decide, beyond holding the role."""

from typing import Any

from samenspel.accounts.enums import Role
from samenspel.accounts.models import RoleGrant
from samenspel.accounts.permissions import can_moderate
from samenspel.moderation.models import Appeal


def can_answer_appeal(user: Any, appeal: Appeal) -> bool:
    """Moderators answer, but not about their own decision where the municipality has another moderator."""
    if not can_moderate(user):
        return False
    return appeal.decision.decided_by_id != user.pk or not has_other_moderator(user)


def has_other_moderator(user: Any) -> bool:
    """Return whether somebody else could decide as well."""
    grants = RoleGrant.objects.filter(
        role__in=[Role.MODERATOR, Role.ADMINISTRATOR], ended_at=None, user__is_active=True
    )
    return bool(grants.exclude(user_id=user.pk).exists())
