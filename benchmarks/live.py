"""Deliveries a second, what they cost, and milliseconds from commit to the last socket: `make bench-live`.

Ours is the whole platform: signed-in sockets on a real room, contributions posted by the action that the page calls. In the
same run, in turn with it, the same frames go through (a) `bare`: the least an ASGI application can do on the same server
(`stock`: on daphne as it comes), (b) `naive`: the Channels tutorial (`group_send`, channels-redis), (c)
`websockets.broadcast`. `daphne` is the server of `manage.py serve`, which is daphne with sockets of our own.

Every server is one process; readers are counted by a process of their own (`live_client`). A burst of contributions is
committed at once, and takes from that commit until the last socket has the last of them; single contributions give the
time from commit to last socket. On a machine where others work too, trust the last columns more than the first: the
microseconds of processor time that a delivery costs the server. `client max` is how many deliveries the readers' process
takes a second when it does nothing else, measured on (c), which hands it every frame apart.

`--large` adds 5,000 sockets in one room, 1,000 over 200 rooms, and 5,000 who come back after a restart (`live_storm`).
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import live_storm
from benchmarks.live_contestants import DATABASE, Contestant, command, contestant, of_database, path
from benchmarks.live_stage import Stage
from tests.database import set_up, throwaway_database

BURST = 40  # contributions that are committed at once
BURSTS = 5
SINGLES = 12
LARGE = 5000
ROOMS = 200

UNLIMITED = {f"SAMENSPEL_SOCKETS_PER_{what}": "0" for what in ("ADDRESS", "ACCOUNT", "MINUTE")}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 5,000 sockets, 1,000 over 200 rooms, and a storm")
    parser.add_argument("--sockets", type=int, nargs="*", default=[200, 1000], help="sockets in one room")
    parser.add_argument("--rooms", type=int, nargs="*", default=[], help="sockets over 200 rooms")
    parser.add_argument("--storm", type=int, help="sockets that come back after a restart")
    parser.add_argument("--servers", nargs="*", default=["daphne", "uvicorn"], choices=["daphne", "uvicorn"])
    options = parser.parse_args()
    sizes = [*options.sockets, *([LARGE] if options.large else [])]
    spread = [*options.rooms, *([1000] if options.large else [])]
    storm = options.storm or (LARGE if options.large else 0)
    allow_files(2 * max([*sizes, *spread, storm]) + 500)
    os.environ.update(UNLIMITED)  # all readers sit at one address
    set_up()
    with throwaway_database(DATABASE), tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        results = {}
        for server in available(options.servers):
            for sockets in sizes:
                results[server, sockets] = measure(stage, server, stage.rooms[:1], sockets)
            for sockets in spread:
                measure(stage, server, stage.rooms[:ROOMS], sockets)
        if storm:
            live_storm.measure(stage, storm)
        if results:
            conclude(results)


def allow_files(number: int) -> None:
    """Let this process and those it starts open so many files; ends when the system does not allow it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most not in (resource.RLIM_INFINITY,) and most < number:
        raise SystemExit(f"this needs {number} open files, and the system allows {most}: raise it with `ulimit -Hn`")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def available(servers: list[str]) -> list[str]:
    """Leave out what is not installed, and say so."""
    found = []
    for server in servers:
        if subprocess.run([sys.executable, "-c", f"import {server}"], check=False, capture_output=True).returncode:
            print(f"{server} is not installed: left out. `make bench-live` installs it.")
        else:
            found.append(server)
    return found


def measure(stage: Stage, server: str, rooms: list[Any], sockets: int) -> dict[str, Contestant]:
    """Let all contestants send, in turn, so that the machine's moods hit them alike; print their lines."""
    print(f"\n{server}, {sockets} sockets in {len(rooms)} room{'s' * (len(rooms) > 1)}", flush=True)
    frame = stage.frame()
    with ExitStack() as stack:
        contestants = {"ours": stack.enter_context(ours(stage, server, rooms, sockets))}
        for name in ("bare", "stock", "naive", "broadcast"):
            if name == "stock" and server != "daphne":
                continue
            try:
                contestants[name] = stack.enter_context(reference(name, server, len(rooms), sockets, frame))
            except SystemExit as reason:
                if name != "naive":
                    raise
                print(f"naive is left out: {reason}", flush=True)
        for each in contestants.values():
            each.single()  # the first time, rooms are subscribed to and templates are read
            each.delays.clear()
        for _ in range(BURSTS):
            for each in contestants.values():
                each.burst(size_for(each.name, sockets, len(rooms)))
        for _ in range(SINGLES):
            for each in contestants.values():
                each.single()
        show(contestants)
    return contestants


