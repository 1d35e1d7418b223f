"""People."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, sign-in and verification levels."""

    name = "samenspel.accounts"
    label = "accounts"
