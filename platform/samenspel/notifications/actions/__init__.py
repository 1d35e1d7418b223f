"""Writing mail and notices down, and sending mail."""

from samenspel.notifications.actions.messages import queue_message
from samenspel.notifications.actions.notices import tell

__all__ = ["queue_message", "tell"]
