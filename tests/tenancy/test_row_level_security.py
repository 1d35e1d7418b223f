"""The walls between municipalities, as the database holds them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from samenspel.realtime.models import Event, Stream
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql


def test_raw_sql_without_a_tenant_sees_no_rows(alice):
    assert sql("SELECT count(*) FROM accounts_user") == [(0,)]


def test_raw_sql_in_a_tenant_sees_its_own_rows_only(alice, mallory, zonnedael):
    with municipality_context(zonnedael):
        rows = sql("SELECT display_name FROM accounts_user")

    assert rows == [("Alice",)]


def test_write_without_a_tenant_is_refused(zonnedael):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        sql("INSERT INTO realtime_stream (municipality_id, last_sequence) VALUES (%s, 0)", [zonnedael.pk])


def test_write_for_another_tenant_is_refused(zonnedael, mistbergen):
    with (
        municipality_context(mistbergen),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        sql("INSERT INTO realtime_stream (municipality_id, last_sequence) VALUES (%s, 0)", [zonnedael.pk])


def test_foreign_key_across_tenants_is_refused(zonnedael, mistbergen):
    with municipality_context(zonnedael):
        stream = Stream.objects.create()

    with municipality_context(mistbergen), pytest.raises(IntegrityError, match="stream_tenant"), transaction.atomic():
        Event.objects.create(stream_id=stream.pk, sequence=1, kind="x", object_id=1)
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_rolled_back_block_leaves_the_right_tenant(alice, zonnedael, mistbergen):
    with municipality_context(zonnedael):
        with pytest.raises(RuntimeError), transaction.atomic():
            with municipality_context(mistbergen):
                assert sql("SELECT count(*) FROM accounts_user") == [(0,)]
            raise RuntimeError
        rows = sql("SELECT display_name FROM accounts_user")

    assert rows == [("Alice",)]
    assert sql("SELECT count(*) FROM accounts_user") == [(0,)]


def test_session_setting_follows_the_context(zonnedael):
    with municipality_context(zonnedael):
        inside = sql("SELECT current_setting('samenspel.municipality')")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('samenspel.municipality')")
        outside = cursor.fetchall()

    assert (inside, outside) == ([(str(zonnedael.pk),)], [("",)])
