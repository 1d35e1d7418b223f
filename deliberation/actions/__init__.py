"""Everything that is written in a talk."""

from deliberation.actions.consultations import (
    answer_consultation,
    close_consultation,
    create_consultation,
    publish_consultation,
    save_step,
)
from deliberation.actions.contributions import edit_contribution, post_contribution, withdraw_contribution
from deliberation.actions.guests import hand_over_contributions
from deliberation.actions.reactions import react, unreact
from deliberation.actions.rooms import close_room, create_rooms, open_room
from deliberation.actions.states import carry_out_decision

__all__ = [
    "answer_consultation",
    "carry_out_decision",
    "close_consultation",
    "close_room",
    "create_consultation",
    "create_rooms",
    "edit_contribution",
    "hand_over_contributions",
    "open_room",
    "post_contribution",
    "publish_consultation",
    "react",
    "save_step",
    "unreact",
    "withdraw_contribution",
]
