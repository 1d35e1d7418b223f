"""One contestant of `benchmarks.live`: a server process, the process with its readers, and what was measured."""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests.database import ROOT

DATABASE = "bench_live"


@dataclass
class Contestant:
    """A server, its readers, and how to make it send; what was measured is added."""

    name: str
    server: "subprocess.Popen[bytes]"
    port: int
    sockets: int
    kilobytes: float
    readers: "subprocess.Popen[str]"
    publish: Callable[[int], float]  # sends so many frames to every socket; returns the moment it began
    rates: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    client_busy: list[float] = field(default_factory=list)
    server_busy: list[float] = field(default_factory=list)
    deliveries: int = 0  # of all bursts; with the seconds of processor time that they took
    server_cpu: float = 0.0
    client_cpu: float = 0.0

    def burst(self, size: int) -> None:
        """Send many frames at once and note deliveries a second, and what they cost."""
        before = cpu_seconds(self.server.pid)
        seconds, answer = self._timed(size)
        cpu = cpu_seconds(self.server.pid) - before
        self.rates.append(size * self.sockets / seconds)
        self.client_busy.append(answer["cpu"] / seconds)
        self.server_busy.append(cpu / seconds)
        self.deliveries += size * self.sockets
        self.server_cpu += cpu
        self.client_cpu += answer["cpu"]

    def single(self) -> None:
        """Send one frame and note the milliseconds until the last socket has it."""
        self.delays.append(self._timed(1)[0] * 1000)

    @property
    def rate(self) -> float:
        """Deliveries a second, the median of all bursts."""
        return statistics.median(self.rates)

    @property
    def cost(self) -> float:
        """Microseconds of the server's processor for one delivery."""
        return self.server_cpu / self.deliveries * 1e6

    @property
    def client_most(self) -> float:
        """Deliveries a second that the readers' process can take: what it took a second of its own processor time."""
        return self.deliveries / self.client_cpu

    def _timed(self, frames: int) -> tuple[float, dict[str, float]]:
        self.ask(frames)
        start = self.publish(frames)
        answer = self.answer()
        return answer["last"] - start, answer

    def ask(self, frames: int) -> None:
        """Tell the readers what to expect."""
        assert self.readers.stdin is not None
        self.readers.stdin.write(f"{frames * self.sockets}\n")
        self.readers.stdin.flush()

    def answer(self) -> dict[str, float]:
        """Return what the readers saw."""
        assert self.readers.stdout is not None
        line = self.readers.stdout.readline()
        if not line.startswith("{"):
            raise SystemExit(f"the readers of {self.name} stopped: {line or 'see the message above'}")
        return dict(json.loads(line))


def command(server: str, application: str) -> list[str]:
    """Return how a server is started; the port comes last. `daphne` is the server of `manage.py serve`."""
    modules = {"daphne": "samenspel.config.server", "stock": "daphne"}
    if server in modules:
        return ["-m", modules[server], "-v", "0", "-b", "127.0.0.1", "--no-server-name", application, "-p"]
    return ["-m", "uvicorn", "--host", "127.0.0.1", "--log-level", "warning", application, "--port"]


@contextmanager
def contestant(
    name: str, start: list[str], sockets: int, paths: list[str], cookies: Path, **env: str
) -> Iterator[Contestant]:
    """Start a server, weigh it without and with its sockets, and end it."""
    port = free_port()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "samenspel.config.settings", "PYTHONPATH": path(), **env}
    if name != "ours":
        del environment["DJANGO_SETTINGS_MODULE"]
    server = subprocess.Popen([sys.executable, *start, str(port)], cwd=ROOT, env=environment)
    readers: subprocess.Popen[str] | None = None
    try:
        wait_for(port)
        run_readers(port, cookies, [warm_up(address) for address in paths[:1]]).communicate()
        before = kilobytes(server.pid)
        readers = run_readers(port, cookies, paths)
        assert readers.stdout is not None
        if readers.stdout.readline().strip() != "ready":
            raise SystemExit(f"the readers of {name} could not connect")
        each = (kilobytes(server.pid) - before) / sockets
        yield Contestant(name, server, port, sockets, each, readers, publish=lambda _: 0.0)
    finally:
        for process in (readers, server):
            if process is not None:
                end(process)


def end(process: "subprocess.Popen[Any]") -> None:
    """End a process, by force when it does not end by itself."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def warm_up(address: str) -> str:
    """Return the same address with a few sockets: what is read once is no sockets' weight."""
    return f"{address.rpartition(':')[0]}:10"


def run_readers(port: int, cookies: Path, paths: list[str]) -> "subprocess.Popen[str]":
    """Start the process of the readers."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.live_client", str(port), f"bench.localhost:{port}", str(cookies), *paths],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def path() -> str:
    """Return the import path of the program."""
    return os.pathsep.join([str(ROOT), str(ROOT / "platform")])


def of_database(url: str) -> str:
    """Return an address of PostgreSQL with the throw-away database's name in it."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/test_{DATABASE}", parts.query, ""))


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return once somebody listens."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("a server did not start within a minute")


def kilobytes(pid: int) -> float:
    """Return the memory that a process has to itself."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Private_Dirty"):
            return float(line.split()[1])
    return 0.0


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, in all its threads."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e9
