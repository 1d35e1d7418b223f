"""The council."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """Bodies, meetings, agenda items and documents."""

    name = "samenspel.council"
    label = "council"
