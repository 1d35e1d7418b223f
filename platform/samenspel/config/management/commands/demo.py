"""Serve two invented municipalities on this machine: database, demo data, worker and server, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from samenspel.config.services import BASE_DIR, stop_services

HOST = "127.0.0.1"
APPLICATION = "samenspel.config.asgi:application"


class Command(BaseCommand):
    """Bring everything up, say where it is, and take everything down again."""

    help = "Serve the demo on this machine. Safe to repeat; stops cleanly with Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=_port, default=settings.PORT, help="first port to try (8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo signs anybody in with one click. Start it with `make demo`.")
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        port = free_port(options["port"])
        env = {**os.environ, "SAMENSPEL_PORT": str(port), "SAMENSPEL_BIND": HOST, "PYTHONPATH": import_path()}
        self.stdout.write("Filling two invented municipalities ...")
        # A process of its own: links in the mail it writes name the port found above.
        subprocess.run([sys.executable, "manage.py", "fill_demo"], cwd=BASE_DIR, env=env, check=True)
        commands = [
            ["-m", "samenspel.config.server", "-b", HOST, "-p", str(port), "--no-server-name", APPLICATION],
            ["manage.py", "procrastinate", "worker", "--concurrency", "4"],
        ]
        processes = [
            subprocess.Popen([sys.executable, *command], cwd=BASE_DIR, env=env, stdout=subprocess.DEVNULL)
            for command in commands
        ]
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            wait_until_ready(port, processes)
            self.announce(port)
            wait_for_end(processes)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
        finally:
            stop(processes)
            if os.environ.get("SAMENSPEL_STARTED"):
                stop_services()

    def announce(self, port: int) -> None:
        """Print the addresses and who to sign in as."""
        lines = [
            "",
            "Samenspel is running. Open in a browser:",
            *(f"  http://{slug}.{settings.BASE_DOMAIN}:{port}/" for slug in ("zonnedael", "mistbergen")),
            "",
            "Sign in as anybody with one click (resident, organiser, council member, clerk, moderator, administrator):",
            f"  http://zonnedael.{settings.BASE_DOMAIN}:{port}/demo/",
            "Mail that was sent:",
            f"  http://zonnedael.{settings.BASE_DOMAIN}:{port}/demo/mailbox/",
            "",
            "Stop with Ctrl-C.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def import_path() -> str:
    """Return the import path that `manage.py` uses, for the processes it starts."""
    return os.pathsep.join([str(BASE_DIR), str(BASE_DIR / "platform")])


def _port(text: str) -> int:
    if not text.isdigit() or not 1024 <= int(text) <= 65000:
        raise ArgumentTypeError("a port is a number from 1024 to 65000")
    return int(text)


def free_port(first: int) -> int:
    """Return the first free port from `first` on, within twenty; raises `CommandError` when there is none."""
    for port in range(first, first + 20):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CommandError(f"The ports {first} to {first + 19} are all in use. Name another with --port.")


def wait_until_ready(port: int, processes: "list[subprocess.Popen[bytes]]") -> None:
    """Return when the server says it is ready; raises `CommandError` when a process ends or a minute passes."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for process in processes:
            if process.poll() is not None:
                raise CommandError(f"{process.args!r} ended with status {process.returncode}; its message is above.")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/health/ready", timeout=2):  # our own
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CommandError("The server did not become ready within a minute.")


def wait_for_end(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Return when one of the processes ends."""
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)


def stop(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask the processes to end, and wait for them."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
