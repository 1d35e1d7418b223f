"""PostgreSQL with a replica: the primary dies while people post, the replica takes over, and what was saved is there."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
from contextlib import contextmanager
from urllib.parse import parse_qs, quote, unquote, urlsplit

import psycopg
import pytest

from samenspel.config.services import _postgres_server
from samenspel.tenancy.backend.base import SET
from tests.chaos.conftest import Crowd
from tests.chaos.waiting import wait_until

READERS = 8


class Pair:
    """The town's own server, and a replica that streams from it; every commit waits until the replica has it."""

    def __init__(self, town) -> None:
        self.data = town.folder / "replica"
        server = _postgres_server(town.folder / "postgres")
        self.programs, self.user = server.bin_path, server.system_user  # PostgreSQL refuses to run as root
        parts = urlsplit(town.database)
        self.primary_host = unquote(parts.hostname or parse_qs(parts.query)["host"][0])
        self.primary_pid = int((town.folder / "postgres" / "postmaster.pid").read_text("ascii").split()[0])
        login = parts.netloc.rpartition("@")[0]
        hosts = ",".join(f"{quote(host, safe='')}:5432" for host in (self.primary_host, str(self.data)))
        self.url = f"postgresql://{login}@{hosts}{parts.path}?target_session_attrs=read-write"

    @contextmanager
    def running(self):
        """Copy the primary and follow it inside the block."""
        self.data.mkdir(mode=0o700)
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.data, account.pw_uid, account.pw_gid)
        self._run("pg_basebackup", "-h", self.primary_host, "-U", "postgres", "-R", "-X", "stream", "-c", "fast")
        (self.data / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # of the primary's socket, which lies in its folder
        self._run("pg_ctl", "-w", "-o", f"-k {self.data} -c listen_addresses=''", "-l", str(self.data / "log"), "start")
        try:
            self._alter(self.primary_host, "synchronous_commit = remote_apply", "synchronous_standby_names = '*'")
            wait_until(
                lambda: self._ask(self.primary_host, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
            )
            yield self
        finally:
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")
            shutil.rmtree(self.data)

    def fail_over(self) -> None:
        """Kill the primary as a crash would, and make the replica the primary, as an operator's tool does."""
        os.kill(self.primary_pid, signal.SIGKILL)
        self._run("pg_ctl", "-w", "promote")
        self._alter(str(self.data), "synchronous_standby_names = ''")  # nobody follows it yet

    def visible_rooms(self, url: str) -> tuple[int, int]:
        """Return how many rooms the application's role sees without a municipality, and with it."""
        with psycopg.connect(url) as connection:
            without = connection.execute("SELECT count(*) FROM deliberation_room").fetchone()
            municipality = connection.execute("SELECT min(id) FROM tenancy_municipality").fetchone()
            connection.execute(SET, [str(municipality[0]), ""])
            return without[0], connection.execute("SELECT count(*) FROM deliberation_room").fetchone()[0]

    def _run(self, program: str, *options: str) -> None:
        command = [str(self.programs / program), "-D", str(self.data), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self.user, cwd="/")

    def _ask(self, host: str, question: str) -> list[tuple[object, ...]]:
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
            found = connection.execute(question)
            return found.fetchall() if found.description else []

    def _alter(self, host: str, *changes: str) -> None:
        for change in changes:
            self._ask(host, f"ALTER SYSTEM SET {change}")
        self._ask(host, "SELECT pg_reload_conf()")


@pytest.fixture
def pair(town):
    with Pair(town).running() as pair:
        yield pair
        town.stop_serving()


async def test_replica_takes_over_and_holds_what_was_saved(town, pair):
    await asyncio.to_thread(town.serve, DATABASE_URL=pair.url)
    async with Crowd(town, READERS) as crowd:
        await town.post(3)
        posting = asyncio.create_task(town.post(10))
        await asyncio.to_thread(pair.fail_over)
        await posting
        await town.post(2)

        await crowd.has_everything()
    assert pair.visible_rooms(pair.url) == (0, 1)
