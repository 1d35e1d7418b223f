"""The audit log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only, hash-chained log of what people did."""

    name = "samenspel.audit"
    label = "audit"
