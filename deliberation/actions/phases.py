"""Holding on to what a consultation allows while somebody writes in it."""

from django.db import connection
from django.db.models import prefetch_related_objects

from deliberation.models import Consultation, Room
from deliberation.queries import find_topic

# Closing a consultation waits for who is writing in it, and who comes later reads that it is closed.
SHARE_CONSULTATION = """
    SELECT state, minimum_level, version FROM deliberation_consultation
    WHERE municipality_id = %s AND id = %s FOR SHARE
"""


def share_consultation(consultation: Consultation) -> None:
    """Keep a consultation as it is until the transaction ends, and read again whether it is open, when and to whom."""
    seen = consultation.version
    with connection.cursor() as cursor:
        cursor.execute(SHARE_CONSULTATION, [consultation.municipality_id, consultation.pk])
        consultation.state, consultation.minimum_level, consultation.version = cursor.fetchone()
    if consultation.version != seen:  # each change counts, also of the phases
        getattr(consultation, "_prefetched_objects_cache", {}).pop("phases", None)
        prefetch_related_objects([consultation], "phases")


def share_topic(room: Room) -> bool:
    """Keep the consultation that a room is about as it is; return False about an agenda item. Comes before the room's lock."""
    topic = find_topic(room)
    if not isinstance(topic, Consultation):
        return False
    share_consultation(topic)
    return True
