"""Rooms come with agenda items, and are closed and opened by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.actions import close_room, create_rooms, open_room, post_contribution
from deliberation.models import Room
from deliberation.queries import talk_state
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.council.actions import create_items
from samenspel.council.models import AgendaItem, Meeting
from samenspel.realtime.models import Event


def test_discussable_items_get_a_room_in_constant_queries(item, django_assert_num_queries):
    meeting = Meeting.objects.get()

    def lines(number, **fields):
        return [AgendaItem(meeting=meeting, title=f"Punt {n}", order=n, **fields) for n in range(number)]

    create_items([*lines(30), *lines(2, kind="heading")])
    subjects = [pk for (pk,) in AgendaItem.objects.values_list("subject_id")]

    assert Room.objects.count() == 31
    Room.objects.all().delete()
    with django_assert_num_queries(5):  # savepoint twice, rooms, streams, rooms
        create_rooms(subjects)


def test_create_rooms_twice_makes_one(item):
    create_rooms([item.subject_id])

    assert Room.objects.count() == 1


def test_closed_room_says_so_and_opens_again(room, griet):
    closed = close_room(room, actor=griet)
    closed_again = close_room(room, actor=griet)
    state_closed = talk_state(closed, room.about.agenda_item)
    opened = open_room(room, actor=griet)

    assert (closed_again.closed_at, state_closed.closing) == (closed.closed_at, "by_staff")
    assert talk_state(opened, room.about.agenda_item).is_open
    assert list(Event.objects.order_by("sequence").values_list("kind", "object_id")) == [
        ("room.closed", room.pk),
        ("room.opened", room.pk),
    ]
    assert list(AuditEntry.objects.filter(kind="room").order_by("id").values_list("action", "actor_id")) == [
        ("deliberation.room.closed", griet.pk),
        ("deliberation.room.opened", griet.pk),
    ]


def test_clerk_opens_a_talk_about_a_past_meeting(room, griet, carol):
    Meeting.objects.update(starts_at=timezone.now() - timedelta(days=400))

    open_room(room, actor=griet)

    assert post_contribution(room, actor=carol, text="Toch nog").state == "published"


def test_moderator_closes_but_residents_and_council_members_do_not(room, mo, alice, carol):
    for person in (alice, carol):
        with pytest.raises(NotAllowed):
            close_room(room, actor=person)
        with pytest.raises(NotAllowed):
            open_room(room, actor=person)

    assert close_room(room, actor=mo).closed_at is not None
