"""People."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class AccountsConfig(AppConfig):
    """Users, roles, sign-in and verification levels."""

    name = "samenspel.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from samenspel.accounts import receivers
        from samenspel.accounts.queries import signed_in_people
        from samenspel.realtime import registry

        registry.register_signed_in(signed_in_people)
        user_logged_in.connect(receivers.hand_over_guest, dispatch_uid="accounts.hand_over_guest")
        user_logged_out.connect(receivers.send_sockets_away, dispatch_uid="accounts.send_sockets_away")
        authenticator_added.connect(receivers.count_new_factor_as_used, dispatch_uid="accounts.factor_added")
        authenticator_removed.connect(receivers.note_removed_factor, dispatch_uid="accounts.factor_removed")
