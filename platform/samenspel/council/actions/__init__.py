"""Changing the council's agenda: by the clerk's hand and by imports."""

from samenspel.council.actions.bodies import change_body, create_body, remove_body, save_stage_words
from samenspel.council.actions.decisions import forget_decisions, record_decision
from samenspel.council.actions.imports import (
    begin_import,
    confirm_import,
    prepare_csv_import,
    prepare_web_import,
    run_import,
)
from samenspel.council.actions.items import (
    add_document,
    add_item,
    bind_to_source,
    change_item,
    create_items,
    move_item,
    remove_document,
    restore_item,
    withdraw_item,
)
from samenspel.council.actions.meetings import change_meeting, create_meeting, set_meeting_status

__all__ = [
    "add_document",
    "add_item",
    "begin_import",
    "bind_to_source",
    "change_body",
    "change_item",
    "change_meeting",
    "confirm_import",
    "create_body",
    "create_items",
    "create_meeting",
    "forget_decisions",
    "move_item",
    "prepare_csv_import",
    "prepare_web_import",
    "record_decision",
    "remove_body",
    "remove_document",
    "restore_item",
    "run_import",
    "save_stage_words",
    "set_meeting_status",
    "withdraw_item",
]
