"""Moderation."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Reports, decisions with a statement of reasons, and appeals."""

    name = "samenspel.moderation"
    label = "moderation"
