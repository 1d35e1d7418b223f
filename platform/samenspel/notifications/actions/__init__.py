"""Writing mail and notices down, and sending mail."""

from samenspel.notifications.actions.messages import queue_message
from samenspel.notifications.actions.notices import forget_notices, hand_over_notices, mark_seen, tell

__all__ = ["forget_notices", "hand_over_notices", "mark_seen", "queue_message", "tell"]
