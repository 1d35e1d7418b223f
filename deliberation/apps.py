"""Deliberation."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    """Discussion rooms and contributions."""

    name = "deliberation"
    label = "deliberation"

    def ready(self) -> None:
        from deliberation import receivers  # noqa: F401  # connects the signals
        from deliberation.adapters.frames import contribution_bodies, room_bodies
        from deliberation.queries import (
            count_activity,
            describe_consultations,
            describe_contributions,
            describe_proposals,
            proposals_to_vote_on,
            readable_streams,
        )
        from samenspel.realtime import registry as frames
        from samenspel.subjects import registry as subjects
        from voting.registry import register_candidates

        subjects.register("contribution", describe_contributions)
        subjects.register("consultation", describe_consultations)
        subjects.register("proposal", describe_proposals)
        subjects.register_activity(count_activity)
        register_candidates(proposals_to_vote_on)
        frames.register("contribution", contribution_bodies)
        frames.register("reaction", contribution_bodies)
        frames.register("room", room_bodies)
        frames.register_endings("room.closed", "room.decided", "room.meeting_closed", "room.meeting_cancelled")
        frames.register_readable(readable_streams)
