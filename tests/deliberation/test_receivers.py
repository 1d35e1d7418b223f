"""What lower apps tell reaches the readers of a talk."""

from deliberation.models import Room
from samenspel.council.actions import change_item, record_decision, set_meeting_status
from samenspel.council.models import AgendaItem
from samenspel.realtime.models import Event
from tests.deliberation.conftest import make_item


def events(client, room):
    return client.get(f"/api/v1/rooms/{room.pk}/events").json()["events"]


def test_meeting_that_begins_appears_in_the_rooms_of_its_items_only(anonymous, room, item, griet, in_zonnedael):
    elsewhere = Room.objects.get(about=make_item(in_zonnedael, "Ander punt").subject)

    set_meeting_status(item.meeting, actor=griet, status="in_session")

    [event] = events(anonymous, room)
    assert (event["kind"], "Vergadering is nu bezig" in event["html"]) == ("room.meeting_in_session", True)
    assert events(anonymous, elsewhere) == []


def test_meeting_that_ends_closes_the_talk_on_open_pages(anonymous, room, item, griet):
    set_meeting_status(item.meeting, actor=griet, status="in_session")
    set_meeting_status(item.meeting, actor=griet, status="closed")

    event = events(anonymous, room)[-1]

    assert (event["kind"], 'data-open="no"' in event["html"]) == ("room.meeting_closed", True)


def test_new_stage_and_a_decision_appear_in_the_municipalitys_words(anonymous, room, item, griet):
    change_item(item, actor=griet, stage="deciding")
    moved = events(anonymous, room)[-1]
    AgendaItem.objects.filter(pk=item.pk).update(outcome="")
    record_decision(
        AgendaItem.objects.get(pk=item.pk), actor=griet, outcome="adopted", decided_on=_today(), text="Ja",
        reasons="Goed", input_use="Gelezen",
    )  # fmt: skip
    decided = events(anonymous, room)[-1]

    assert (moved["kind"], 'data-stage="Besluitvorming"' in moved["html"]) == ("room.stage_changed", True)
    assert (decided["kind"], "samenspel-outcome--adopted" in decided["html"]) == ("room.decided", True)


def test_phase_is_told_after_the_commit(room, item, griet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        set_meeting_status(item.meeting, actor=griet, status="in_session")

    assert len(callbacks) == Event.objects.count() == 1


def _today():
    from django.utils import timezone

    return timezone.localdate()