def size_for(name: str, sockets: int, rooms: int) -> int:
    """Return how many frames a burst has in each room: few for who would take long."""
    if name == "naive":
        return max(1, 4000 // sockets)
    return BURST if rooms == 1 else 2


@contextmanager
def ours(stage: Stage, server: str, rooms: list[Any], sockets: int) -> Iterator[Contestant]:
    """Serve the platform and open its sockets."""
    each = sockets // len(rooms)
    paths = [f"/ws/rooms/{room.pk}/?after={stage.last_sequence(room)}&language=nl:{each}" for room in rooms]
    with contestant(
        "ours", command(server, "samenspel.config.asgi:application"), sockets, paths, stage.cookies, PYTHONPATH=path(),
        DATABASE_URL=of_database(os.environ["DATABASE_URL"]), SAMENSPEL_NO_POOL="",
        DATABASE_OWNER_URL=of_database(os.environ["DATABASE_OWNER_URL"]),
    ) as found:  # fmt: skip
        found.publish = lambda number: stage.post(rooms, number)
        yield found


@contextmanager
def reference(name: str, server: str, rooms: int, sockets: int, frame: str) -> Iterator[Contestant]:
    """Serve one of the small servers and open its sockets."""
    from websockets.sync.client import connect

    which = {"stock": "bare"}.get(name, name)
    start = command("stock" if name == "stock" else server, f"benchmarks.live_servers:{which}")
    if name == "broadcast":
        start = ["-m", "benchmarks.live_servers"]
    paths = [f"/read/{room}:{sockets // rooms}" for room in range(rooms)]
    with ExitStack() as stack:
        cookies = Path(stack.enter_context(tempfile.NamedTemporaryFile("w")).name)
        cookies.write_text("nobody", "ascii")
        found = stack.enter_context(contestant(name, start, sockets, paths, cookies, LIVE_SERVER=which))
        address = f"ws://127.0.0.1:{found.port}/publish"
        publishers = [
            stack.enter_context(connect(f"{address}/{room}", compression=None, ping_interval=None))
            for room in range(rooms)
        ]

        def publish(number: int) -> float:
            start = time.monotonic()
            for publisher in publishers:
                for _ in range(number):
                    publisher.send(frame)
            return start

        found.publish = publish
        yield found


COLUMNS: list[tuple[str, Callable[[Contestant], str]]] = [
    ("deliveries/s", lambda one: f"{one.rate:,.0f}"),
    ("p50 ms", lambda one: f"{statistics.median(one.delays):.1f}"),
    ("p95 ms", lambda one: f"{statistics.quantiles(one.delays, n=20)[-1]:.1f}"),
    ("kB/socket", lambda one: f"{one.kilobytes:.1f}"),
    ("server busy", lambda one: f"{statistics.median(one.server_busy):.0%}"),
    ("client busy", lambda one: f"{statistics.median(one.client_busy):.0%}"),
    ("server µs/delivery", lambda one: f"{one.cost:.1f}"),
]


def show(contestants: dict[str, Contestant]) -> None:
    """Print a line for each, and how much more the readers' process could have taken."""
    print(f"{'':<12}" + "".join(f"{title:>{len(title) + 3}}" for title, _ in COLUMNS))
    for one in contestants.values():
        print(f"{one.name:<12}" + "".join(f"{text(one):>{len(title) + 3}}" for title, text in COLUMNS), flush=True)
    print(f"client max={contestants['broadcast'].client_most:,.0f}")


def conclude(results: dict[tuple[str, int], dict[str, Contestant]]) -> None:
    """Print the ratios; the last line is for 1,000 sockets on the default server."""
    print()
    for (server, sockets), found in results.items():
        mine = found["ours"]
        rates = " ".join(f"vs_{name}={mine.rate / found[name].rate:.2f}" for name in list(found)[1:])
        costs = " ".join(f"{name}/ours={found[name].cost / mine.cost:.2f}" for name in list(found)[1:])
        print(f"{server} {sockets} sockets: {rates}; processor time {costs}")
    for server in dict.fromkeys(server for server, _ in results):
        if {(server, 200), (server, LARGE)} <= set(results):
            ratio = results[server, LARGE]["ours"].cost / results[server, 200]["ours"].cost
            print(f"{server} cost of a delivery at {LARGE} sockets / at 200: {ratio:.2f}")
    chosen = results.get(("daphne", 1000)) or next(iter(results.values()))
    mine = chosen["ours"]
    ratios = f"vs_bare={mine.rate / chosen['bare'].rate:.2f} vs_naive={mine.rate / chosen['naive'].rate:.2f}"
    print(f"live {ratios} kb_per_socket={mine.kilobytes:.0f}")


if __name__ == "__main__":
    main()
