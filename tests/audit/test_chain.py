"""The audit log cannot be changed, and shows when somebody with more power changed it all the same."""

import io

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError

from samenspel.audit import actions, tasks
from samenspel.audit.actions import record, seal_entries
from samenspel.audit.models import AuditEntry, AuditSeal
from samenspel.audit.queries import check_chain
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql


@pytest.fixture
def five(in_zonnedael, alice):
    """Five acts, sealed."""
    made = [record("test.thing.done", actor=alice, on=alice, number=number) for number in range(5)]
    seal_entries()
    return made


@pytest.fixture
def tamper(zonnedael):
    """Run statements as the owner of the tables, triggers off."""

    def run(*statements):
        params = connections["owner"].get_connection_params()
        keep = {k: params[k] for k in ("user", "password", "host", "port") if k in params}
        with psycopg.connect(**keep, dbname=connection.settings_dict["NAME"]) as owner:
            owner.execute("SELECT set_config('samenspel.municipality', %s, false)", [str(zonnedael.pk)])
            for table, trigger in (("auditentry", "audit_entry"), ("auditseal", "audit_seal")):
                owner.execute(f"ALTER TABLE audit_{table} DISABLE TRIGGER {trigger}_append_only")
            for statement in statements:
                assert owner.execute(statement).rowcount == 1
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, trigger in (("auditentry", "audit_entry"), ("auditseal", "audit_seal")):
                owner.execute(f"ALTER TABLE audit_{table} ENABLE TRIGGER {trigger}_append_only")

    return run


@pytest.mark.parametrize("table", ["audit_auditentry", "audit_auditseal"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET municipality_id = municipality_id", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_application_cannot_change_the_log(five, table, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        sql(statement.format(table))


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_changes_it_by_accident(five, zonnedael):
    params = connections["owner"].get_connection_params()
    keep = {k: params[k] for k in ("user", "password", "host", "port") if k in params}
    with psycopg.connect(**keep, dbname=connection.settings_dict["NAME"]) as owner:
        owner.execute("SELECT set_config('samenspel.municipality', %s, false)", [str(zonnedael.pk)])
        for statement in ("UPDATE audit_auditentry SET action = 'x'", "DELETE FROM audit_auditseal"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"), owner.transaction():
                owner.execute(statement)


def test_chain_holds_and_counts_the_unsealed_tail(five, alice):
    late = record("test.thing.done", actor=alice)

    report = check_chain()

    assert (report.sealed, report.broken_at, report.unsealed, report.first_unsealed) == (5, None, 1, late.pk)
    assert report.head == AuditSeal.objects.get(position=5).hash


def test_sealing_goes_on_where_it_stopped(five, alice):
    record("test.thing.done", actor=alice)

    sealed = (seal_entries(), seal_entries())

    assert sealed == (1, 0)
    assert list(AuditSeal.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_entry_that_commits_late_is_found_by_the_whole_run(five, alice, monkeypatch):
    monkeypatch.setattr(actions, "LOOK_BACK", 2)
    before_all = AuditEntry(action="late.one", actor=alice, id=0)
    before_all.save(force_insert=True)

    assert (seal_entries(), seal_entries(whole=True)) == (0, 1)
    assert check_chain().broken_at is None


def test_chains_of_municipalities_are_apart(five, mistbergen):
    with municipality_context(mistbergen):
        record("test.thing.done", actor=None)
        seal_entries()

        assert (check_chain().sealed, check_chain().broken_at) == (1, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statements", "broken_at", "reason"),
    [
        (
            ["UPDATE audit_auditentry SET data = '{{\"number\": 9}}' WHERE id = {0}"],
            3,
            "entry {0} or its seal was changed",
        ),
        (["UPDATE audit_auditentry SET actor_id = NULL WHERE id = {0}"], 3, "entry {0} or its seal was changed"),
        (
            ["UPDATE audit_auditseal SET hash = repeat('0', 64) WHERE entry_id = {0}"],
            3,
            "entry {0} or its seal was changed",
        ),
        (
            ["DELETE FROM audit_auditseal WHERE entry_id = {0}", "DELETE FROM audit_auditentry WHERE id = {0}"],
            *(3, "position 3 is missing"),
        ),
    ],
)
def test_tampering_by_the_owner_is_found(five, tamper, statements, broken_at, reason):
    entry = five[2].pk
    tamper(*[statement.format(entry) for statement in statements])

    report = check_chain()

    assert (report.broken_at, report.reason) == (broken_at, reason.format(entry))
    with pytest.raises(CommandError, match="does not hold for: zonnedael"):
        call_command("verify_audit", stdout=io.StringIO())


def test_command_tells_what_holds(five, alice, mistbergen):
    record("test.thing.done", actor=alice)
    out = io.StringIO()

    call_command("verify_audit", municipality="zonnedael", stdout=out)

    head = AuditSeal.objects.get(position=5).hash
    assert out.getvalue().splitlines()[0] == f"zonnedael: 5 entries hold, head {head}"
    assert "zonnedael: 1 entries not sealed yet" in out.getvalue()
    with pytest.raises(CommandError, match="no municipality"):
        call_command("verify_audit", municipality="nowhere", stdout=out)


def test_audit_row_rolls_back_with_its_act(in_zonnedael, alice):
    with pytest.raises(RuntimeError), transaction.atomic():
        record("test.thing.done", actor=alice)
        raise RuntimeError

    assert AuditEntry.objects.count() == 0


def test_task_seals_every_municipality(five, mistbergen, alice):
    record("test.thing.done", actor=alice)
    with municipality_context(mistbergen):
        record("test.thing.done", actor=None)

    with municipality_context(None):
        tasks.seal(timestamp=0)

    assert check_chain().unsealed == 0
    with municipality_context(mistbergen):
        assert (check_chain().sealed, check_chain().unsealed) == (1, 0)
