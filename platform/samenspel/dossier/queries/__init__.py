"""Reading what belongs to the dossier of an agenda item."""

from samenspel.dossier.queries.people import participant_ids, participants

__all__ = ["participant_ids", "participants"]
