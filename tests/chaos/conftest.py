"""A town of the chaos tests' own: PostgreSQL, Redis, and two server processes behind one port, to be broken.

Making it takes longer than most tests, so all share one: whoever breaks something leaves it whole.
"""

import asyncio
import http.client
import itertools
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from samenspel.config.services import BASE_DIR
from tests.chaos.waiting import PATIENCE
from tests.database import ROOT

TOKEN = "c" * 32
RESERVED = 2  # people who post nothing: a test changes who they are


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them run in one process of pytest-xdist, because the machine has two cores."""
    for item in items:
        if "/chaos/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def quiet_town() -> Iterator["Town"]:
    """Make a town in a folder of its own, in which nobody serves yet, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="chaos") as folder:
        town = Town(Path(folder))
        try:
            town.make()
            yield town
        finally:
            town.stop()


@pytest.fixture(scope="module")
def town(quiet_town: "Town") -> Iterator["Town"]:
    """Serve the town as it comes, for the tests of one file."""
    quiet_town.serve()
    yield quiet_town
    quiet_town.stop_serving()


class Town:
    """The servers, what was saved in the room, and who follows it."""

    def __init__(self, folder: Path) -> None:
        ours = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SAMENSPEL_NO_POOL", "SAMENSPEL_CACHE_PREFIX")
        self.folder = folder
        self.env = {key: value for key, value in os.environ.items() if key not in ours}
        self.env |= {"SAMENSPEL_VAR": str(folder), "SAMENSPEL_PLAIN_STATIC": "1"}
        self.saved: list[str] = []
        self.port = free_port()
        self.host = f"storm.localhost:{self.port}"
        self.manager: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Start PostgreSQL and Redis, and fill the database."""
        self.start_services()
        stage = subprocess.run(
            [sys.executable, "-m", "tests.chaos.stage"], cwd=ROOT, env=self.env, check=True, capture_output=True
        )
        found = json.loads(stage.stdout.splitlines()[-1])
        self.room, self.cookies, self.started = found["room"], found["cookies"], found["started"]
        self._authors = itertools.cycle(self.cookies[RESERVED:])

    def serve(self, **env: str) -> None:
        """Start the server processes, again where they run, with more in their environment."""
        self.stop_serving()
        command = [sys.executable, "manage.py", "serve", "--processes", "2", "--port", str(self.port)]
        self.manager = subprocess.Popen(command, cwd=BASE_DIR, env=self.env | env, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            assert time.monotonic() < deadline, "the servers did not start"
            assert self.manager.poll() is None, "the servers ended"

    def start_services(self) -> None:
        """Start PostgreSQL and Redis where they do not run."""
        command = [sys.executable, "manage.py", "services"]
        said = subprocess.run(command, cwd=BASE_DIR, env=self.env, check=True, capture_output=True, text=True).stdout
        self.database = said.splitlines()[0].removeprefix("DATABASE_URL=")

    def owner_address(self) -> str:
        """Return the database's address for the role that owns the tables."""
        return self.database.replace("samenspel_app:", "samenspel_owner:")

    def stop_serving(self) -> None:
        """Stop the server processes."""
        if self.manager is not None:
            for pid in self.servers():
                os.kill(pid, signal.SIGCONT)
            self.manager.terminate()
            self.manager.wait(timeout=40)
            self.manager = None

    def stop(self) -> None:
        """Stop what runs."""
        self.stop_serving()
        command = [sys.executable, "manage.py", "services", "stop"]
        subprocess.run(command, cwd=BASE_DIR, env=self.env, check=True, stdout=subprocess.DEVNULL)

    def servers(self) -> list[int]:
        """Return the process ids of the server processes."""
        assert self.manager is not None
        children = Path(f"/proc/{self.manager.pid}/task/{self.manager.pid}/children")
        return [int(pid) for pid in children.read_text("ascii").split()] if children.exists() else []

    def sockets_of(self, pid: int) -> int:
        """Return how many connections to the port a process holds."""
        links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
        own = {link[8:-1] for link in links if link.startswith("socket:")}
        rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
        return sum(row[9] in own and row[3] == "01" and row[1].endswith(f":{self.port:04X}") for row in rows)

    async def post(self, number: int) -> None:
        """Post so many contributions as a page would: again, with the same token, until the answer is that it is saved."""
        for _ in range(number):
            text, token, cookie = f"Bijdrage {uuid.uuid4().hex}", str(uuid.uuid4()), next(self._authors)
            async with asyncio.timeout(PATIENCE):
                while not await asyncio.to_thread(self._post, text, token, cookie):
                    await asyncio.sleep(random.uniform(0.1, 0.3))  # as a page waits
            self.saved.append(text)

    def post_once(self, text: str) -> bool:
        """Post, and tell whether the answer was that it is saved."""
        is_saved = self._post(text, str(uuid.uuid4()), next(self._authors))
        if is_saved:
            self.saved.append(text)
        return is_saved

    def events(self) -> list[dict[str, Any]]:
        """Return the committed sequence, by plain HTTP."""
        found: list[dict[str, Any]] = []
        more = True
        while more:
            path = f"/api/v1/rooms/{self.room}/events?after={len(found)}"
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": self.host})
            with urllib.request.urlopen(request, timeout=20) as response:
                answer = json.load(response)
            found += answer["events"]
            more = answer["more"]
        return found

    def _post(self, text: str, token: str, cookie: str) -> bool:
        fields = {"started": self.started, "website": "", "text": text, "stance": "for", "form_token": token}
        headers = {
            "Host": self.host, "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            body = urllib.parse.urlencode(fields)
            connection.request("POST", f"/talk/rooms/{self.room}/contributions/", body, headers)
            return connection.getresponse().status == 302
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=2):
                return True
        except OSError:
            time.sleep(0.1)
            return False


