"""What a clerk did by hand meets an import: bound rows keep their links, withdrawn ones stay withdrawn."""

import pytest
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.council.actions import (
    bind_to_source,
    change_item,
    create_items,
    record_decision,
    restore_item,
    withdraw_item,
)
from samenspel.council.enums import ItemKind
from samenspel.council.exceptions import AlreadyBound
from samenspel.council.models import AgendaItem, CouncilBody, Meeting
from samenspel.subjects import registry
from tests.council.importers.conftest import fixture


def test_bound_meeting_and_item_keep_their_links(folder, take_over, meeting, add_lines, griet):
    (item,) = add_lines("Parkeren (voorlopig)")
    bind_to_source(meeting, actor=griet, source="notubiz", external_id="7001")
    bind_to_source(item, actor=griet, source="notubiz", external_id="8002")

    take_over("notubiz", folder("notubiz"))

    after = AgendaItem.objects.get(external_id="8002")
    assert (after.pk, after.subject_id, after.title) == (item.pk, item.subject_id, "Parkeren in de Dorpsstraat")
    assert Meeting.objects.get().pk == meeting.pk
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)[:2]) == [
        "council.meeting.bound",
        "council.agendaitem.bound",
    ]


def test_body_of_the_same_name_is_not_made_twice(folder, take_over, body):
    take_over("notubiz", folder("notubiz"))

    assert CouncilBody.objects.get().pk == body.pk


def test_id_that_another_row_follows_is_refused(folder, take_over, meeting, add_lines, griet):
    (item,) = add_lines("Parkeren")
    take_over("notubiz", folder("notubiz"))

    with pytest.raises(AlreadyBound):
        bind_to_source(item, actor=griet, source="notubiz", external_id="8002")


def test_others_cannot_bind(add_lines, carol):
    (item,) = add_lines("Parkeren")

    with pytest.raises(NotAllowed):
        bind_to_source(item, actor=carol, source="notubiz", external_id="8002")


def test_item_that_the_clerk_withdrew_stays_withdrawn(folder, take_over, griet):
    take_over("notubiz", folder("notubiz"))
    withdraw_item(AgendaItem.objects.get(external_id="8002"), actor=griet)
    changed = fixture("notubiz/meeting.json")
    changed["agenda_items"][1]["type_data"]["attributes"][0]["value"] = "Parkeren, nieuwe titel"

    take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    item = AgendaItem.objects.get(external_id="8002")
    assert item.missing_since is not None
    assert "Parkeren" not in registry.describe([item.subject])[item.subject_id].title

    restore_item(item, actor=griet)

    item.refresh_from_db()
    assert registry.describe([item.subject])[item.subject_id].title == "Parkeren, nieuwe titel"


def test_result_by_the_clerk_stays_where_the_source_has_none(folder, take_over, griet):
    take_over("notubiz", folder("notubiz"))
    item = AgendaItem.objects.get(external_id="8002")
    change_item(item, actor=griet, result="Aangenomen met 20 tegen 11", outcome="adopted")
    changed = fixture("notubiz/meeting.json")
    changed["agenda_items"][1]["type_data"]["title_prefix"] = "2a."

    take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    item.refresh_from_db()
    assert (item.number, item.result, item.outcome) == ("2a.", "Aangenomen met 20 tegen 11", "adopted")


def test_lines_by_hand_on_an_imported_agenda_stay(folder, take_over):
    take_over("notubiz", folder("notubiz"))
    create_items([AgendaItem(meeting=Meeting.objects.get(), title="Ingelast", order=50)])

    for _run in range(4):
        take_over("notubiz", folder("notubiz"))

    assert AgendaItem.objects.get(title="Ingelast").missing_since is None


def test_import_opens_no_doors_that_the_clerk_closed(folder, take_over, griet):
    take_over("notubiz", folder("notubiz"))
    item = AgendaItem.objects.get(external_id="8002")
    before = item.documents.count()
    change_item(item, actor=griet, kind=ItemKind.CLOSED, title="Een grondzaak")
    changed = fixture("notubiz/meeting.json")
    changed["agenda_items"][1]["type_data"]["attributes"][0]["value"] = "Aankoop van de Dorpsstraat 1"

    run = take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))
    again = take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))

    item.refresh_from_db()
    assert (item.kind, item.title, item.explanation) == ("closed", "Een grondzaak", "")
    assert (before > 0, item.documents.count()) == (True, 0)
    assert (run.failed, again.counts.get("updated")) == (False, None)


def test_import_brings_the_text_back_once_the_clerk_opens_the_doors(folder, take_over, griet):
    take_over("notubiz", folder("notubiz"))
    item = AgendaItem.objects.get(external_id="8002")
    documents = item.documents.count()
    change_item(item, actor=griet, kind=ItemKind.CLOSED, title="Een grondzaak")
    change_item(item, actor=griet, kind=ItemKind.ITEM)

    take_over("notubiz", folder("notubiz"))

    item.refresh_from_db()
    assert (item.kind, item.title, item.documents.count()) == ("item", "Parkeren in de Dorpsstraat", documents)


@pytest.mark.parametrize(
    ("by_hand", "after"),
    [
        (lambda item, griet: withdraw_item(item, actor=griet), (True, "Parkeren in de Dorpsstraat")),
        (lambda item, griet: change_item(item, actor=griet, kind=ItemKind.CLOSED), (False, "Niet openbaar")),
    ],
)
def test_what_the_clerk_decided_outlasts_a_secret_of_the_source(folder, take_over, griet, by_hand, after):
    take_over("notubiz", folder("notubiz"))
    by_hand(AgendaItem.objects.get(external_id="8002"), griet)
    secret, public = fixture("notubiz/meeting.json"), fixture("notubiz/meeting.json")
    secret["agenda_items"][1]["confidential"] = 1

    for content in (secret, public, public):
        run = take_over("notubiz", folder("notubiz", **{"meeting.json": content}))

    item = AgendaItem.objects.get(external_id="8002")
    assert ((item.missing_since is not None, item.title), item.is_public) == (after, False)
    assert run.counts.get("updated") is None


def test_recorded_decision_stays_whatever_the_source_says(folder, take_over, griet):
    take_over("notubiz", folder("notubiz"))
    item = (
        AgendaItem.objects.filter(kind=ItemKind.ITEM, missing_since=None).exclude(external_id="").order_by("order")[0]
    )
    words = {"text": "Besluit", "reasons": "Redenen", "input_use": "Gebruik"}
    record_decision(item, actor=griet, outcome="amended", decided_on=timezone.localdate(), **words)
    changed = fixture("notubiz/meeting.json")
    for line in changed["agenda_items"]:
        line["type_data"]["voting_result"] = "rejected"

    take_over("notubiz", folder("notubiz", **{"meeting.json": changed}))
    with_result = AgendaItem.objects.get(pk=item.pk)
    take_over("notubiz", folder("notubiz"))
    without_result = AgendaItem.objects.get(pk=item.pk)

    assert (with_result.result != "", with_result.outcome, without_result.outcome) == (True, "amended", "amended")
    assert timezone.localtime(without_result.decided_at).date() == timezone.localdate()
