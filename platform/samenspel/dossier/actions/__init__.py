"""Telling those who took part, and what a reader of dossiers keeps."""

from samenspel.dossier.actions.notes import delete_note, save_note
from samenspel.dossier.actions.telling import tell_decision
from samenspel.dossier.actions.visits import note_visit

__all__ = ["delete_note", "note_visit", "save_note", "tell_decision"]
