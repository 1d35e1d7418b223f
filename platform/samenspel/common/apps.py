"""Small nouns that every app uses."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Errors, pages for them, and text helpers; no models."""

    name = "samenspel.common"
    label = "common"
