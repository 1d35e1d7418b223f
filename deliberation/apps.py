"""Deliberation."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """Discussion rooms and contributions."""

    name = "deliberation"
    label = "deliberation"
