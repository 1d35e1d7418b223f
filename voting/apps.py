"""Voting."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Ballots, votes and results."""

    name = "voting"
    label = "voting"

    def ready(self) -> None:
        from samenspel.subjects import registry
        from voting.queries import describe_ballots

        registry.register("ballot", describe_ballots)
