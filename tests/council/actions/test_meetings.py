"""Meetings by the clerk's hand."""

import pytest

from samenspel.common.errors import NotAllowed
from samenspel.council.actions import change_meeting, create_meeting, set_meeting_status
from samenspel.council.exceptions import MeetingOver
from samenspel.council.models import Meeting
from samenspel.tenancy.context import municipality_context
from tests.council.conftest import audited


def test_clerk_creates_and_changes_a_meeting(griet, body):
    meeting = create_meeting(actor=griet, body=body, title="Raad")

    change_meeting(meeting, actor=griet, title="Raadsvergadering", location="Raadzaal")
    change_meeting(meeting, actor=griet, title="Raadsvergadering")  # nothing new: no entry

    assert list(Meeting.objects.values_list("title", "location")) == [("Raadsvergadering", "Raadzaal")]
    assert audited() == [("council.meeting.created", griet.pk), ("council.meeting.changed", griet.pk)]


def test_meeting_that_ends_gets_its_end(griet, meeting):
    set_meeting_status(meeting, actor=griet, status="in_session")
    ended = set_meeting_status(meeting, actor=griet, status="closed")
    set_meeting_status(meeting, actor=griet, status="closed")

    assert (ended.status, ended.ends_at is None) == ("closed", False)
    assert audited() == [("council.meeting.status_set", griet.pk)] * 2


@pytest.mark.parametrize(("before", "after"), [("closed", "cancelled"), ("cancelled", "in_session"), ("planned", "?")])
def test_step_that_does_not_fit_is_refused(griet, meeting, before, after):
    Meeting.objects.update(status=before)

    with pytest.raises(MeetingOver):
        set_meeting_status(meeting, actor=griet, status=after)

    assert Meeting.objects.get().status == before
    assert audited() == []


def test_resident_changes_no_meeting(alice, body, meeting):
    acts = [
        lambda: create_meeting(actor=alice, body=body, title="Raad"),
        lambda: change_meeting(meeting, actor=alice, title="Raad"),
        lambda: set_meeting_status(meeting, actor=alice, status="closed"),
    ]

    for act in acts:
        with pytest.raises(NotAllowed):
            act()

    assert list(Meeting.objects.values_list("title", "status")) == [("Raadsvergadering", "planned")]
    assert audited() == []


def test_clerk_of_the_other_municipality_reaches_no_meeting(mallory, meeting):
    acts = [
        lambda: change_meeting(meeting, actor=mallory, title="Raad"),
        lambda: set_meeting_status(meeting, actor=mallory, status="closed"),
    ]

    for act in acts:
        with municipality_context(mallory.municipality), pytest.raises(Meeting.DoesNotExist):
            act()

    assert list(Meeting.objects.values_list("title", "status")) == [("Raadsvergadering", "planned")]
