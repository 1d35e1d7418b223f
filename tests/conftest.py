"""The cast, the two municipalities, and a PostgreSQL in which row-level security holds for the tests as well."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

os.environ["DJANGO_SETTINGS_MODULE"] = "samenspel.config.settings"  # here, because the services must run first
os.environ.setdefault("SAMENSPEL_NO_POOL", "1")
os.environ.setdefault("SAMENSPEL_PLAIN_STATIC", "1")
os.environ["SAMENSPEL_CACHE_PREFIX"] = f"test-{os.getpid()}"

from samenspel.config.services import ensure_services  # noqa: E402

ensure_services()
# Each process of pytest-xdist has a Redis database of its own: clearing the cache clears all of it.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].split('?')[0]}?db={1 + _worker % 15}"

import django  # noqa: E402

django.setup()
# A process of pytest-xdist reads its settings before this file, with the address of the process that started it.
from django.conf import settings as _settings  # noqa: E402

_settings.REDIS_URL = _settings.CACHES["default"]["LOCATION"] = os.environ["REDIS_URL"]
_settings.CACHES["default"]["KEY_PREFIX"] = os.environ["SAMENSPEL_CACHE_PREFIX"]

import psycopg  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.backends.postgresql.operations import DatabaseOperations  # noqa: E402
from django.test import Client  # noqa: E402

from tests.people import sign_in  # noqa: E402

GLOBAL_TABLES = {
    *("tenancy_municipality", "tenancy_domain", "django_migrations", "django_content_type"),
    *("auth_permission", "auth_group", "auth_group_permissions"),
}


# --- The database: made and migrated by the owner, used by the application's role.


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    app, owner = settings.DATABASES["default"], settings.DATABASES["owner"]
    app["_APP_USER"] = app["USER"]
    connections["default"].settings_dict["USER"] = owner["USER"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Switch to the application's role once the owner has made the tables; make the two municipalities."""
    default, owner = connections["default"], connections["owner"]
    owner_user = default.settings_dict["USER"]
    with django_db_blocker.unblock():
        default.close()
        default.settings_dict["USER"] = "samenspel_app"
        owner.settings_dict["NAME"] = default.settings_dict["NAME"]
        from samenspel.tenancy.actions import create_municipality_row

        for slug, name in (("zonnedael", "Zonnedael"), ("mistbergen", "Mistbergen")):
            create_municipality_row(slug=slug, name=name)
        owner.close()
    yield
    with django_db_blocker.unblock():
        owner.close()
        default.close()
        _wait_for_the_last_to_leave(default.settings_dict["NAME"])
        default.settings_dict["USER"] = owner_user


def _wait_for_the_last_to_leave(database: str) -> None:
    """A server that was just stopped may still be closing its connection, and nobody drops a database in use.

    What is left after that is told and ended: a thread that ended with its loop, for one, never closes what it opened.
    """
    params = connections["default"].get_connection_params()
    keep = {k: params[k] for k in ("user", "password", "host", "port") if k in params}
    deadline = time.monotonic() + 5
    others = "FROM pg_stat_activity WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()"
    with psycopg.connect(**keep, dbname=database, autocommit=True) as app:
        while left := app.execute(f"SELECT backend_start, query {others}", [database]).fetchall():
            if time.monotonic() > deadline:
                sys.stderr.write(f"still using {database}, now ended: {left}\n")
                app.execute(f"SELECT pg_terminate_backend(pid) {others}", [database])
                return
            time.sleep(0.1)


def _flush_as_owner(self: DatabaseOperations, sql_list: list[str]) -> None:
    """TRUNCATE is never granted to the application; global tables stay, so the municipalities do too."""
    params = connections["owner"].get_connection_params()
    keep = {k: params[k] for k in ("user", "password", "host", "port") if k in params}
    with psycopg.connect(**keep, dbname=connections["default"].settings_dict["NAME"], autocommit=True) as owner:
        rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        keep_rows = {*GLOBAL_TABLES, "procrastinate_workers"}  # a journey's worker goes on from test to test
        tables = ", ".join(f'"{name}"' for (name,) in rows if name not in keep_rows)
        owner.execute(f"TRUNCATE {tables} RESTART IDENTITY")


