"""Telling those who took part, and what a reader of dossiers keeps."""

from samenspel.dossier.actions.telling import tell_decision

__all__ = ["tell_decision"]
