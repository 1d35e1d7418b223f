"""Reading rooms and what is said in them."""

from deliberation.queries.contributions import (
    PAGE_SIZE,
    TalkPage,
    Thread,
    access_contribution,
    contributions_of,
    describe_contributions,
    earlier_versions,
    own_reactions,
    own_unpublished_contributions,
    talk_page,
    thread_page,
)
from deliberation.queries.rooms import TalkState, access_room, count_activity, meeting_end, room_of, talk_state

__all__ = [
    "PAGE_SIZE",
    "TalkPage",
    "TalkState",
    "Thread",
    "access_contribution",
    "access_room",
    "contributions_of",
    "count_activity",
    "describe_contributions",
    "earlier_versions",
    "meeting_end",
    "own_reactions",
    "own_unpublished_contributions",
    "room_of",
    "talk_page",
    "talk_state",
    "thread_page",
]
