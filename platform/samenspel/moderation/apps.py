"""Moderation."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Reports, decisions with a statement of reasons, and appeals."""

    name = "samenspel.moderation"
    label = "moderation"

    def ready(self) -> None:
        from samenspel.accounts.signals import guest_merged
        from samenspel.moderation import receivers

        guest_merged.connect(receivers.follow_guest, dispatch_uid="moderation.follow_guest")
