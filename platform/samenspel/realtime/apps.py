"""Ordered events and their way to the readers."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """A gap-free event log per stream in PostgreSQL, fanned out over Redis."""

    name = "samenspel.realtime"
    label = "realtime"
