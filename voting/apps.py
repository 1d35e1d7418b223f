"""Voting."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Ballots, votes and results."""

    name = "voting"
    label = "voting"
