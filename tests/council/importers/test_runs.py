"""Runs by the clerk: a CSV file from upload to agenda, an address that the operator allows, and the worker's task."""

import json

import pytest

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.council.actions import confirm_import, prepare_csv_import, prepare_web_import
from samenspel.council.exceptions import AlreadyStarted, SourceRefused
from samenspel.council.models import AgendaItem, ImportRun, Meeting
from samenspel.council.tasks import run_import_task
from tests.conftest import sql

SHEET = (
    "orgaan;vergadering;datum;tijd;nummer;onderwerp;soort;uitslag\n"
    "Gemeenteraad;Raadsvergadering;2026-10-25;19:30;1;Opening;;\n"
    "Gemeenteraad;Raadsvergadering;2026-10-25;19:30;2;Parkeren;;ingetrokken, niet aangenomen\n"
)


def jobs():
    """Return name and arguments of the tasks that wait for the worker."""
    rows = sql("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id")
    return [(name, json.loads(arguments)) for name, arguments in rows]


def carry_out(run, municipality):
    run_import_task(municipality_id=municipality.pk, run_id=run.pk)
    run.refresh_from_db()
    return run


def test_file_waits_until_it_is_confirmed(in_zonnedael, griet):
    run = prepare_csv_import(SHEET, name="agenda.csv", into=None, actor=griet)
    before = jobs()

    confirm_import(run, actor=griet)

    assert before == []
    assert jobs() == [("council.run_import", {"municipality_id": in_zonnedael.pk, "run_id": run.pk})]
    assert AgendaItem.objects.count() == 0


def test_confirmed_file_is_taken_over_and_forgotten(in_zonnedael, griet):
    run = confirm_import(prepare_csv_import(SHEET, name="agenda.csv", into=None, actor=griet), actor=griet)

    carry_out(run, in_zonnedael)

    assert (run.failed, run.payload, run.counts, run.done, run.total) == (False, {}, {"created": 4}, 3, 3)
    assert list(AgendaItem.objects.values_list("title", "outcome")) == [("Opening", ""), ("Parkeren", "withdrawn")]
    entry = AuditEntry.objects.get(action="council.import.finished")
    assert (entry.actor_id, entry.object_id, entry.data) == (griet.pk, run.pk, {"source": "csv", "created": 4})


def test_task_that_runs_twice_changes_nothing(in_zonnedael, griet):
    run = confirm_import(prepare_csv_import(SHEET, name="agenda.csv", into=None, actor=griet), actor=griet)
    first = carry_out(run, in_zonnedael).finished_at

    carry_out(run, in_zonnedael)

    assert run.finished_at == first
    assert AgendaItem.objects.count() == 2


def test_same_file_again_changes_nothing_and_writes_no_audit_entry(in_zonnedael, griet):
    for _upload in range(2):
        run = confirm_import(prepare_csv_import(SHEET, name="agenda.csv", into=None, actor=griet), actor=griet)
        carry_out(run, in_zonnedael)

    assert run.counts == {"unchanged": 3}
    assert AuditEntry.objects.filter(action="council.import.finished").count() == 1


def test_file_for_one_meeting_comes_after_what_the_clerk_entered(in_zonnedael, griet, meeting, add_lines):
    (by_hand,) = add_lines("Opening")
    text = "nummer;onderwerp\n2;Parkeren\n3;Zwembad\n"

    run = confirm_import(prepare_csv_import(text, name="agenda.csv", into=meeting, actor=griet), actor=griet)
    carry_out(run, in_zonnedael)

    assert list(AgendaItem.objects.filter(meeting=meeting).values_list("title", flat=True)) == [
        "Opening",
        "Parkeren",
        "Zwembad",
    ]
    assert Meeting.objects.get() == meeting
    by_hand.refresh_from_db()
    assert by_hand.order == 0


def test_same_numbers_on_two_agendas_stay_two_items(in_zonnedael, griet, meeting):
    other = Meeting.objects.create(body=meeting.body, title="Andere vergadering")
    text = "nummer;onderwerp\n1;Opening\n"

    for target in (meeting, other):
        run = confirm_import(prepare_csv_import(text, name="agenda.csv", into=target, actor=griet), actor=griet)
        carry_out(run, in_zonnedael)

    assert {item.meeting_id for item in AgendaItem.objects.all()} == {meeting.pk, other.pk}


def test_import_is_started_once(in_zonnedael, griet):
    run = confirm_import(prepare_csv_import(SHEET, name="agenda.csv", into=None, actor=griet), actor=griet)

    with pytest.raises(AlreadyStarted):
        confirm_import(run, actor=griet)


@pytest.mark.parametrize("who", ["alice", "carol", "mo"])
def test_others_cannot_import(in_zonnedael, who, request):
    person = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        prepare_csv_import(SHEET, name="agenda.csv", into=None, actor=person)
    with pytest.raises(NotAllowed):
        prepare_web_import("notubiz", "https://api.notubiz.nl/events", actor=person)

    assert not ImportRun.objects.exists()


def test_host_that_the_operator_did_not_allow_is_refused(in_zonnedael, griet):
    for address in ("https://other.example/events", "http://127.0.0.1/", "http://169.254.169.254/latest/"):
        with pytest.raises(SourceRefused):
            prepare_web_import("notubiz", address, actor=griet)

    assert not ImportRun.objects.exists()
    assert jobs() == []


def test_allowed_host_is_read_by_the_worker(in_zonnedael, griet):
    run = prepare_web_import("notubiz", "https://api.notubiz.nl/events?organisation_id=999", actor=griet)

    assert jobs() == [("council.run_import", {"municipality_id": in_zonnedael.pk, "run_id": run.pk})]


def test_worker_refuses_an_address_that_leads_into_our_own_network(in_zonnedael, griet, settings, server):
    settings.COUNCIL_SOURCE_HOSTS = frozenset({"127.0.0.1"})
    run = prepare_web_import("oparl", f"{server.base}/", actor=griet)

    carry_out(run, in_zonnedael)

    assert run.failed
    assert server.asked == []


def test_run_of_another_municipality_is_not_found(in_zonnedael, griet, mistbergen):
    run = prepare_csv_import(SHEET, name="agenda.csv", into=None, actor=griet)

    with pytest.raises(ImportRun.DoesNotExist):
        run_import_task(municipality_id=mistbergen.pk, run_id=run.pk)
