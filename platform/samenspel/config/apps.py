"""The composition root as an app: its commands serve the product and fill the demo."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Commands that need everything."""

    name = "samenspel.config"
    label = "config"

    def ready(self) -> None:
        from samenspel.config import checks  # noqa: F401  # they register themselves
