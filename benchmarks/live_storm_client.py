"""The readers of `benchmarks.live_storm`: they come back as the page does, and check what they get.

`python -m benchmarks.live_storm_client PORT HOST COOKIE_FILE ADDRESS COUNT AFTER` opens COUNT sockets and says `ready`. A line
with a sequence number on standard input makes it wait until all have got so far, in one line of JSON.
"""

import errno
import heapq
import itertools
import json
import os
import random
import re
import select
import socket
import sys
import time
from pathlib import Path

from benchmarks.live_client import QUESTIONS, handshake

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # as in `discussion-connection.js`
SEQUENCE = re.compile(rb'\{"sequence":(\d+),"kind"')
AT_ONCE = 50  # connections under way at the same time, at the start only


class Reader:
    """Somebody with the page open."""

    def __init__(self, number: int, after: int) -> None:
        self.number = number
        self.after = after
        self.failures = 0
        self.is_wrong = False
        self.is_open = False
        self.socket: socket.socket | None = None
        self.rest = b""

    def take(self, data: bytes) -> None:
        """Note the sequence numbers in these bytes; what is no frame of the room is passed over."""
        data = self.rest + data
        self.is_open = self.is_open or data.startswith(b"HTTP/1.1 101")
        end = 0
        for found in SEQUENCE.finditer(data):
            self.is_wrong = self.is_wrong or int(found[1]) != self.after + 1
            self.after = int(found[1])
            end = found.end()
        self.rest = data[max(end, len(data) - 40) :]  # a number may be cut in two


class Crowd:
    """All readers, and when who comes back."""

    def __init__(self, port: int, host: str, cookies: list[str], address: str, readers: list[Reader]) -> None:
        self.port, self.host, self.cookies, self.address = port, host, cookies, address
        self.readers = readers
        self.epoll = select.epoll()
        self.by_file: dict[int, Reader] = {}
        self.waiting: list[tuple[float, int, Reader]] = []
        self.order = itertools.count()
        self.attempts = 0
        self.lost_at = self.back_at = 0.0

    def connect(self, reader: Reader) -> None:
        """Begin a connection; the request follows when it stands."""
        self.attempts += 1
        reader.rest, reader.is_open = b"", False
        reader.socket = socket.socket()
        reader.socket.setblocking(False)
        reader.socket.bind((f"127.0.{1 + reader.number // 200}.{1 + reader.number % 200}", 0))
        self.by_file[reader.socket.fileno()] = reader
        self.epoll.register(reader.socket, select.EPOLLOUT)
        if reader.socket.connect_ex(("127.0.0.1", self.port)) not in {0, errno.EINPROGRESS}:
            self.lose(reader)

    def lose(self, reader: Reader) -> None:
        """Come back after a while, longer each time."""
        assert reader.socket is not None
        self.lost_at = self.lost_at or time.monotonic()
        self.epoll.unregister(reader.socket)
        del self.by_file[reader.socket.fileno()]
        reader.socket.close()
        reader.failures = 1 if reader.is_open else reader.failures + 1
        wait = min(FIRST_WAIT * 2**reader.failures, LONGEST_WAIT) * (0.5 + random.random())
        heapq.heappush(self.waiting, (time.monotonic() + wait, next(self.order), reader))

    def turn(self) -> bool:
        """Do what is to be done within some milliseconds; return whether there is something on standard input."""
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            self.connect(heapq.heappop(self.waiting)[2])
        asked = False
        for number, events in self.epoll.poll(0.02):
            if number == QUESTIONS:
                asked = True
            elif events & (select.EPOLLERR | select.EPOLLHUP) and not events & select.EPOLLIN:
                self.lose(self.by_file[number])
            else:
                self.serve(self.by_file[number], events)
        return asked

    def serve(self, reader: Reader, events: int) -> None:
        """Write the request, or read what came."""
        assert reader.socket is not None
        try:
            if events & select.EPOLLOUT:
                cookie = self.cookies[reader.number % len(self.cookies)]
                reader.socket.sendall(handshake(f"{self.address}{reader.after}", self.host, cookie))
                self.epoll.modify(reader.socket, select.EPOLLIN)
                return
            data = reader.socket.recv(262144)
        except OSError:
            data = b""
        if not data:
            self.lose(reader)
            return
        reader.take(data)
        if self.lost_at and reader.is_open:
            self.back_at = self.back_at or time.monotonic()


def main(port: str, host: str, cookie_file: str, address: str, *numbers: str) -> None:
    """Open the sockets, wait for the question, answer it."""
    count, after = map(int, numbers)
    readers = [Reader(number, after) for number in range(count)]
    crowd = Crowd(int(port), host, Path(cookie_file).read_text("ascii").split(), address, readers)
    for reader in readers:
        crowd.connect(reader)
        while sum(not each.is_open for each in crowd.by_file.values()) >= AT_ONCE:
            crowd.turn()
    while not all(reader.is_open for reader in readers):
        crowd.turn()
    crowd.attempts, crowd.lost_at = 0, 0.0
    print("ready", flush=True)
    crowd.epoll.register(QUESTIONS, select.EPOLLIN)
    while not crowd.turn():
        pass
    last = int(os.read(QUESTIONS, 100))
    crowd.epoll.unregister(QUESTIONS)
    while not all(reader.after >= last for reader in readers):
        crowd.turn()
    wrong = sum(reader.is_wrong for reader in readers)
    answer = {"seconds": time.monotonic() - crowd.lost_at, "back": crowd.back_at - crowd.lost_at}
    print(json.dumps(answer | {"attempts": crowd.attempts, "wrong": wrong}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
