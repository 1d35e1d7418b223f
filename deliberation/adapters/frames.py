"""What every reader sees of a contribution, as the HTML that frames carry; the pages include the same template."""

from collections.abc import Collection, Mapping
from typing import Any

from django.template.loader import render_to_string

from deliberation.enums import ContributionState
from deliberation.models import Consultation, Contribution, Room
from deliberation.queries import PHASES, TOPICS, Topic, talk_state, topic_of
from samenspel.council.queries import stage_word
from samenspel.realtime.registry import Body


def contribution_bodies(ids: Collection[int], known: Mapping[int, Any]) -> dict[int, Body]:
    """Return bodies of contributions in the active language; what was never published stays out."""
    found: dict[int, Contribution] = {pk: known[pk] for pk in ids if pk in known}
    missing = [pk for pk in ids if pk not in found]
    if missing:
        found |= Contribution.objects.select_related("author").in_bulk(missing)
    return {
        pk: Body(html=contribution_html(contribution), version=contribution.version, parent=contribution.parent_id)
        for pk, contribution in found.items()
        if contribution.published_at is not None and contribution.state != ContributionState.HELD
    }


def room_bodies(ids: Collection[int], known: Mapping[int, Any]) -> dict[int, Body]:
    """Return what changes on a page with a talk: whether it is open, and the sentence on top."""
    rooms = Room.objects.select_related(*TOPICS).prefetch_related(PHASES).filter(pk__in=ids)
    bodies = {}
    for room in rooms:
        topic = topic_of(room)
        context = {"room": room, "state": talk_state(room, topic), "topic": topic, "stage_word": _stage_word(topic)}
        html = render_to_string("deliberation/_room.html", context)
        bodies[room.pk] = Body(html=html.strip(), version=1)
    return bodies


def _stage_word(topic: Topic) -> str:
    return "" if isinstance(topic, Consultation) else stage_word(topic.stage or topic.meeting.stage)


def contribution_html(contribution: Contribution) -> str:
    """Return a contribution as all readers see it."""
    return render_to_string("deliberation/_contribution.html", {"contribution": contribution}).strip()
