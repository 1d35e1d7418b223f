"""Our server with real sockets: what a reader gets, and what a reader who takes nothing costs."""

import base64
import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.database import ROOT

PATIENCE = 60
MEGABYTE = 1024 * 1024


@pytest.fixture
def server():
    """Serve the small application, for readers who may take nothing for a second."""
    with serving() as server:
        yield server


@contextlib.contextmanager
def serving(*options):
    """Serve the small application inside the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    process = subprocess.Popen(
        [sys.executable, "-m", "samenspel.config.server", "-v", "0", "-p", str(port), *options, "tests.config.fan_out:application"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": path, "SAMENSPEL_STALLED_SECONDS": "1"},
    )  # fmt: skip
    try:
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


class Server:
    """Where the server is, and what it weighs."""

    def __init__(self, pid, port):
        self.pid, self.port = pid, port
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                return
        raise AssertionError("the server did not start")

    def open(self, path):
        return connect(f"ws://127.0.0.1:{self.port}{path}", compression=None, max_size=None, max_queue=None)

    def stalled(self, path):
        """Return a socket that shook hands and has room for little."""
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.settimeout(PATIENCE)
        raw.connect(("127.0.0.1", self.port))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
        request = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *lines])
        raw.sendall((request + "\r\n\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += raw.recv(1)
        assert b" 101 " in head
        return raw

    def megabytes(self):
        for line in Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no such process")


@pytest.mark.parametrize("path", ["/push", "/wait"])
def test_reader_gets_every_text_once_in_order(server, path):
    with server.open(path) as reader, server.open("/say") as program:
        program.send("20 2000")
        program.recv(timeout=PATIENCE)
        texts = [reader.recv(timeout=PATIENCE) for _ in range(20)]

    assert [int(text.split()[0]) for text in texts] == list(range(20))
    assert {len(text) for text in texts} == {2000}


@pytest.mark.parametrize("path", ["/push", "/wait"])
def test_stalled_reader_is_dropped_costs_little_and_delays_nobody(server, path):
    with server.open("/wait") as quick, server.open("/say") as program:
        program.send("1 100")
        program.recv(timeout=PATIENCE)
        before = server.megabytes()
        with server.stalled(path) as stalled:
            program.send(f"100 {MEGABYTE}")
            numbers = [int(quick.recv(timeout=PATIENCE).split()[0]) for _ in range(1 + 100)]
            program.recv(timeout=PATIENCE)
            after = server.megabytes()
            ended = ""
            while path not in ended.split():
                program.send("ended")
                ended = program.recv(timeout=PATIENCE)
            got = _read_to_the_end(stalled)

    assert numbers == [0, *range(100)]
    assert got < 2 * MEGABYTE
    assert after - before < 40, (before, after)


def test_reader_who_is_slow_but_reads_gets_everything(server):
    with server.stalled("/wait") as slow, server.open("/say") as program:
        program.send("20 100000")
        data = b""
        while len(data) < 20 * (100_000 + 10):  # a header of ten bytes for each
            data += slow.recv(5000)
        program.recv(timeout=PATIENCE)

    assert [data[number * 100_010 + 10 :].split(b" ")[0] for number in range(20)] == [b"%d" % n for n in range(20)]


def test_large_message_is_refused_when_its_header_comes(server):
    with server.stalled("/push") as raw:
        raw.sendall(bytes([0x81, 0xFF]) + (2**30).to_bytes(8, "big") + b"mask")

        got = _read_to_the_end(raw)

    assert got < 200
    with server.open("/push") as reader, pytest.raises(ConnectionClosed):
        reader.send("x" * 5000)
        reader.recv(timeout=PATIENCE)


def test_idle_reader_stays_as_long_as_it_answers_pings():
    with serving("--ping-interval", "1", "--ping-timeout", "5") as server, server.open("/push") as answers:
        with server.stalled("/push") as silent:
            got = _read_to_the_end(silent)
        with server.open("/say") as program:
            program.send("1 100")
            text = answers.recv(timeout=PATIENCE)

    assert got < 100  # a ping and the end
    assert len(text) == 100


def _read_to_the_end(raw):
    """Return how many bytes come before the server's end of the connection."""
    total = 0
    with contextlib.suppress(ConnectionError):
        while data := raw.recv(65536):
            total += len(data)
    return total
