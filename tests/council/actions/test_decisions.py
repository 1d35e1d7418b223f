"""The clerk records what the council decided; a correction is a new version."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.council.actions import change_item, record_decision
from samenspel.council.enums import ItemKind
from samenspel.council.exceptions import DecisionChanged, DecisionNotPossible, DecisionTooEarly
from samenspel.council.models import AgendaItem, Decision
from samenspel.council.signals import decision_recorded

WORDS = {"text": "De raad neemt het voorstel aan.", "reasons": "Er is ruimte.", "input_use": "Drie ideeën overgenomen."}


def values(**changes):
    return {"outcome": "adopted", "decided_on": timezone.localdate(), **WORDS, **changes}


@pytest.fixture
def item(add_lines):
    """An agenda item on which nothing is decided yet."""
    return add_lines("Marktplein")[0]


@pytest.fixture
def heard():
    """What the signal told."""
    told = []

    def listen(decision, previous, **kwargs):
        told.append((decision.version, previous.version if previous else None))

    decision_recorded.connect(listen)
    yield told
    decision_recorded.disconnect(listen)


def test_record_decision_keeps_it_and_lets_the_item_follow(item, griet, heard):
    decision = record_decision(item, actor=griet, **values())

    line = AgendaItem.objects.get()
    entry = AuditEntry.objects.get(action="council.decision.recorded")
    assert (decision.version, decision.recorded_by, decision.input_use) == (1, griet, "Drie ideeën overgenomen.")
    assert (line.outcome, timezone.localtime(line.decided_at).date()) == ("adopted", timezone.localdate())
    assert (entry.actor_id, entry.data) == (griet.pk, {"item": item.pk, "version": 1, "outcome": "adopted"})
    assert heard == [(1, None)]


def test_record_decision_again_is_a_correction(item, griet, heard):
    record_decision(item, actor=griet, **values(), based_on=0)

    record_decision(item, actor=griet, **values(outcome="rejected"), based_on=1)

    rows = list(Decision.objects.values_list("version", "outcome"))
    assert rows == [(2, "rejected"), (1, "adopted")]
    assert (AgendaItem.objects.get().outcome, heard) == ("rejected", [(1, None), (2, 1)])


def test_record_decision_twice_with_the_same_words_is_once(item, griet, heard):
    first = record_decision(item, actor=griet, **values())

    second = record_decision(item, actor=griet, **values())

    assert (first, heard) == (second, [(1, None)])


def test_record_decision_tells_the_second_of_two_clerks(item, griet, heard):
    record_decision(item, actor=griet, **values(), based_on=0)

    with pytest.raises(DecisionChanged):
        record_decision(item, actor=griet, **values(outcome="rejected"), based_on=0)

    assert (Decision.objects.count(), heard) == (1, [(1, None)])


@pytest.mark.parametrize("who", ["alice", "carol", "omar", "mo"])
def test_record_decision_is_for_clerks(item, request, who):
    with pytest.raises(NotAllowed):
        record_decision(item, actor=request.getfixturevalue(who), **values())

    assert Decision.objects.count() == 0


def test_record_decision_is_refused_before_the_day(item, griet):
    with pytest.raises(DecisionTooEarly):
        record_decision(item, actor=griet, **values(decided_on=timezone.localdate() + timedelta(days=1)))


@pytest.mark.parametrize("kind", [ItemKind.HEADING, ItemKind.BREAK, ItemKind.CLOSED])
def test_record_decision_is_refused_where_nothing_is_discussed(add_lines, griet, kind):
    line = add_lines("Besloten deel", kind=kind)[0]

    with pytest.raises(DecisionNotPossible):
        record_decision(line, actor=griet, **values())


def test_record_decision_refuses_an_outcome_no_council_reaches(item, griet):
    with pytest.raises(DecisionNotPossible):
        record_decision(item, actor=griet, **values(outcome="unknown"))


def test_decision_that_is_rolled_back_leaves_nothing(item, griet):
    class Stopped(Exception):
        pass

    with pytest.raises(Stopped), transaction.atomic():
        record_decision(item, actor=griet, **values())
        raise Stopped

    assert (Decision.objects.count(), AuditEntry.objects.count(), AgendaItem.objects.get().outcome) == (0, 0, "")


def test_recorded_decision_stays_when_the_item_is_changed(item, griet):
    record_decision(item, actor=griet, **values())
    item = AgendaItem.objects.get()

    change_item(item, actor=griet, title="Het Marktplein", result="Verworpen", outcome="rejected")

    line = AgendaItem.objects.get()
    assert (line.title, line.result, line.outcome) == ("Het Marktplein", "Verworpen", "adopted")
    assert timezone.localtime(line.decided_at).date() == timezone.localdate()


def test_decision_goes_when_the_item_turns_out_not_to_be_public(item, griet):
    record_decision(item, actor=griet, **values())

    change_item(AgendaItem.objects.get(), actor=griet, kind=ItemKind.CLOSED)

    assert Decision.objects.count() == 0
