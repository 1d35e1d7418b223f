"""The readers of `benchmarks.live`: one process that holds many sockets and does nothing but count frames.

`python -m benchmarks.live_client PORT HOST COOKIE_FILE ADDRESS:COUNT…` opens COUNT sockets on each address (a path) and says
`ready`. A line with a number on standard input makes it wait for so many more frames in all; it answers with one line of
JSON: when the first and the last arrived (monotonic seconds, the same clock in every process of a machine), and how many
seconds of processor time that took here. Plain `epoll` and `recv`: a delivery costs it a few microseconds.
"""

import base64
import json
import os
import select
import socket
import sys
import time
from pathlib import Path

AT_ONCE = 50  # handshakes under way at the same time
QUESTIONS = 0  # standard input
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A


class Reader:
    """One socket and the bytes of a frame that is not complete yet."""

    def __init__(self, port: int, number: int, request: bytes) -> None:
        self.rest = b""
        self.is_open = False
        self.socket = socket.socket()
        self.socket.bind((f"127.0.{1 + number // 200}.{1 + number % 200}", 0))  # readers have addresses of their own
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(request)
        self.socket.setblocking(False)

    def take(self, data: bytes) -> int:
        """Return how many frames with text these bytes complete; pings are answered."""
        if not self.is_open:
            head, end, data = (self.rest + data).partition(b"\r\n\r\n")
            if not end:
                self.rest = head
                return 0
            if b" 101 " not in head.partition(b"\r\n")[0]:
                raise SystemExit(f"refused: {head[:200]!r}")
            self.is_open, self.rest = True, b""
        if self.rest:
            data = self.rest + data
        found = at = 0
        size = len(data)
        while at + 2 <= size:
            length, start = data[at + 1], at + 2
            if length == 126:
                length, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if start + length > size:
                break
            if data[at] == TEXT:
                found += 1
            elif data[at] == PING:
                self.socket.sendall(bytes([PONG, 0x80 | length, 0, 0, 0, 0]) + data[start : start + length])
            elif data[at] == CLOSE:
                raise SystemExit(f"closed: {data[start : start + length]!r}")
            at = start + length
        self.rest = data[at:]
        return found


class Crowd:
    """All sockets of this process."""

    def __init__(self) -> None:
        self.epoll = select.epoll()
        self.readers: dict[int, Reader] = {}
        self.frames = 0
        self.first = self.last = 0.0

    def add(self, port: int, request: bytes) -> None:
        """Open one more socket."""
        reader = Reader(port, len(self.readers), request)
        self.readers[reader.socket.fileno()] = reader
        self.epoll.register(reader.socket, select.EPOLLIN)

    def hear(self) -> bool:
        """Wait for bytes and take them; return whether there is something on standard input."""
        asked = False
        for number, _ in self.epoll.poll(0.5):
            if number == QUESTIONS:
                asked = True
                continue
            reader = self.readers[number]
            data = reader.socket.recv(65536)
            if not data:
                raise SystemExit("the server hung up")
            found = reader.take(data)
            if found:
                self.last = time.monotonic()
                self.first = self.first or self.last
                self.frames += found
        return asked

    def wait_for(self, frames: int) -> str:
        """Return the answer to one line of input."""
        start, busy = time.monotonic(), time.process_time()
        while self.frames < frames:
            self.hear()
            if time.monotonic() - start > 120:
                raise SystemExit(f"{self.frames} of {frames} frames came within two minutes")
        answer = {"first": self.first, "last": self.last, "cpu": time.process_time() - busy}
        self.frames -= frames
        self.first = self.last = 0.0
        return json.dumps(answer)


def main(port: str, host: str, cookie_file: str, *addresses: str) -> None:
    """Open the sockets and answer questions until standard input ends."""
    cookies = Path(cookie_file).read_text("ascii").split()
    crowd = Crowd()
    for address in addresses:
        path, _, count = address.rpartition(":")
        for _ in range(int(count)):
            cookie = cookies[len(crowd.readers) % len(cookies)]
            crowd.add(int(port), handshake(path, host, cookie))
            while sum(not reader.is_open for reader in list(crowd.readers.values())[-AT_ONCE:]) >= AT_ONCE:
                crowd.hear()
    while not all(reader.is_open for reader in crowd.readers.values()):
        crowd.hear()
    print("ready", flush=True)
    crowd.epoll.register(QUESTIONS, select.EPOLLIN)
    while True:
        if crowd.hear():  # between questions, pings are answered
            question = os.read(QUESTIONS, 100)
            if not question:
                return
            crowd.epoll.unregister(QUESTIONS)
            print(crowd.wait_for(int(question)), flush=True)
            crowd.epoll.register(QUESTIONS, select.EPOLLIN)


def handshake(path: str, host: str, cookie: str) -> bytes:
    """Return the request that opens a websocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        *(f"GET {path} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", f"Cookie: sessionid={cookie}"),
        *("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


if __name__ == "__main__":
    main(*sys.argv[1:])
