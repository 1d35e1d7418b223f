"""Proposals that look like what somebody types, by the function that migration `proposal_search` makes."""

import re

from django.db import connection

from deliberation.enums import ContributionState
from deliberation.models import Consultation, Proposal

MOST = 5
SHORTEST_WORD = 3
LONGEST_TEXT = 200
RELEVANT = 0.05  # of ts_rank: a word of the title counts ten times as much as one of the explanation


def similar_proposals(consultation: Consultation, text: str) -> list[Proposal]:
    """Return at most five published proposals of a consultation that share words with a text, nearest first."""
    words = any_of(text)
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, rank FROM deliberation_search_proposals(%s, 0, %s, %s)", [words, MOST, consultation.pk]
        )
        ids = [pk for pk, rank in cursor.fetchall() if rank >= RELEVANT]
    found = Proposal.objects.filter(pk__in=ids, state=ContributionState.PUBLISHED) if ids else []
    by_id = {proposal.pk: proposal for proposal in found}
    return [by_id[pk] for pk in ids if pk in by_id]


def any_of(text: str) -> str:
    """Return a tsquery that asks for any word of three letters or more, each also as the beginning of a longer word."""
    words = [word for word in re.findall(r"\w+", text[:LONGEST_TEXT]) if len(word) >= SHORTEST_WORD]
    return " | ".join(f"'{word}':*" for word in dict.fromkeys(words))
