"""Journeys: the real server with the worker beside it, and a real browser that checks every page it visits."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from samenspel.config.services import BASE_DIR
from tests.journeys.browser import axe_violations, launched
from tests.people import sign_in

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys run in one process of pytest-xdist: they share a server, and the machine has two cores."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))
            item.add_marker(pytest.mark.django_db(transaction=True))


class House:
    """The server and the worker, which a test may stop and start."""

    def __init__(self, port: int, env: dict[str, str]) -> None:
        self.port, self.env = port, env
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Start what does not run, on the same port, and wait until it serves."""
        serve = [
            "-m",
            "samenspel.config.server",
            "-b",
            "127.0.0.1",
            "-p",
            str(self.port),
            "samenspel.config.asgi:application",
        ]
        work = ["manage.py", "procrastinate", "worker", "--concurrency", "2"]
        self.web = self.web or self._start(serve)
        self.worker = self.worker or self._start(work)
        _wait_until_ready(self.port, [self.web, self.worker])

    def stop_web(self) -> None:
        """End the server as an upgrade would."""
        self.web = _end(self.web)

    def stop_worker(self) -> None:
        """End the worker as a crash would."""
        if self.worker is not None:
            self.worker.kill()
        self.worker = _end(self.worker)

    def close(self) -> None:
        """End both."""
        self.web, self.worker = _end(self.web), _end(self.worker)

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, *command], env=self.env, cwd=BASE_DIR)


def _end(process: "subprocess.Popen[bytes] | None") -> None:
    if process is not None:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def house(django_db_setup: None) -> Iterator[House]:
    """Run the product on the test database, in demo mode, and its worker."""
    database = connections["default"].settings_dict
    host = quote(database["HOST"], safe="")
    address = f"{database['USER']}:{database['PASSWORD']}@{host}:{database['PORT']}/{database['NAME']}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{address.replace(':@', '@').replace(':/', '/')}",
        "SAMENSPEL_DEMO": "1",
        "PYTHONPATH": os.pathsep.join([str(BASE_DIR), str(BASE_DIR / "platform")]),
        "SAMENSPEL_PORT": str(port),
        "SAMENSPEL_LOG_LEVEL": "WARNING",
    }
    env.pop("SAMENSPEL_NO_POOL")
    env.pop("DATABASE_OWNER_URL", None)
    house = House(port, env)
    try:
        house.open()
        yield house
    finally:
        house.close()


@pytest.fixture(scope="module")
def server(house: House) -> int:
    """Return the port of the server."""
    return house.port


def _wait_until_ready(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for process in processes:
            if process.poll() is not None:
                pytest.fail(f"{process.args} ended with status {process.returncode}: its output is above")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not become ready")


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """Run one browser per module: Playwright's event loop must not outlive it, other tests have their own."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop running in this thread
    with launched() as browser:
        yield browser
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visitor:
    """A person behind a browser: opens pages, and remembers what went wrong in them."""

    context: BrowserContext
    page: Page
    base: str
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a path of this visitor's municipality."""
        self.page.goto(self.base + path)
        return self.page

    def check_page(self) -> None:
        """Assert that axe finds nothing on the page as it is now, and that it does not scroll sideways."""
        assert axe_violations(self.page) == []
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} scrolls {overflow} px sideways"

    def picture(self, name: str) -> None:
        """Save a picture of the whole page in the folder SAMENSPEL_PICTURES, if that is set."""
        folder = os.environ.get("SAMENSPEL_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            width = self.page.viewport_size["width"] if self.page.viewport_size else 0
            self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def visit(transactional_db: None, server: int, chrome: Browser) -> Iterator[Callable[..., Visitor]]:
    """Return a function that opens a browser window: `visit(zonnedael, user=alice, phone=True, javascript=False)`.

    At the end of the test, errors in the console, refused content and requests to other hosts make it fail.
    """
    visitors: list[Visitor] = []

    def open_window(
        municipality: Any, *, user: Any = None, phone: bool = False, javascript: bool = True, language: str = "nl"
    ) -> Visitor:
        base = f"http://{municipality.slug}.localhost:{server}"
        context = chrome.new_context(
            viewport=PHONE if phone else WIDE, java_script_enabled=javascript, has_touch=phone, locale="nl-NL"
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if user is not None:
            client = Client(headers={"host": urlsplit(base).netloc})
            sign_in(client, user)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
        context.set_default_timeout(15_000)
        visitor = Visitor(context, context.new_page(), base)
        _listen(visitor)
        visitors.append(visitor)
        return visitor

    yield open_window
    for visitor in visitors:
        visitor.context.close()
    assert [error for visitor in visitors for error in visitor.errors] == []


def _listen(visitor: Visitor) -> None:
    host = urlsplit(visitor.base).netloc

    def request_made(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != host:
            visitor.errors.append(f"request to another host: {request.url}")

    def console(message: Any) -> None:
        # A refused form (4xx) and a cut connection are part of some journeys; scripts and policies must be silent.
        if (
            message.type == "error"
            and "Failed to load resource" not in message.text
            and "ERR_INTERNET" not in message.text
            and "ERR_CONNECTION_REFUSED" not in message.text
        ):
            visitor.errors.append(f"console: {message.text}")

    visitor.context.on("request", request_made)
    visitor.page.on("console", console)
    visitor.page.on("pageerror", lambda error: visitor.errors.append(f"script: {error}"))
