"""Deliveries a second and milliseconds from commit to the last socket: `make bench-live`.

Ours is the whole platform: signed-in sockets on a real room, contributions posted by the action that the page calls. In the
same run, in turn with it, the same frames go through (a) the least an ASGI application can do on the same server, (b) the
Channels tutorial (`group_send`, channels-redis), (c) `websockets.broadcast`. Every server is one process with sockets of its
own; readers are counted by a process of their own (`live_client`). A burst of contributions is committed at once, and takes
from that commit until the last socket has the last of them; single contributions give the time from commit to last socket.
`python -m benchmarks.live --large` adds 5,000 sockets in one room and 1,000 over 200 rooms.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from benchmarks.pages import new_agenda, new_municipality, new_person
from tests.database import ROOT, set_up, throwaway_database

DATABASE = "bench_live"
BURST = 20  # contributions that are committed at once
SMALL_BURST = 4  # enough for the slowest
BURSTS = 5
SINGLES = 12
UNLIMITED = {
    f"SAMENSPEL_{name}": "0"
    for name in ("SOCKETS_PER_ADDRESS", "SOCKETS_PER_ACCOUNT", "SOCKETS_PER_MINUTE", "EVENTS_PER_MINUTE")
}
PEOPLE = 20
TEXT = (
    "Wij wonen hier nu twaalf jaar en zien het verkeer elk jaar drukker worden. Graag eerst de oversteek bij de school."
)


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

    def burst(self) -> None:
        """Send many frames at once and note deliveries a second."""
        before = cpu_seconds(self.server.pid)
        size = SMALL_BURST if self.name == "naive" else BURST
        seconds, busy = self._timed(size)
        self.rates.append(size * self.sockets / seconds)
        self.client_busy.append(busy)
        self.server_busy.append((cpu_seconds(self.server.pid) - before) / seconds)

    def single(self) -> None:
        """Send one frame and note the milliseconds until the last socket has it."""
        self.delays.append(self._timed(1)[0] * 1000)

    def _timed(self, frames: int) -> tuple[float, float]:
        self.ask(frames)
        start = self.publish(frames)
        answer = self.answer()
        return answer["last"] - start, answer["busy"]

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

    @property
    def rate(self) -> float:
        """Deliveries a second, the median of all bursts."""
        return statistics.median(self.rates)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 5,000 sockets, and 1,000 over 200 rooms")
    parser.add_argument("--sockets", type=int, nargs="*", default=[200, 1000], help="sockets in one room")
    parser.add_argument("--servers", nargs="*", default=["daphne", "uvicorn"], choices=["daphne", "uvicorn"])
    options = parser.parse_args()
    set_up()
    with throwaway_database(DATABASE), tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        results = {}
        for server in available(options.servers):
            for sockets in [*options.sockets, *([5000] if options.large else [])]:
                results[server, sockets] = measure(stage, server, [stage.rooms[0]], sockets)
            if options.large:
                results[server, 200] = measure(stage, server, stage.rooms, 1000)
        conclude(results, options.sockets)


def available(servers: list[str]) -> list[str]:
    """Leave out what is not installed, and say so."""
    found = []
    for server in servers:
        if subprocess.run([sys.executable, "-c", f"import {server}"], check=False, capture_output=True).returncode:
            print(f"{server} is not installed: left out. `make bench-live` installs it.")
        else:
            found.append(server)
    return found


class Stage:
    """A municipality with rooms, somebody who talks in them, and people who are signed in."""

    def __init__(self, folder: Path) -> None:
        from deliberation.models import Room
        from samenspel.accounts.models import RoleGrant
        from samenspel.tenancy.context import municipality_context

        self.municipality = new_municipality("bench")
        self.cookies = folder / "cookies"
        with municipality_context(self.municipality):
            self.author = new_person("author")
            RoleGrant.objects.create(user=self.author, role="council_member")
            people = [new_person(f"reader{number}") for number in range(PEOPLE)]
            new_agenda(200)
            self.rooms = list(Room.objects.select_related("stream").order_by("pk"))
        self.cookies.write_text("\n".join(session_of(self.municipality, person) for person in people), "ascii")

    def post(self, rooms: list[Any], number: int) -> float:
        """Post so many contributions in each room, in one transaction a room; return the moment of the first commit."""
        from django.db import transaction

        from deliberation.actions import post_contribution
        from samenspel.tenancy.context import municipality_context

        moments: list[float] = []
        with municipality_context(self.municipality):
            for room in rooms:
                with transaction.atomic():
                    transaction.on_commit(lambda: moments.append(time.monotonic()))
                    for _ in range(number):
                        post_contribution(room, actor=self.author, text=TEXT)
        return moments[0]

    def last_sequence(self, room: Any) -> int:
        """Return how far a room's events are."""
        from samenspel.tenancy.context import municipality_context

        with municipality_context(self.municipality):
            room.stream.refresh_from_db()
            return int(room.stream.last_sequence)

    def frame(self) -> str:
        """Return a frame as the readers of the platform get it."""
        from samenspel.realtime.queries import frames_after
        from samenspel.tenancy.context import municipality_context

        self.post(self.rooms[:1], 1)
        with municipality_context(self.municipality):
            last = self.last_sequence(self.rooms[0])
            return frames_after(self.rooms[0].stream_id, last - 1, language="nl")[0].text


