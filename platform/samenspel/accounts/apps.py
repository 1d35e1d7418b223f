"""People."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """Users, roles, sign-in and verification levels."""

    name = "samenspel.accounts"
    label = "accounts"

    def ready(self) -> None:
        from samenspel.accounts import receivers

        user_logged_in.connect(receivers.hand_over_guest, dispatch_uid="accounts.hand_over_guest")
