"""Making ballots, casting votes, counting."""

from voting.actions.ballots import (
    cancel_ballot,
    change_ballot,
    create_ballot,
    discard_ballot,
    plan_ballot,
    unplan_ballot,
)
from voting.actions.building import (
    add_options,
    change_option,
    choose_method,
    move_option,
    put_photo,
    remove_option,
    remove_photo,
    save_option,
    set_rule,
)
from voting.actions.casting import Cast, cast_vote
from voting.actions.closing import count_ballot, count_if_small, count_with_paper, draw_lot
from voting.actions.importing import import_projects
from voting.actions.noting import note_result
from voting.actions.options import OptionDraft
from voting.actions.publishing import publish_ballot

__all__ = [
    "Cast",
    "OptionDraft",
    "add_options",
    "cancel_ballot",
    "cast_vote",
    "change_ballot",
    "change_option",
    "choose_method",
    "count_ballot",
    "count_if_small",
    "count_with_paper",
    "create_ballot",
    "discard_ballot",
    "draw_lot",
    "import_projects",
    "move_option",
    "note_result",
    "plan_ballot",
    "publish_ballot",
    "put_photo",
    "remove_option",
    "remove_photo",
    "save_option",
    "set_rule",
    "unplan_ballot",
]
