"""Dossiers."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """What a council member reads before deciding, and how everyone who took part hears the decision."""

    name = "samenspel.dossier"
    label = "dossier"

    def ready(self) -> None:
        from samenspel.dossier import receivers  # noqa: F401  # connects the signals