DatabaseOperations.execute_sql_flush = _flush_as_owner  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """Nothing that a test left in the process or in the cache reaches the next one."""
    from samenspel.tenancy.queries import forget_cached_municipalities

    forget_cached_municipalities()
    yield
    forget_cached_municipalities()
    cache.clear()


@pytest.fixture(autouse=True)
def _real_outbox(settings: Any) -> None:
    """Mail is written down as in production: Django would replace the backend in tests."""
    settings.EMAIL_BACKEND = "samenspel.notifications.backend.OutboxBackend"


# --- Municipalities. `zonnedael` is where the tests live; `mistbergen` exists so that leaks can show.


@pytest.fixture
def zonnedael(db: None) -> Any:
    from samenspel.tenancy.models import Municipality
    from samenspel.tenancy.queries import with_settings

    return with_settings(Municipality.objects.get(slug="zonnedael"))


@pytest.fixture
def mistbergen(db: None) -> Any:
    from samenspel.tenancy.models import Municipality
    from samenspel.tenancy.queries import with_settings

    return with_settings(Municipality.objects.get(slug="mistbergen"))


@pytest.fixture
def in_zonnedael(zonnedael: Any) -> Iterator[Any]:
    """Run the test's own code for Zonnedael. Not for async tests: use `municipality_context` there."""
    from samenspel.tenancy.context import municipality_context

    with municipality_context(zonnedael):
        yield zonnedael


# --- The cast: Alice proposes, Bob comments, Carol is a council member, Griet the clerk, Omar the organiser,
# --- Mo the moderator, Ada the administrator; Mallory lives in the other municipality.

CAST = {
    "alice": (), "bob": (), "carol": ("council_member",), "griet": ("clerk",), "omar": ("organiser",),
    "mo": ("moderator",), "ada": ("administrator",),
}  # fmt: skip


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    """Make a person: `make_user(municipality, "alice", roles=("clerk",), level=1)`."""
    from samenspel.accounts.models import RoleGrant, User
    from samenspel.tenancy.context import municipality_context

    def make(municipality: Any, name: str, *, roles: tuple[str, ...] = (), level: int = 1, **fields: Any) -> Any:
        with municipality_context(municipality):
            user = User.objects.create(
                email=fields.pop("email", f"{name}@example.org"),
                display_name=fields.pop("display_name", name.title()),
                verification_level=level,
                **fields,
            )
            user.set_unusable_password()
            user.save()
            for role in roles:
                RoleGrant.objects.create(user=user, role=role)
        return user

    return make


def _cast_member(name: str) -> Any:
    @pytest.fixture(name=name)
    def member(zonnedael: Any, make_user: Callable[..., Any]) -> Any:
        return make_user(zonnedael, name, roles=CAST[name])

    return member


alice, bob, carol, griet, omar, mo, ada = (_cast_member(name) for name in CAST)


@pytest.fixture
def mallory(mistbergen: Any, make_user: Callable[..., Any]) -> Any:
    """An administrator, clerk and moderator of the other municipality: the strongest outsider."""
    return make_user(
        mistbergen, "mallory", roles=("administrator", "clerk", "moderator", "organiser", "council_member")
    )


# --- Browsers without a browser.


@pytest.fixture
def browser_at(db: None) -> Callable[..., Client]:
    """Return a test client at a municipality's host: `browser_at(zonnedael, user=alice)`; staff with second factor."""

    def at(municipality: Any, *, user: Any = None, **options: Any) -> Client:
        client = Client(headers={"host": f"{municipality.slug}.localhost"}, **options)
        if user is not None:
            sign_in(client, user)
        return client

    return at


@pytest.fixture
def as_(browser_at: Callable[..., Client]) -> Callable[[Any], Client]:
    """Return a client signed in as this person at their own municipality: `as_(alice).get("/")`."""
    return lambda user: browser_at(user.municipality, user=user)


@pytest.fixture
def anonymous(zonnedael: Any, browser_at: Callable[..., Client]) -> Client:
    """A client at Zonnedael that is not signed in."""
    return browser_at(zonnedael)


def sql(statement: str, params: Any = None) -> list[tuple[Any, ...]]:
    """Run raw SQL as the application's role; return the rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []
