"""Letting a row that was entered by hand follow a source."""

import pytest

from samenspel.audit.models import AuditEntry
from samenspel.council.models import AgendaItem, Meeting

BOUND = {"source": "notubiz", "external_id": "8002"}


def test_item_and_meeting_follow_a_source(as_, griet, meeting, add_lines):
    (item,) = add_lines("Parkeren")
    client = as_(griet)

    client.post(f"/staff/council/items/{item.pk}/source/", BOUND)
    client.post(f"/staff/council/meetings/{meeting.pk}/source/", {**BOUND, "external_id": "7001"})

    assert AgendaItem.objects.values_list("pk", "source", "external_id").get() == (item.pk, "notubiz", "8002")
    assert Meeting.objects.values_list("pk", "source", "external_id").get() == (meeting.pk, "notubiz", "7001")
    assert AuditEntry.objects.count() == 2


def test_item_that_follows_a_source_says_so(as_, griet, add_lines):
    (item,) = add_lines("Parkeren")
    client = as_(griet)
    address = f"/staff/council/items/{item.pk}/"
    before = "Notubiz" in client.get(address).content.decode()

    client.post(f"{address}source/", BOUND)

    assert (before, "Notubiz" in client.get(address).content.decode()) == (False, True)


def test_id_that_another_row_follows_is_refused_and_kept_in_the_form(as_, griet, add_lines):
    first, second = add_lines("Parkeren", "Zwembad")
    client = as_(griet)
    client.post(f"/staff/council/items/{first.pk}/source/", BOUND)

    answer = client.post(f"/staff/council/items/{second.pk}/source/", BOUND)

    assert answer.status_code == 409
    assert 'value="8002"' in answer.content.decode()
    assert AgendaItem.objects.get(pk=second.pk).external_id == ""


@pytest.mark.parametrize("who", ["alice", "mo"])
def test_others_cannot_bind(as_, add_lines, who, request):
    (item,) = add_lines("Parkeren")

    answer = as_(request.getfixturevalue(who)).post(f"/staff/council/items/{item.pk}/source/", BOUND)

    assert answer.status_code == 403
    assert AgendaItem.objects.get().external_id == ""


def test_row_of_another_municipality_is_not_found(as_, mallory, add_lines):
    (item,) = add_lines("Parkeren")

    assert as_(mallory).post(f"/staff/council/items/{item.pk}/source/", BOUND).status_code == 404
