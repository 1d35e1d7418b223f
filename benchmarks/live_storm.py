"""Thousands who come back at once: the only server process is killed, people go on posting, everybody reconnects.

`manage.py serve` starts the process again; readers wait as the page does (`live_storm_client`). Says how many seconds after
the end of the process everybody had everything, and how many transactions the database served meanwhile: outside a
transaction, each statement is one.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.live_contestants import end, free_port, of_database, path, wait_for
from benchmarks.live_stage import Stage
from tests.database import ROOT

BEFORE, MEANWHILE = 60, 20  # contributions that are there, and that come while the server is away
SETTLED = 2.0  # seconds after which PostgreSQL has counted


def measure(stage: Stage, sockets: int) -> None:
    """Let so many readers come back, and print what it took."""
    room = stage.rooms[0]
    stage.post([room], BEFORE)
    port, start = free_port(), stage.last_sequence(room)
    environment = {
        **os.environ, "PYTHONPATH": path(), "DATABASE_URL": of_database(os.environ["DATABASE_URL"]),
        "DATABASE_OWNER_URL": of_database(os.environ["DATABASE_OWNER_URL"]), "SAMENSPEL_NO_POOL": "",
    }  # fmt: skip
    command = [sys.executable, "manage.py", "serve", "--processes", "1", "--port", str(port)]
    manager = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    readers = None
    try:
        wait_for(port)
        address = f"/ws/rooms/{room.pk}/?language=nl&after="
        readers = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.live_storm_client", str(port), f"bench.localhost:{port}",
             str(stage.cookies), address, str(sockets), str(start)],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert readers.stdin is not None
        assert readers.stdout is not None
        if readers.stdout.readline().strip() != "ready":
            raise SystemExit("the readers could not connect")
        time.sleep(SETTLED)
        before = transactions()
        os.kill(child_of(manager.pid), signal.SIGKILL)
        stage.post([room], MEANWHILE)
        readers.stdin.write(f"{stage.last_sequence(room)}\n")
        readers.stdin.flush()
        answer: dict[str, Any] = json.loads(readers.stdout.readline())
        time.sleep(SETTLED)
        asked = transactions() - before
    finally:
        for process in (readers, manager):
            if process is not None:
                end(process)
    print(
        f"\nstorm of {sockets} sockets: all had everything {answer['seconds']:.1f} s after the server was killed"
        f" (it answered again after {answer['back']:.1f} s), {answer['attempts']} connections,"
        f" {asked} transactions in PostgreSQL, {answer['wrong']} readers with a gap or a double",
        flush=True,
    )


def child_of(pid: int) -> int:
    """Return the only process that a process started."""
    [child] = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return int(child)


def transactions() -> int:
    """Return how many transactions the database has ended."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
