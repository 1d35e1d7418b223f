"""Everything that is written in a talk."""

from deliberation.actions.consultations import (
    answer_consultation,
    close_consultation,
    create_consultation,
    discard_consultation,
    publish_consultation,
    save_step,
    tell_about_consultation,
)
from deliberation.actions.contributions import edit_contribution, post_contribution, withdraw_contribution
from deliberation.actions.endorsements import endorse_proposal, withdraw_endorsement
from deliberation.actions.guests import hand_over_contributions
from deliberation.actions.leading import pause_room, pin_sentence, resume_room, set_pace, unpin_sentence
from deliberation.actions.proposal_answers import answer_proposal, tell_about_answer
from deliberation.actions.proposals import carry_out_proposal_decision, submit_proposal, withdraw_proposal
from deliberation.actions.reactions import react, unreact
from deliberation.actions.rooms import announce_phase, announce_turn, close_room, create_rooms, open_room
from deliberation.actions.states import carry_out_decision

__all__ = [
    "announce_phase",
    "announce_turn",
    "answer_consultation",
    "answer_proposal",
    "carry_out_decision",
    "carry_out_proposal_decision",
    "close_consultation",
    "close_room",
    "create_consultation",
    "create_rooms",
    "discard_consultation",
    "edit_contribution",
    "endorse_proposal",
    "hand_over_contributions",
    "open_room",
    "pause_room",
    "pin_sentence",
    "post_contribution",
    "publish_consultation",
    "react",
    "resume_room",
    "save_step",
    "set_pace",
    "submit_proposal",
    "tell_about_answer",
    "tell_about_consultation",
    "unpin_sentence",
    "unreact",
    "withdraw_contribution",
    "withdraw_endorsement",
    "withdraw_proposal",
]
