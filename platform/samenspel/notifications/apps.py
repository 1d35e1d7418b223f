"""Mail."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Mail that is written down first and sent by the worker."""

    name = "samenspel.notifications"
    label = "notifications"
