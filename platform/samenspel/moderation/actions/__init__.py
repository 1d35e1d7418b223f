"""Everything that moderation writes."""

from samenspel.moderation.actions.appeals import answer_appeal, check_appeal, file_appeal
from samenspel.moderation.actions.cases import lock_open_case, open_case
from samenspel.moderation.actions.decisions import approve_held, hide_subject, keep_subject, restore_subject
from samenspel.moderation.actions.reports import report_subject

__all__ = [
    "answer_appeal",
    "approve_held",
    "check_appeal",
    "file_appeal",
    "hide_subject",
    "keep_subject",
    "lock_open_case",
    "open_case",
    "report_subject",
    "restore_subject",
]
