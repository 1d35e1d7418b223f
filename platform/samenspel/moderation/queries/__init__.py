"""Everything that moderation reads."""

from samenspel.moderation.queries.cases import access_case, case_page, queue, queue_rows
from samenspel.moderation.queries.decisions import (
    access_decision,
    access_statement,
    figures,
    latest_decisions,
    public_decisions,
)
from samenspel.moderation.queries.rules import Rules, rules
from samenspel.moderation.queries.subjects import access_reportable

__all__ = [
    "Rules",
    "access_case",
    "access_decision",
    "access_reportable",
    "access_statement",
    "case_page",
    "figures",
    "latest_decisions",
    "public_decisions",
    "queue",
    "queue_rows",
    "rules",
]
