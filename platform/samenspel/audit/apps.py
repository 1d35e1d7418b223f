"""The audit log."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    """Append-only, hash-chained log of what people did."""

    name = "samenspel.audit"
    label = "audit"

    def ready(self) -> None:
        autodiscover_modules("acts")  # what each app writes down, in words
