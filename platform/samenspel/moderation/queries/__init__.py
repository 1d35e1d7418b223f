"""Everything that moderation reads."""

from samenspel.moderation.queries.decisions import latest_decisions
from samenspel.moderation.queries.rules import Rules, rules

__all__ = ["Rules", "latest_decisions", "rules"]
