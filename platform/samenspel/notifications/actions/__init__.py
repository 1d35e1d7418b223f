"""Writing mail down and sending it."""

from samenspel.notifications.actions.messages import queue_message

__all__ = ["queue_message"]
