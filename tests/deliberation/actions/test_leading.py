"""Leading a talk: a pause, slow mode and the clerk's sentence on top."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.actions import (
    close_room,
    open_room,
    pause_room,
    pin_sentence,
    post_contribution,
    resume_room,
    set_pace,
    unpin_sentence,
)
from deliberation.exceptions import NothingToPause, TalkPaused, TooSoon
from deliberation.models import Contribution, Room
from deliberation.queries import access_room, talk_state
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.realtime.models import Event


def audited():
    return list(AuditEntry.objects.filter(kind="room").order_by("id").values_list("action", "actor_id", "data"))


def kinds():
    return list(Event.objects.order_by("sequence").values_list("kind", flat=True))


def test_paused_talk_takes_nothing_and_says_until_when(room, mo, alice, known):
    paused = pause_room(room, actor=mo, minutes=10)

    with pytest.raises(TalkPaused) as refused:
        post_contribution(room, actor=known(alice), text="Even wachten")
    moment = timezone.localtime(paused.paused_until).strftime("%H:%M")
    assert (refused.value.status, f"gepauzeerd tot {moment}" in str(refused.value)) == (409, True)
    assert talk_state(paused, room.about.agenda_item).closing == "paused"
    assert (kinds(), audited()) == (["room.paused"], [("deliberation.room.paused", mo.pk, {"minutes": 10})])


def test_pause_ends_by_itself(room, mo, alice, known):
    pause_room(room, actor=mo, minutes=10)
    Room.objects.filter(pk=room.pk).update(paused_until=timezone.now() - timedelta(seconds=1))

    assert post_contribution(room, actor=known(alice), text="Weer verder").state == "published"


def test_resuming_ends_a_pause_once(room, mo, alice, known):
    pause_room(room, actor=mo, minutes=10)
    resume_room(room, actor=mo)
    resume_room(room, actor=mo)

    assert post_contribution(room, actor=known(alice), text="Weer verder").state == "published"
    assert kinds() == ["room.paused", "room.resumed", "contribution.posted"]
    assert [entry[0] for entry in audited()] == ["deliberation.room.paused", "deliberation.room.resumed"]


def test_closed_talk_cannot_be_paused(room, mo):
    close_room(room, actor=mo)

    with pytest.raises(NothingToPause):
        pause_room(room, actor=mo, minutes=10)


def test_closing_and_opening_end_a_pause(room, mo):
    pause_room(room, actor=mo, minutes=60)
    close_room(room, actor=mo)
    opened = open_room(room, actor=mo)

    assert talk_state(opened, room.about.agenda_item).is_open


def test_slow_mode_makes_each_person_wait_and_says_how_long(room, mo, alice, carol, known):
    set_pace(room, actor=mo, seconds=60)
    known(alice)
    post_contribution(room, actor=alice, text="Eerst ik")

    with pytest.raises(TooSoon) as refused:
        post_contribution(room, actor=alice, text="En nog iets")
    assert refused.value.status == 429
    assert "hooguit één bijdrage per 60 seconden" in str(refused.value)
    assert 1 <= refused.value.placeholders["seconds"] <= 60
    assert post_contribution(room, actor=carol, text="Dan ik").state == "published"
    assert (kinds()[0], audited()[0]) == ("room.pace_set", ("deliberation.room.pace_set", mo.pk, {"seconds": 60}))


def test_slow_mode_lets_go_after_the_wait_and_when_it_ends(room, mo, alice, known):
    set_pace(room, actor=mo, seconds=60)
    known(alice)
    first = post_contribution(room, actor=alice, text="Eerst ik")
    Contribution.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(seconds=61))
    post_contribution(room, actor=alice, text="Na een minuut")
    set_pace(room, actor=mo, seconds=0)
    set_pace(room, actor=mo, seconds=0)

    assert post_contribution(room, actor=alice, text="Meteen erna").state == "published"
    assert kinds().count("room.pace_set") == 2


def test_slow_mode_counts_per_talk_and_not_for_who_leads_it(room, mo, griet, alice, known):
    set_pace(room, actor=mo, seconds=300)

    said = [post_contribution(room, actor=person, text="Hier") for person in (known(alice), griet, griet)]

    assert [contribution.state for contribution in said] == ["published"] * 3


def test_form_sent_again_in_slow_mode_gives_the_first_contribution(room, mo, alice, known):
    set_pace(room, actor=mo, seconds=300)
    known(alice)
    token = uuid.uuid4()

    both = [post_contribution(room, actor=alice, text="Eén keer", form_token=token) for _ in range(2)]

    assert both[0].pk == both[1].pk


def test_pinned_sentence_stands_on_top_until_it_is_taken_away(room, griet):
    pinned = pin_sentence(room, actor=griet, text="De raad bespreekt dit punt nu.")
    pin_sentence(room, actor=griet, text="De raad bespreekt dit punt nu.")
    shown = (pinned.pinned_text, pinned.pinned_at is not None)
    gone = unpin_sentence(room, actor=griet)
    unpin_sentence(room, actor=griet)

    assert (shown, gone.pinned_text, gone.pinned_at) == (("De raad bespreekt dit punt nu.", True), "", None)
    assert kinds() == ["room.pinned", "room.unpinned"]
    assert audited() == [
        ("deliberation.room.pinned", griet.pk, {"text": "De raad bespreekt dit punt nu."}),
        ("deliberation.room.unpinned", griet.pk, {}),
    ]


def test_residents_and_council_members_lead_nothing_and_only_the_clerk_pins(room, alice, carol, mo):
    acts = [
        lambda actor: pause_room(room, actor=actor, minutes=5),
        lambda actor: resume_room(room, actor=actor),
        lambda actor: set_pace(room, actor=actor, seconds=30),
        lambda actor: pin_sentence(room, actor=actor, text="Kijk hier"),
        lambda actor: unpin_sentence(room, actor=actor),
    ]

    for actor, refused in ((alice, acts), (carol, acts), (mo, acts[3:])):
        for act in refused:
            with pytest.raises(NotAllowed):
                act(actor)
    assert (kinds(), audited()) == ([], [])


def test_readers_hear_of_a_pause_only_once_it_is_saved(room, mo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as published:
        pause_room(room, actor=mo, minutes=5)

    assert len(published) == 1
    assert access_room(room.pk).paused_until is not None
