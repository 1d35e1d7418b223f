"""The front door."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Home, search and the pages every municipality must have."""

    name = "samenspel.portal"
    label = "portal"
