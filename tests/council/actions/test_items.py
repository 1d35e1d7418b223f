"""Lines of an agenda by the clerk's hand."""

import pytest

from samenspel.common.errors import NotAllowed
from samenspel.council.actions import add_document, add_item, change_item, move_item, restore_item, withdraw_item
from samenspel.council.exceptions import NothingToMove
from samenspel.council.models import AgendaItem, CouncilDocument, Meeting
from samenspel.council.signals import agenda_items_created
from samenspel.tenancy.context import municipality_context
from tests.council.conftest import audited


def lines():
    return list(AgendaItem.objects.order_by("order").values_list("title", "order", "depth"))


def test_new_line_stands_last_below_its_parent_and_is_told(griet, meeting, add_lines):
    opening, _ = add_lines("Opening", "Parkeren")
    told = []

    def listen(items, **kwargs):
        told.extend(item.title for item in items)

    agenda_items_created.connect(listen)
    add_item(meeting, actor=griet, title="Mededelingen", parent=opening)
    agenda_items_created.disconnect(listen)

    assert lines() == [("Opening", 0, 0), ("Mededelingen", 1, 1), ("Parkeren", 2, 0)]
    assert told == ["Mededelingen"]
    assert audited() == [("council.item.created", griet.pk)]


def test_line_moves_with_what_is_below_it_and_stops_at_the_edge(griet, meeting, add_lines):
    opening, parking = add_lines("Opening", "Parkeren")
    add_item(meeting, actor=griet, title="Mededelingen", parent=opening)

    move_item(opening, actor=griet, up=False)
    with pytest.raises(NothingToMove):
        move_item(parking, actor=griet, up=True)

    assert lines() == [("Parkeren", 0, 0), ("Opening", 1, 0), ("Mededelingen", 2, 1)]
    assert audited()[1:] == [("council.item.moved", griet.pk)]


def test_withdrawing_and_restoring_are_written_down_once(griet, add_lines):
    (item,) = add_lines("Opening")

    withdrawn = [withdraw_item(item, actor=griet).missing_since is None for _again in range(2)]
    restored = [restore_item(item, actor=griet).missing_since is None for _again in range(2)]

    assert (withdrawn, restored) == ([False, False], [True, True])
    assert AgendaItem.objects.get().raw == {}
    assert audited() == [("council.item.withdrawn", griet.pk), ("council.item.restored", griet.pk)]


ACTS = {
    "add": lambda item, actor: add_item(item.meeting, actor=actor, title="Nieuw"),
    "change": lambda item, actor: change_item(item, actor=actor, title="Anders"),
    "move": lambda item, actor: move_item(item, actor=actor, up=False),
    "withdraw": lambda item, actor: withdraw_item(item, actor=actor),
    "restore": lambda item, actor: restore_item(item, actor=actor),
}


@pytest.mark.parametrize("act", [*ACTS.values(), lambda i, a: add_document(i, actor=a, title="x", url="https://e.org")])
def test_resident_changes_no_line(alice, add_lines, act):
    item, _ = add_lines("Opening", "Parkeren")

    with pytest.raises(NotAllowed):
        act(item, alice)

    assert lines() == [("Opening", 0, 0), ("Parkeren", 1, 0)]
    assert (CouncilDocument.objects.count(), audited()) == (0, [])


@pytest.mark.parametrize("name", ACTS)
def test_clerk_of_the_other_municipality_reaches_no_line(mallory, add_lines, name):
    item, _ = add_lines("Opening", "Parkeren")

    with municipality_context(mallory.municipality), pytest.raises((AgendaItem.DoesNotExist, Meeting.DoesNotExist)):
        ACTS[name](item, mallory)

    assert lines() == [("Opening", 0, 0), ("Parkeren", 1, 0)]
