"""Serve with several processes behind one port; a process that ends is started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentTypeError
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from samenspel.config.management.commands.demo import import_path, stop
from samenspel.config.services import BASE_DIR

BACKLOG = 4096  # connections that wait to be taken: a town that comes back at once
REST = 1.0  # seconds between two starts of the same process


class Command(BaseCommand):
    """Open the port once and let every process take connections from it."""

    help = "Serve pages and sockets with several processes behind one port. Stops cleanly with Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--processes", type=_number, default=1, help="one per core (1)")
        parser.add_argument("--port", type=_number, default=settings.PORT, help=f"({settings.PORT})")

    def handle(self, *args: Any, **options: Any) -> None:
        # One listening socket for all, not one each (SO_REUSEPORT): what a frozen process does not take, another does.
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((settings.BIND, options["port"]))
            except OSError as error:
                raise CommandError(f"Port {options['port']} cannot be used: {error.strerror}.") from error
            listener.listen(BACKLOG)
            signal.signal(signal.SIGTERM, _interrupt)
            processes: list[subprocess.Popen[bytes]] = []
            try:
                for _ in range(options["processes"]):
                    processes.append(start(listener))
                self.stdout.write(f"Serving on {settings.BIND}:{options['port']}. Stop with Ctrl-C.")
                self.stdout.flush()
                keep_running(processes, listener)
            except KeyboardInterrupt:
                self.stdout.write("Stopping ...")
            finally:
                stop(processes)


def start(listener: socket.socket) -> "subprocess.Popen[bytes]":
    """Start one server process that takes connections from a listening socket."""
    number = listener.fileno()
    command = [
        *("-m", "samenspel.config.server", "-v", "0", "--no-server-name", "--fd", str(number)),
        "samenspel.config.asgi:application",
    ]
    env = {**os.environ, "PYTHONPATH": import_path()}
    return subprocess.Popen([sys.executable, *command], cwd=BASE_DIR, env=env, pass_fds=[number])


def keep_running(processes: "list[subprocess.Popen[bytes]]", listener: socket.socket) -> None:
    """Start a process again whenever one ends; runs until it is interrupted."""
    while True:
        time.sleep(REST)
        for place, process in enumerate(processes):
            if process.poll() is not None:
                processes[place] = start(listener)


def _number(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65000:
        raise ArgumentTypeError("give a whole number, 1 or more")
    return int(text)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