def session_of(municipality: Any, person: Any) -> str:
    """Sign a person in; return the value of the cookie."""
    from benchmarks.pages import signed_in

    return str(signed_in(municipality, person).cookies["sessionid"].value)


def measure(stage: Stage, server: str, rooms: list[Any], sockets: int) -> dict[str, Contestant]:
    """Let all contestants send, in turn, so that the machine's moods hit them alike; print their lines."""
    print(f"\n{server}, {sockets} sockets in {len(rooms)} room{'s' * (len(rooms) > 1)}", flush=True)
    with ExitStack() as stack:
        enter = stack.enter_context
        contestants = {"ours": enter(ours(stage, server, rooms, sockets))}
        if len(rooms) == 1:
            frame = stage.frame()
            contestants["ours"].ask(1)  # that frame was posted in its room
            contestants["ours"].answer()
            contestants["bare"] = enter(reference("bare", server, sockets, frame))
            contestants["naive"] = enter(reference("naive", server, sockets, frame))
            contestants["broadcast"] = enter(reference("broadcast", "", sockets, frame))
        for contestant in contestants.values():
            contestant.single()  # the first time, rooms are subscribed to and templates are read
            contestant.delays.clear()
        for _ in range(BURSTS):
            for contestant in contestants.values():
                contestant.burst()
        for _ in range(SINGLES):
            for contestant in contestants.values():
                contestant.single()
        show(list(contestants.values()))
    return contestants


@contextmanager
def ours(stage: Stage, server: str, rooms: list[Any], sockets: int) -> Iterator[Contestant]:
    """Serve the platform and open its sockets."""
    each = sockets // len(rooms)
    paths = [f"/ws/rooms/{room.pk}/?after={stage.last_sequence(room)}&language=nl:{each}" for room in rooms]
    with contestant(
        "ours", command(server, "samenspel.config.asgi:application"), sockets, paths, stage.cookies, PYTHONPATH=path(),
        DATABASE_URL=of_database(os.environ["DATABASE_URL"]), SAMENSPEL_NO_POOL="",
        DATABASE_OWNER_URL=of_database(os.environ["DATABASE_OWNER_URL"]),
        **UNLIMITED,  # all readers sit at one address
    ) as found:  # fmt: skip
        found.publish = lambda number: stage.post(rooms, number)
        if len(rooms) > 1:
            found.sockets = each * len(rooms)
        yield found


@contextmanager
def reference(name: str, server: str, sockets: int, frame: str) -> Iterator[Contestant]:
    """Serve one of the small servers and open its sockets."""
    from websockets.sync.client import connect

    start = command(server, f"benchmarks.live_servers:{name}") if server else ["-m", "benchmarks.live_servers"]
    with (
        tempfile.NamedTemporaryFile("w") as cookies,
        contestant(name, start, sockets, [f"/read:{sockets}"], Path(cookies.name), LIVE_SERVER=name) as found,
        connect(f"ws://127.0.0.1:{found.port}/publish", compression=None, ping_interval=None) as publisher,
    ):

        def publish(number: int) -> float:
            start = time.monotonic()
            for _ in range(number):
                publisher.send(frame)
            return start

        found.publish = publish
        yield found


def command(server: str, application: str) -> list[str]:
    """Return how a server is started; the port comes last."""
    if server == "daphne":
        return ["-m", "samenspel.config.server", "-v", "0", "-b", "127.0.0.1", "--no-server-name", application, "-p"]
    return ["-m", "uvicorn", "--host", "127.0.0.1", "--log-level", "warning", application, "--port"]


@contextmanager
def contestant(
    name: str, start: list[str], sockets: int, paths: list[str], cookies: Path, **env: str
) -> Iterator[Contestant]:
    """Start a server, weigh it without and with its sockets, and end it."""
    cookies.write_text(cookies.read_text("ascii") or "nobody", "ascii")
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
                process.terminate()
                process.wait(timeout=20)


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
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return once somebody listens."""
    import socket

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
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show(contestants: list[Contestant]) -> None:
    """Print a line for each."""
    print(
        f"{'':<12}{'deliveries/s':>14}{'p50 ms':>9}{'p95 ms':>9}{'kB/socket':>11}{'server busy':>13}{'client busy':>13}"
    )
    for each in contestants:
        p95 = statistics.quantiles(each.delays, n=20)[-1]
        busy = f"{statistics.median(each.server_busy):>13.0%}{statistics.median(each.client_busy):>13.0%}"
        median = statistics.median(each.delays)
        print(f"{each.name:<12}{each.rate:>14,.0f}{median:>9.1f}{p95:>9.1f}{each.kilobytes:>11.1f}{busy}", flush=True)


def conclude(results: dict[tuple[str, int], dict[str, Contestant]], sizes: list[int]) -> None:
    """Print the ratios; the last line is for 1,000 sockets on the default server."""
    print()
    for (server, sockets), found in results.items():
        if "bare" in found:
            ratios = " ".join(f"vs_{name}={found['ours'].rate / found[name].rate:.2f}" for name in list(found)[1:])
            print(f"{server} {sockets} sockets: {ratios}")
    chosen = results.get(("daphne", 1000)) or next(found for found in results.values() if "bare" in found)
    mine = chosen["ours"]
    ratios = f"vs_bare={mine.rate / chosen['bare'].rate:.2f} vs_naive={mine.rate / chosen['naive'].rate:.2f}"
    print(f"live {ratios} kb_per_socket={mine.kilobytes:.0f}")


if __name__ == "__main__":
    main()
