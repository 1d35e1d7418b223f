"""Where an operator names a PostgreSQL and a Redis, those are used, and nothing is started."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis

from samenspel.config import services
from samenspel.config.services import BASE_DIR

SECRET = "a-secret-of-the-operator-that-is-long-enough"


@dataclass
class Operator:
    """Somebody who runs the program on servers of their own; `var` is where the program may put things."""

    env: dict[str, str]
    var: Path
    redis: "redis.Redis"

    def run(self, *command: str) -> str:
        """Run one of the program's commands; return what it prints."""
        ran = subprocess.run(
            [sys.executable, "manage.py", *command],
            env=self.env, cwd=BASE_DIR, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """Start two servers that stand for the operator's, and name them as operations.md says."""
    theirs, ours = tmp_path_factory.mktemp("theirs"), tmp_path_factory.mktemp("ours")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAMENSPEL_VAR", str(theirs))
        app, owner = services._ensure_postgres()
        redis_url = services._ensure_redis()
        env = {name: value for name, value in os.environ.items() if not name.startswith("SAMENSPEL_")}
        env |= {
            "DATABASE_URL": app,
            "DATABASE_OWNER_URL": owner,
            "REDIS_URL": redis_url,
            "SAMENSPEL_VAR": str(ours),
            "SAMENSPEL_SECRET_KEY": SECRET,
            "SAMENSPEL_PLAIN_STATIC": "1",
            "PYTHONPATH": os.pathsep.join([str(BASE_DIR), str(BASE_DIR / "platform")]),
        }
        yield Operator(env, ours, redis.Redis.from_url(redis_url))
        services.stop_services()


@pytest.fixture
def served(operator: Operator) -> Iterator[Callable[[str], tuple[int, str]]]:
    """Serve the program without its migrating role; returns what asks a path at Dijkveen's host."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in operator.env.items() if name != "DATABASE_OWNER_URL"}
    command = ["-m", "samenspel.config.server", "-b", "127.0.0.1", "-p", str(port), "samenspel.config.asgi:application"]
    server = subprocess.Popen([sys.executable, *command], env=env, cwd=BASE_DIR, stdout=subprocess.DEVNULL)

    def ask(path: str) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "dijkveen.localhost"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()

    try:
        _wait_until_open(port, server)
        yield ask
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_open(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    pytest.fail("the server did not open its port")


@pytest.fixture
def served_after_setup(operator: Operator, request: pytest.FixtureRequest) -> tuple[Callable[..., object], str]:
    """Set up as operations.md says, then serve; also gives the invitation's address that was printed."""
    operator.run("migrate", "--verbosity", "0")
    said = operator.run("create_municipality", "Dijkveen", "--slug", "dijkveen", "--admin", "griffie@dijkveen.example")
    return request.getfixturevalue("served"), said.split()[-1]


def connections_to(server: "redis.Redis") -> int:
    """Return how many connections a Redis was ever asked for; the client's own stays the same one."""
    return int(server.info("stats")["total_connections_received"])


def test_given_servers_are_used_and_nothing_is_started(operator, request):
    before = connections_to(operator.redis)
    ask, link = request.getfixturevalue("served_after_setup")

    ready, home = ask("/health/ready"), ask("/")

    assert ready[0] == 200
    assert (home[0], "Dijkveen" in home[1]) == (200, True)
    assert ask(link.partition("8000")[2])[0] == 200
    with psycopg.connect(operator.env["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT slug FROM tenancy_municipality").fetchall() == [("dijkveen",)]
    assert connections_to(operator.redis) > before
    assert operator.run("services", "stop") == "stopped: nothing was running\n"
    assert sorted(path.name for path in operator.var.iterdir()) == []
