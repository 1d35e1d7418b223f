"""Dossiers."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """What a council member reads before deciding, and how everyone who took part hears the decision."""

    name = "samenspel.dossier"
    label = "dossier"
