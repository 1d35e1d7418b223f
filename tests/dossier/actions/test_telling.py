"""Everybody who took part is told what was decided, once for each version, on their page and by mail."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from samenspel.council.actions import change_item, withdraw_item
from samenspel.council.enums import ItemKind
from samenspel.council.models import AgendaItem, Decision
from samenspel.dossier.actions import tell_decision
from samenspel.dossier.tasks import tell_decision_task
from samenspel.notifications.models import Notice, OutgoingMail


def jobs():
    rows = ProcrastinateJob.objects.filter(task_name="dossier.tell_decision", status="todo").order_by("id")
    return list(rows.values_list("args", flat=True))


def test_recorded_decision_asks_the_worker_to_tell(item, decide, zonnedael):
    decision = decide()

    assert jobs() == [{"municipality_id": zonnedael.pk, "decision_id": decision.pk}]


def test_tell_decision_says_it_in_one_sentence_with_a_link(item, say, decide, alice, bob):
    bob.language = "en"
    bob.save(update_fields=["language"])
    say(alice, "Graag bomen")
    say(bob, "Please no cars")
    decision = decide()

    tell_decision(decision)

    told = {notice.person_id: notice.sentence for notice in Notice.objects.all()}
    assert told == {
        alice.pk: "De raad heeft ‘Nieuwe inrichting van het Marktplein’ met wijzigingen aangenomen. "
        "Lees waarom, en wat er met uw inbreng is gedaan.",
        bob.pk: "The council adopted “Nieuwe inrichting van het Marktplein” with changes. "
        "Read why, and what was done with what you said.",
    }
    mail = OutgoingMail.objects.get(to=alice.email)
    assert f"http://zonnedael.localhost:8000/council/items/{item.pk}/#decision" in mail.text.splitlines()


@pytest.mark.parametrize(
    ("outcome", "begin"),
    [
        ("adopted", "De raad heeft ‘"),
        ("rejected", "De raad heeft ‘"),
        ("deferred", "De raad heeft het besluit over ‘"),
        ("withdrawn", "‘Nieuwe inrichting van het Marktplein’ is ingetrokken"),
    ],
)
def test_tell_decision_has_a_sentence_for_each_outcome(item, say, decide, alice, outcome, begin):
    say(alice, "Graag bomen")

    tell_decision(decide(outcome=outcome))

    assert Notice.objects.get().sentence.startswith(begin)


def test_tell_decision_twice_tells_once(item, say, decide, alice):
    say(alice, "Graag bomen")
    decision = decide()

    tell_decision(decision)
    tell_decision(decision)

    assert (Notice.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_correction_is_told_as_a_correction_to_the_same_people(item, say, decide, alice):
    say(alice, "Graag bomen")
    tell_decision(decide())

    tell_decision(decide(outcome="rejected"))

    sentences = [notice.sentence for notice in Notice.objects.order_by("id")]
    assert len(sentences) == 2
    assert sentences[1].startswith("Verbeterd: De raad heeft ‘Nieuwe inrichting van het Marktplein’ verworpen.")


def test_decision_that_was_corrected_meanwhile_is_not_told(item, say, decide, alice):
    say(alice, "Graag bomen")
    first = decide()
    decide(outcome="rejected")

    going_on = tell_decision(first)

    assert (going_on, Notice.objects.count()) == (None, 0)


def test_nothing_is_told_about_a_withdrawn_item(item, say, decide, alice, griet):
    say(alice, "Graag bomen")
    decision = decide()
    withdraw_item(item, actor=griet)

    tell_decision(Decision.objects.get(pk=decision.pk))

    assert Notice.objects.count() == 0


def test_what_was_told_goes_when_the_item_turns_out_not_to_be_public(item, say, decide, alice, griet):
    say(alice, "Graag bomen")
    tell_decision(decide())

    change_item(AgendaItem.objects.get(pk=item.pk), actor=griet, kind=ItemKind.CLOSED)

    assert Notice.objects.count() == 0


def test_task_goes_on_part_by_part_and_can_run_twice(item, say, decide, make_user, zonnedael):
    people = [make_user(zonnedael, f"p{number}") for number in range(5)]
    for person in people:
        say(person, "Graag bomen")
    decision = decide()

    after = tell_decision(decision, limit=2)
    tell_decision_task(municipality_id=zonnedael.pk, decision_id=decision.pk, after=after or 0)
    tell_decision_task(municipality_id=zonnedael.pk, decision_id=decision.pk)

    assert after == people[1].pk
    assert sorted(Notice.objects.values_list("person_id", flat=True)) == [person.pk for person in people]


def test_task_asks_for_the_next_part_when_there_are_more(item, say, decide, make_user, zonnedael, monkeypatch):
    monkeypatch.setattr("samenspel.dossier.tasks.CHUNK", 2)
    people = [make_user(zonnedael, f"p{number}") for number in range(3)]
    for person in people:
        say(person, "Graag bomen")
    decision = decide()

    tell_decision_task(municipality_id=zonnedael.pk, decision_id=decision.pk)

    shared = {"municipality_id": zonnedael.pk, "decision_id": decision.pk}
    assert jobs() == [shared, {**shared, "after": people[1].pk}]
