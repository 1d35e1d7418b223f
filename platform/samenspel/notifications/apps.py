"""Mail."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Mail that is written down first and sent by the worker."""

    name = "samenspel.notifications"
    label = "notifications"

    def ready(self) -> None:
        from samenspel.notifications import receivers  # noqa: F401  # connects the signals
