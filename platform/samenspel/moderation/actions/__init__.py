"""Everything that moderation writes."""

from samenspel.moderation.actions.cases import open_case

__all__ = ["open_case"]
