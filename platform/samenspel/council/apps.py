"""The council."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """Bodies, meetings, agenda items and documents."""

    name = "samenspel.council"
    label = "council"

    def ready(self) -> None:
        from samenspel.council.queries import describe_agenda_items
        from samenspel.subjects import registry

        registry.register("agenda_item", describe_agenda_items)
