"""The program refuses to start with a role that could bypass the policies, and demo mode on an open address."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from psycopg import sql

from samenspel.config import checks as start
from samenspel.config.services import BASE_DIR, _postgres_server, var_dir
from samenspel.tenancy import checks

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("roles")]  # roles belong to the whole server


@pytest.fixture
def superuser(db) -> Iterator[psycopg.Connection]:
    """A superuser in the tests' database: of the private PostgreSQL, or of the one that the environment names."""
    database = connections["default"].settings_dict
    if is_private(database["HOST"]):
        server = _postgres_server(var_dir() / "postgres")
        server.ensure_postgres_running()
        address = server.get_uri()
    elif not (address := os.environ.get("DATABASE_SUPERUSER_URL", "")):
        pytest.skip(
            "Roles are made and spoiled here, and DATABASE_URL names none that may: set DATABASE_SUPERUSER_URL."
        )
    with psycopg.connect(address, dbname=database["NAME"], autocommit=True) as connection:
        yield connection


def is_private(host: str) -> bool:
    """Return whether the tests run on the PostgreSQL that was started for them, which writes down its socket folder."""
    note = var_dir() / "postgres" / "postmaster.pid"
    return note.exists() and host in note.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def role(superuser):
    """A role with a password that the test can spoil; the lock is held in a database that all test processes share."""
    with psycopg.connect(superuser.info.dsn, dbname="postgres", autocommit=True) as lock:
        lock.execute("SELECT pg_advisory_lock(18)")
        yield from _made(superuser)


def _made(superuser):
    superuser.execute("CREATE ROLE tested_role LOGIN PASSWORD 'x'")
    yield "tested_role"
    superuser.execute("REASSIGN OWNED BY tested_role TO samenspel_owner")
    superuser.execute("DROP OWNED BY tested_role")
    superuser.execute("DROP ROLE tested_role")


@pytest.fixture
def as_role(role):
    """Let the application connect as the tested role."""
    settings = connections["default"].settings_dict
    before = settings["USER"], settings["PASSWORD"]
    settings["USER"], settings["PASSWORD"] = role, "x"
    yield
    settings["USER"], settings["PASSWORD"] = before


def problems():
    return [problem.removeprefix("The database role ") for problem in checks.application_problems()]


def test_application_role_is_fine():
    assert problems() == []
    checks.refuse_unsafe_role()
    assert checks.check_database_role(None) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("ALTER ROLE tested_role BYPASSRLS", "tested_role has BYPASSRLS."),
        ("GRANT samenspel_owner TO tested_role", "tested_role is a member of the tables' owner."),
        ("ALTER TABLE deliberation_room OWNER TO tested_role", "tested_role owns tables."),
    ],
)
def test_role_that_could_bypass_the_policies_is_refused(superuser, role, as_role, statement, problem):
    with superuser.transaction(force_rollback=False):
        superuser.execute(statement)
    try:
        assert problems() == [problem]
        with pytest.raises(ImproperlyConfigured, match="Refusing to serve"):
            checks.refuse_unsafe_role()
        assert [error.id for error in checks.check_database_role(None)] == ["tenancy.E001"]
    finally:
        superuser.execute("ALTER TABLE deliberation_room OWNER TO samenspel_owner")


def test_superuser_is_refused(superuser, role, as_role):
    superuser.execute("ALTER ROLE tested_role SUPERUSER")

    assert "tested_role is a superuser." in problems()


def test_role_that_can_become_a_superuser_is_refused(superuser, role, as_role):
    superuser.execute("CREATE ROLE mighty SUPERUSER")
    try:
        superuser.execute("GRANT mighty TO tested_role")

        assert "tested_role can become a role that bypasses the policies." in problems()
    finally:
        superuser.execute("DROP ROLE mighty")


def test_role_behind_set_role_is_seen_too(superuser):
    superuser.execute("SET ROLE samenspel_app")

    found = checks.role_problems(superuser)

    assert any("is a superuser" in problem for problem in found)


def test_role_in_front_of_set_role_is_seen_too(superuser, role):
    superuser.execute(sql.SQL("GRANT samenspel_owner TO {}").format(sql.Identifier(role)))
    superuser.execute("SET SESSION AUTHORIZATION tested_role")
    superuser.execute("SET ROLE samenspel_owner")

    found = checks.role_problems(superuser)
    superuser.execute("RESET SESSION AUTHORIZATION")

    assert "The database role samenspel_owner owns tables." in found
    assert "The database role tested_role is a member of the tables' owner." in found


def test_server_refuses_to_start_as_the_owner():
    env = {**os.environ, "DATABASE_URL": os.environ["DATABASE_OWNER_URL"]}

    server = subprocess.run(
        [sys.executable, "-c", "import samenspel.config.asgi"],
        env={**env, "PYTHONPATH": f"{BASE_DIR}:{BASE_DIR / 'platform'}"},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    worker = subprocess.run(
        [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"],
        env=env,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (server.returncode, "Refusing to serve" in server.stderr) == (1, True)
    assert (worker.returncode, "tenancy.E001" in worker.stderr) == (1, True)


@pytest.mark.parametrize(
    ("base_domain", "bind", "count"),
    [
        ("localhost", "127.0.0.1", 0),
        ("demo.localhost", "::1", 0),
        ("localhost", "localhost", 0),
        ("example.org", "127.0.0.1", 1),
        ("notlocalhost", "127.0.0.1", 1),
        ("localhost", "0.0.0.0", 1),
        ("example.org", "192.0.2.1", 2),
    ],
)
def test_demo_mode_starts_on_this_machine_only(settings, base_domain, bind, count):
    settings.BASE_DOMAIN, settings.BIND = base_domain, bind

    settings.DEMO = False
    off = start.check_demo(None)
    settings.DEMO = True
    on = start.check_demo(None)

    assert (len(off), len(on)) == (0, count)
    if count:
        with pytest.raises(ImproperlyConfigured, match="Demo mode"):
            start.refuse_unsafe_start()