class Crowd:
    """Readers who come back by themselves, as the page does."""

    def __init__(self, town: Town, size: int) -> None:
        self.town = town
        self.seen: list[list[dict[str, Any]]] = [[] for _ in range(size)]
        self.changed = asyncio.Condition()
        self.open = self.opened = 0

    async def __aenter__(self) -> "Crowd":
        self.tasks = [asyncio.create_task(self._follow(seen)) for seen in self.seen]
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: self.open == len(self.seen))
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def has_everything(self) -> None:
        """Wait until every reader got as far as the log is, then compare: each event once, in order, and all that was saved."""
        events = await asyncio.to_thread(self.town.events)
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: all(len(seen) >= len(events) for seen in self.seen))
        committed = [event["sequence"] for event in events]
        assert committed == list(range(1, len(events) + 1))
        assert [[frame["sequence"] for frame in seen] for seen in self.seen] == [committed] * len(self.seen)
        html = " ".join(event["html"] for event in events)
        assert set(re.findall(r"Bijdrage [0-9a-f]{32}", html)) == set(self.town.saved)

    async def _follow(self, seen: list[dict[str, Any]]) -> None:
        while True:
            address = f"ws://{self.town.host}/ws/rooms/{self.town.room}/?after={len(seen)}&language=nl"
            peer = {"host": "127.0.0.1", "port": self.town.port}
            try:
                async with connect(address, **peer, ping_interval=None, open_timeout=20) as channel:
                    await self._tell(1)
                    try:
                        async for text in channel:
                            seen.append(json.loads(text))
                            await self._tell(0)
                    finally:
                        self.open -= 1
            except (OSError, WebSocketException, TimeoutError):
                pass
            await asyncio.sleep(random.uniform(0.1, 0.5))  # as the page waits

    async def _tell(self, opened: int) -> None:
        async with self.changed:
            self.open += opened
            self.opened += opened
            self.changed.notify_all()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
