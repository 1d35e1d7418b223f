"""Redis servers of a test's own: a primary that Sentinels watch, or a Cluster, each a real process on loopback."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import redis

from samenspel.config.services import _redis_binary
from tests.chaos.conftest import free_port
from tests.chaos.waiting import wait_until

SLOTS = 16384
HOST = "127.0.0.1"


class Servers:
    """Processes in a folder, by port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: dict[int, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            self.set_up()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def set_up(self) -> None:
        """Start what belongs together."""
        raise NotImplementedError

    def start(self, *options: str, sentinel_of: int | None = None) -> int:
        """Start one server; return its port once it answers."""
        port = _port_for_a_cluster()
        folder = self.folder / str(port)
        folder.mkdir()
        command = [_redis_binary("redis-server")]
        if sentinel_of is not None:
            # A Sentinel writes what it learns into its own file.
            lines = [
                f"sentinel monitor samenspel {HOST} {sentinel_of} 2",
                "sentinel down-after-milliseconds samenspel 500",
                "sentinel failover-timeout samenspel 3000",
            ]
            (folder / "sentinel.conf").write_text("\n".join(lines) + "\n", encoding="ascii")
            command += [str(folder / "sentinel.conf"), "--sentinel"]
        command += [
            "--port",
            str(port),
            "--bind",
            HOST,
            "--dir",
            str(folder),
            "--logfile",
            str(folder / "log"),
            *options,
        ]
        self.processes[port] = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(lambda: self.ask(port, lambda client: client.ping()))
        return port

    def ask(self, port: int, question: Callable[["redis.Redis"], Any]) -> Any:
        """Ask one server something; None when it does not answer."""
        try:
            with redis.Redis(host=HOST, port=port, socket_timeout=2, decode_responses=True) as client:
                return question(client)
        except redis.RedisError:
            return None

    def kill(self, port: int) -> None:
        """End one server as a crash would."""
        process = self.processes.pop(port)
        process.kill()
        process.wait()

    def freeze(self, port: int) -> None:
        """Let a server keep its connections and answer nothing any more."""
        os.kill(self.processes[port].pid, signal.SIGSTOP)

    def thaw(self, port: int) -> None:
        """Let a frozen server go on."""
        os.kill(self.processes[port].pid, signal.SIGCONT)

    def stop(self) -> None:
        """End all."""
        for port in list(self.processes):
            self.kill(port)

    def subscribed(self, port: int) -> int:
        """Return how many hubs listen at a server."""
        told = self.ask(port, lambda client: client.pubsub_numsub("samenspel:hub"))
        return int(told[0][1]) if told else 0


class Watched(Servers):
    """A primary, a replica, and three Sentinels that agree on which is which."""

    def set_up(self) -> None:
        self.primary = self.start()
        self.replica = self.start("--replicaof", HOST, str(self.primary))
        self.sentinels = [self.start(sentinel_of=self.primary) for _ in range(3)]
        wait_until(lambda: all(self._knows_the_others(port) for port in self.sentinels))
        self.url = f"redis+sentinel://{','.join(f'{HOST}:{port}' for port in self.sentinels)}/samenspel/0"

    def is_primary(self, port: int) -> bool:
        """Return whether the Sentinels agree that this is the primary, and it takes writes."""
        told = [
            self.ask(each, lambda client: client.sentinel_get_master_addr_by_name("samenspel"))
            for each in self.sentinels
        ]
        return set(told) == {(HOST, port)} and self.ask(port, lambda client: client.role())[0] == "master"

    def _knows_the_others(self, port: int) -> bool:
        told = self.ask(port, lambda client: client.sentinel_master("samenspel"))
        return told is not None and (told["num-other-sentinels"], told["num-slaves"]) == (2, 1)


class Cluster(Servers):
    """Three primaries that share the keys, and a replica of the first."""

    def set_up(self) -> None:
        options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "1000")
        self.nodes = [self.start(*options) for _ in range(4)]
        first = self.nodes[0]
        for number, port in enumerate(self.nodes[:3]):
            slots = range(number * SLOTS // 3, (number + 1) * SLOTS // 3)
            self.ask(port, lambda client, slots=slots: client.execute_command("CLUSTER ADDSLOTS", *slots))
        for port in self.nodes[1:]:
            self.ask(port, lambda client: client.execute_command("CLUSTER MEET", HOST, first))
        wait_until(lambda: all(self._count(port) == 4 for port in self.nodes))
        name = self.ask(first, lambda client: client.execute_command("CLUSTER MYID"))
        self.ask(self.nodes[3], lambda client: client.execute_command("CLUSTER REPLICATE", name))
        wait_until(lambda: all(self.is_well(port) for port in self.nodes))
        wait_until(lambda: self.ask(self.nodes[3], lambda client: client.role())[3] == "connected")
        self.url = f"redis+cluster://{','.join(f'{HOST}:{port}' for port in self.nodes)}"

    def is_well(self, port: int) -> bool:
        """Return whether a server thinks that all keys are served."""
        told = self.ask(port, lambda client: client.execute_command("CLUSTER INFO"))
        return told is not None and told["cluster_state"] == "ok"

    def _count(self, port: int) -> int:
        return int(self.ask(port, lambda client: client.execute_command("CLUSTER INFO"))["cluster_known_nodes"])


def _port_for_a_cluster() -> int:
    """Servers of a Cluster talk to each other on a port that is 10,000 higher."""
    while True:
        port = free_port()
        if port > 55_000:
            continue
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port + 10_000)):
                return port
