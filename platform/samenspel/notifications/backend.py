"""Mail is written down in the transaction that causes it; the worker sends it afterwards. Named by `EMAIL_BACKEND`."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from samenspel.notifications.actions import queue_message


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend that stores messages of the current municipality and asks the worker to send them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(queue_message(message) for message in email_messages)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
