"""PostgreSQL with a replica: the primary dies while people post, the replica takes over, and what was saved is there."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import psycopg
import pytest

from samenspel.config.services import _postgres_server
from samenspel.tenancy.backend.base import SET
from tests.chaos.conftest import Crowd
from tests.chaos.waiting import wait_until

READERS = 8


class Pair:
    """A copy of the town's server, and a replica that streams from it; every commit waits until the replica has it."""

    def __init__(self, town) -> None:
        self.primary, self.replica = town.folder / "primary", town.folder / "replica"
        server = _postgres_server(town.folder / "postgres")
        self.programs, self.user = server.bin_path, server.system_user  # PostgreSQL refuses to run as root
        parts = urlsplit(town.database)
        self.town_host = unquote(parts.hostname or parse_qs(parts.query)["host"][0])
        login = parts.netloc.rpartition("@")[0]
        hosts = ",".join(f"{quote(str(host), safe='')}:5432" for host in (self.primary, self.replica))
        self.url = f"postgresql://{login}@{hosts}{parts.path}?target_session_attrs=read-write"
        self.killed: set[Path] = set()

    @contextmanager
    def running(self):
        """Copy the town's server, and follow the copy, inside the block."""
        try:
            self._copy(self.town_host, self.primary)
            self._copy(str(self.primary), self.replica, "-R")
            self._alter(self.primary, "synchronous_commit = remote_apply", "synchronous_standby_names = '*'")
            wait_until(lambda: self._ask(self.primary, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"))
            yield self
        finally:
            for data in (self.primary, self.replica):
                if (data / "postmaster.pid").exists() and data not in self.killed:
                    self._run("pg_ctl", data, "-w", "-m", "immediate", "stop")
                shutil.rmtree(data, ignore_errors=True)

    def fail_over(self) -> None:
        """Kill the primary as a crash would, and make the replica the primary, as an operator's tool does."""
        pid = int((self.primary / "postmaster.pid").read_text("ascii").split()[0])
        os.kill(pid, signal.SIGKILL)
        self.killed.add(self.primary)
        self._run("pg_ctl", self.replica, "-w", "promote")
        self._alter(self.replica, "synchronous_standby_names = ''")  # nobody follows it yet

    def visible_rooms(self, url: str) -> tuple[int, int]:
        """Return how many rooms the application's role sees without a municipality, and with it."""
        with psycopg.connect(url) as connection:
            without = connection.execute("SELECT count(*) FROM deliberation_room").fetchone()
            municipality = connection.execute("SELECT min(id) FROM tenancy_municipality").fetchone()
            connection.execute(SET, [str(municipality[0]), ""])
            return without[0], connection.execute("SELECT count(*) FROM deliberation_room").fetchone()[0]

    def _copy(self, host: str, data: Path, *options: str) -> None:
        """Copy a server that runs, and start the copy; with `-R` it follows."""
        data.mkdir(mode=0o700)
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(data, account.pw_uid, account.pw_gid)
        self._run("pg_basebackup", data, "-h", host, "-U", "postgres", *options, "-X", "stream", "-c", "fast")
        (data / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # of the other's socket, which lies in its folder
        self._run("pg_ctl", data, "-w", "-o", f"-k {data} -c listen_addresses=''", "-l", str(data / "log"), "start")

    def _run(self, program: str, data: Path, *options: str) -> None:
        command = [str(self.programs / program), "-D", str(data), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self.user, cwd="/")

    def _ask(self, host: Path, question: str) -> list[tuple[object, ...]]:
        with psycopg.connect(host=str(host), user="postgres", dbname="postgres", autocommit=True) as connection:
            found = connection.execute(question)
            return found.fetchall() if found.description else []

    def _alter(self, host: Path, *changes: str) -> None:
        for change in changes:
            self._ask(host, f"ALTER SYSTEM SET {change}")
        self._ask(host, "SELECT pg_reload_conf()")


@pytest.fixture
def town(quiet_town):
    """The town, served from the pair; what was saved there is not in the town's own database."""
    before = list(quiet_town.saved)
    yield quiet_town
    quiet_town.saved[:] = before


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
