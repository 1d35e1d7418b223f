"""What happens by the clock: a talk in a consultation that begins or ends tells the pages that are open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.actions import close_room
from deliberation.models import Phase, Room
from deliberation.tasks import announce_turns
from samenspel.realtime.models import Event
from tests.deliberation.conftest import make_consultation


def kinds():
    return list(Event.objects.order_by("sequence").values_list("kind", flat=True))


@pytest.fixture
def talk(in_zonnedael, omar):
    """A talk whose phases are (begin, end) in minutes from now."""

    def make(*phases):
        consultation = make_consultation(in_zonnedael, omar)
        Phase.objects.filter(consultation=consultation).delete()
        now = timezone.now()
        for start, end in phases:
            Phase.objects.create(
                consultation=consultation, activity="discussion",
                starts_at=now + timedelta(minutes=start), ends_at=now + timedelta(minutes=end),
            )  # fmt: skip
        return Room.objects.get(about=consultation.subject)

    return make


@pytest.mark.parametrize(
    ("phases", "told"),
    [
        ([(-600, -1)], ["room.closed"]),
        ([(-1, 600)], ["room.opened"]),
        ([(-600, -1), (-1, 600)], []),  # the next one follows at once
        ([(-600, -1), (600, 900)], ["room.closed"]),
        ([(-600, 600)], []),
        ([(-600, -300)], []),  # long ago
    ],
)
def test_turn_of_the_clock_is_told_once(talk, phases, told):
    talk(*phases)

    announce_turns(0)
    announce_turns(60)

    assert kinds() == told


def test_each_turn_is_told(talk):
    room = talk((-600, 600))
    phase = Phase.objects.get()
    for start, end in ((-30, 600), (-30, -1)):
        phase.starts_at, phase.ends_at = (timezone.now() + timedelta(minutes=m) for m in (start, end))
        phase.save()
        announce_turns(0)
        Event.objects.filter(kind="room.opened").update(created_at=timezone.now() - timedelta(minutes=20))

    assert kinds() == ["room.opened", "room.closed"]
    assert set(Event.objects.values_list("object_id", flat=True)) == {room.pk}


def test_talk_that_staff_closed_says_nothing_more(talk, griet):
    room = talk((-600, 600))
    close_room(room, actor=griet)
    Phase.objects.update(ends_at=timezone.now() - timedelta(minutes=1))

    announce_turns(0)

    assert kinds() == ["room.closed"]


def test_talk_that_fails_does_not_hold_up_the_others(talk, monkeypatch):
    from deliberation import tasks
    from deliberation.actions import announce_turn

    broken, fine = talk((-600, -1)), talk((-600, -1))

    def announce(room, **fields):
        if room.pk == broken.pk:
            raise RuntimeError
        return announce_turn(room, **fields)

    monkeypatch.setattr(tasks, "announce_turn", announce)
    announce_turns(0)

    assert list(Event.objects.values_list("object_id", flat=True)) == [fine.pk]
