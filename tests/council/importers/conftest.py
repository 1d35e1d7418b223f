"""Sources for importers: small files in the shapes real suppliers send, in a folder or behind a server on loopback."""

import copy
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parent / "fixtures"


def fixture(name: str) -> Any:
    """Return a fresh copy of a fixture file's content."""
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Copy a supplier's fixtures to a folder and change them: `folder("notubiz", **{"meeting.json": changed})`."""

    def make(kind: str, **files: Any) -> Path:
        target = tmp_path / kind
        shutil.copytree(FIXTURES / kind, target, dirs_exist_ok=True)
        for name, content in files.items():
            (target / name).write_text(json.dumps(content), encoding="utf-8")
        return target

    return make


@pytest.fixture
def take_over(in_zonnedael: Any) -> Callable[..., Any]:
    """Run an import from a folder or address in Zonnedael; return the run."""
    from samenspel.council.actions.imports import begin_import, run_import
    from samenspel.council.importers.source import open_source

    def run(kind: str, location: Any) -> Any:
        opened = open_source(str(location), allow_loopback=True)
        return run_import(begin_import(kind, str(location)), opened=opened)

    return run


class Server:
    """A council-information system on loopback: `pages` maps a path with its query to an answer."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        self.agents: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.agents.append(self.headers.get("User-Agent", ""))
                answer = outer.pages.get(self.path, outer.pages.get(self.path.split("?")[0], 404))
                status, headers, body = outer.render(answer)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.httpd.server_address[1]}"
        self.thread = threading.Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def render(self, answer: Any) -> tuple[int, dict[str, str], bytes]:
        """An answer is a status, a list of answers to give in turn, (status, headers, content), or JSON content."""
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, int):
            return answer, {}, b""
        if isinstance(answer, tuple):
            return answer[0], answer[1], json.dumps(answer[2]).encode()
        return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()

    def stop(self) -> None:
        """Stop answering."""
        self.httpd.shutdown()
        self.httpd.server_close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def oparl_meeting(base: str, number: int, *, modified: str = "2027-03-20T10:00:00+01:00", **fields: Any) -> Any:
    """Return a small OParl meeting of a server, with two items."""
    schema = "https://schema.oparl.org/1.1/"
    return copy.deepcopy(
        {
            "id": f"{base}/meetings/{number}",
            "type": f"{schema}Meeting",
            "name": f"Sitzung {number}",
            "start": f"2027-03-{number:02d}T19:30:00+01:00",
            "organization": [
                {"id": f"{base}/organizations/1", "type": f"{schema}Organization", "name": "Gemeinderat"},
            ],
            "agendaItem": [
                {
                    "id": f"{base}/agendaitems/{number}{index}",
                    "type": f"{schema}AgendaItem",
                    "number": str(index),
                    "order": index,
                    "name": f"Punkt {number}.{index}",
                    "public": True,
                }
                for index in (1, 2)
            ],
            "modified": modified,
            **fields,
        }
    )
