"""A connection handed on to the next request, socket, task or command carries nothing over.

The pool holds one connection, so whoever comes next gets the very one that was used before.
"""

import io
from contextlib import contextmanager

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.core.management import call_command
from django.db import connection, connections

from samenspel.accounts.models import User
from samenspel.audit import tasks
from samenspel.audit.actions import record
from samenspel.audit.queries import check_chain
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.middleware import MunicipalitySocketMiddleware
from tests.conftest import sql

SETTING = "SELECT pg_backend_pid(), coalesce(current_setting('samenspel.municipality', true), '')"


@pytest.fixture
def pool(transactional_db):
    """Let the application work over a pool of one; yields a function that looks at the connection lying in it."""
    config = connections.settings["default"]
    before = config["OPTIONS"]
    connection.close()
    config["OPTIONS"] = {**before, "pool": {"min_size": 1, "max_size": 1, "timeout": 5}}
    del connections["default"]

    def lying():
        connection.close()
        with connection.pool.connection() as raw:
            return raw.execute(SETTING).fetchone()

    yield lying
    connection.close()
    connection.close_pool()
    config["OPTIONS"] = before
    del connections["default"]


@contextmanager
def handed_on(pool):
    """Assert that what runs inside used the pool's connection and left no municipality on it."""
    before = pool()
    yield
    assert pool() == before == (before[0], "")


def names():
    return [name for (name,) in sql("SELECT display_name FROM accounts_user ORDER BY 1")]


def test_pool_hands_on_one_connection_without_municipality(pool, alice, mallory, zonnedael, mistbergen):
    for municipality, expected in ((zonnedael, ["Alice"]), (mistbergen, ["Mallory"]), (None, [])):
        with handed_on(pool), municipality_context(municipality):
            assert names() == expected


def test_dirty_connection_is_cleaned_when_it_is_taken(pool, alice, zonnedael):
    pool()
    with connection.pool.connection() as raw:
        raw.autocommit = True
        raw.execute("SELECT set_config('samenspel.municipality', %s, false)", [str(zonnedael.pk)])
        raw.autocommit = False

    assert names() == []


def test_connection_of_a_failed_transaction_carries_nothing_over(pool, alice, zonnedael):
    from django.db import DatabaseError, transaction

    with handed_on(pool), municipality_context(zonnedael), pytest.raises(DatabaseError), transaction.atomic():
        sql("SELECT 1/0")

    assert names() == []


def test_request_hands_nothing_to_the_next_request(pool, as_, browser_at, alice, mallory, mistbergen):
    at_home, away = as_(alice), as_(mallory)
    with handed_on(pool):
        mine = at_home.get("/account/").content.decode()
    with handed_on(pool):
        theirs = away.get("/account/").content.decode()
    with handed_on(pool):
        unknown = browser_at(type("Nowhere", (), {"slug": "nowhere"})).get("/")

    assert ("alice@" in mine, "alice@" in theirs, unknown.status_code) == (True, False, 404)


def test_socket_hands_nothing_to_the_next_socket(pool, alice, mallory, zonnedael, mistbergen):
    seen = []

    async def consumer(scope, receive, send):
        seen.append(await database_sync_to_async(names)())

    async def send(message):
        seen.append(message)

    app = MunicipalitySocketMiddleware(consumer)
    for host in (b"zonnedael.localhost", b"mistbergen.localhost", b"nowhere.localhost"):
        with handed_on(pool):
            async_to_sync(app)({"type": "websocket", "headers": [(b"host", host)]}, None, send)

    assert seen == [["Alice"], ["Mallory"], {"type": "websocket.close", "code": 4404}]


def test_task_hands_nothing_to_the_next_task(pool, alice, zonnedael):
    with municipality_context(zonnedael):
        record("test.thing.done", actor=alice)

    with handed_on(pool):
        tasks.seal(timestamp=0)
    with handed_on(pool):
        tasks.seal(timestamp=60)

    assert names() == []
    with municipality_context(zonnedael):
        assert (check_chain().sealed, User.objects.count()) == (1, 1)


def test_command_hands_nothing_to_the_next_command(pool, alice, zonnedael):
    with handed_on(pool):
        call_command("verify_audit", stdout=io.StringIO())

    assert names() == []
