"""Our server: daphne, with sockets that hand the same frame to many cheaply and hold little for a reader who takes nothing.

`python -m samenspel.config.server` takes daphne's own arguments; `manage.py serve` and `make demo` start it. The application
needs none of it and runs under any ASGI server. What is different, all of it through the public interfaces of Twisted and
autobahn:
- a text is framed once, however many sockets it goes to;
- bytes go to the operating system at the end of the turn in which they were sent, all frames of a socket together;
- `send` waits while a socket takes nothing, and a socket that takes nothing for `STALLED_SECONDS` is dropped;
- the extension `websocket.push` in the scope sends at once, without a task, and says whether the socket could take it;
- asked to end, it sends its readers on with code 1012, answers the requests under way, and leaves within some seconds.
"""

import asyncio
import os
import socket
import threading
import time
from typing import Any

from daphne.cli import CommandLineInterface
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred
from twisted.internet.protocol import connectionDone

SEND_BUFFER = 64 * 1024  # bytes that the operating system holds for one socket; the kernel doubles it
AT_ONCE = 64 * 1024  # bytes of one socket that are handed to the operating system together
MOST_WAITING = 64 * 1024  # bytes that may wait here while a socket takes nothing: what answers a flood of pings
STALLED_SECONDS = float(
    os.environ.get("SAMENSPEL_STALLED_SECONDS", "20")
)  # that a socket may take nothing of what waits
MOST_RECEIVED = 4096  # bytes of one message from a reader; more is refused when its header comes, before it is stored
CONNECT_SECONDS = 30  # that a handshake may take: when a town comes back at once, waiting is cheaper than trying again
KEPT_BYTES = 1024 * 1024  # of frames that are kept to be sent again: enough for all that are under way
RESTARTING = 1012  # closes sockets when the server ends: the page connects again soon
LEAVING_SECONDS = 10.0  # within which the last requests must be answered
SLICE = 500  # sockets that are written to between two turns of others


class Socket(WebSocketProtocol):
    """The server's side of one websocket."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._size = 0
        self._is_due = False  # `flush` will be called at the end of this turn
        self._stalled_at = (
            0.0  # since when the transport holds bytes that the network does not take; 0 when it does not
        )
        self._told = False  # a pull producer is called once at registration, which says nothing
        self._room: asyncio.Future[None] | None = None  # set once there is room again

    @property
    def is_stalled(self) -> bool:
        """Whether bytes wait for a network that takes none now."""
        return self._stalled_at > 0

    def connectionMade(self) -> None:  # noqa: N802  # Twisted's name
        """Take the transport over from the HTTP channel that read the handshake."""
        self.transport.unregisterProducer()
        self.transport.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        super().connectionMade()

    def push(self, message: dict[str, Any]) -> bool:
        """Send a text at once; return False, and send nothing, when the reader must first take what is there."""
        if self._size > AT_ONCE:
            self.flush()
        if self._stalled_at or self.state != self.STATE_OPEN:
            return False
        self._put(self.factory.server_class.frame(message.get("text") or message["bytes"]))
        return True

    async def wait_for_room(self) -> None:
        """Return once the network took what waits, or the connection is gone."""
        while self._stalled_at:
            if self._room is None or self._room.done():
                self._room = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._room)

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:  # noqa: N802  # Twisted's name
        """Write what is no prepared frame (handshake, ping, close), after what waits."""
        self.flush()
        if self._stalled_at:
            self._put(data)
        else:
            self._write(data)

    def flush(self) -> None:
        """Hand what waits to the operating system."""
        self._is_due = False
        if self._waiting and not self._stalled_at:
            data = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            self._write(data)

    def resumeProducing(self) -> None:  # noqa: N802  # Twisted's name
        """Go on: Twisted says that it holds nothing for this socket any more."""
        if not self._told:
            self._told = True
            return
        self._has_room()
        self.flush()

    def stopProducing(self) -> None:  # noqa: N802  # Twisted's name
        """Do nothing: `connectionLost` is called as well."""

    def connectionLost(self, reason: Any = connectionDone) -> None:  # noqa: N802  # Twisted's name
        """Let nobody wait any longer."""
        self._waiting.clear()
        self._has_room()
        super().connectionLost(reason)

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802  # daphne's name
        """Close with any code: autobahn's `sendClose` refuses those that a server needs, such as 1012 and 1013."""
        self.sendCloseFrame(code=1000 if code is None else code)

    def check_timeouts(self) -> None:
        """Drop a reader who takes nothing; called every two seconds."""
        if self._stalled_at and time.monotonic() - self._stalled_at > STALLED_SECONDS:
            self.dropConnection(abort=True)
        else:
            super().check_timeouts()

    def _put(self, data: bytes) -> None:
        self._waiting.append(data)
        self._size += len(data)
        if self._stalled_at:
            if self._size > MOST_WAITING:
                self.dropConnection(abort=True)
        elif not self._is_due:
            self._is_due = True
            self.factory.server_class.flush_soon(self)

    def _write(self, data: bytes) -> None:
        if not self.transport.connected:
            return
        written = self.transport.writeSomeData(data)
        if isinstance(written, int) and written == len(data):
            return
        # A part, or an error, which Twisted handles when it finds it by itself.
        self.transport.write(data[written:] if isinstance(written, int) else data)
        self._stalled_at, self._told = time.monotonic(), False
        self.transport.registerProducer(self, False)

    def _has_room(self) -> None:
        if self._stalled_at:
            self._stalled_at = 0.0
            self.transport.unregisterProducer()
        if self._room is not None and not self._room.done():
            self._room.set_result(None)


class LiveServer(Server):
    """daphne, with our sockets."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options |= {"websocket_connect_timeout": CONNECT_SECONDS, "websocket_handshake_timeout": CONNECT_SECONDS}
        options |= {"websocket_max_message_size": MOST_RECEIVED, "websocket_max_frame_size": MOST_RECEIVED}
        super().__init__(*args, **options, ready_callable=self._use_our_sockets)
        self._frames: dict[str | bytes, bytes] = {}
        self._kept = 0
        self._due: list[Socket] = []
        self._ports: list[Any] = []

    def listen_success(self, port: Any) -> None:
        """Remember the port, to stop listening first of all at the end."""
        self._ports.append(port)
        super().listen_success(port)

    def kill_all_applications(self) -> Any:
        """End when asked to: readers resume elsewhere, requests under way are answered, what is left is ended."""
        last = threading.Timer(LEAVING_SECONDS + 2, os._exit, [1])  # a thread that waits for ever must not keep us
        last.daemon = True
        last.start()
        leaving = Deferred.fromFuture(asyncio.ensure_future(self._leave()))
        return leaving.addBoth(lambda _: super(LiveServer, self).kill_all_applications())

    def frame(self, content: str | bytes) -> bytes:
        """Return the bytes of a message on the wire, made once for all sockets."""
        data = self._frames.get(content)
        if data is None:
            payload, is_binary = (content, True) if isinstance(content, bytes) else (content.encode(), False)
            data = self.ws_factory.prepareMessage(payload, is_binary, doNotCompress=True).payloadHybi
            self._kept += len(data)
            if self._kept > KEPT_BYTES:
                self._frames.clear()
                self._kept = len(data)
            self._frames[content] = data
        return data

    def flush_soon(self, connection: Socket) -> None:
        """Flush a socket at the end of this turn, together with all others that got something."""
        if not self._due:
            asyncio.get_running_loop().call_soon(self._flush)
        self._due.append(connection)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Tell applications that a socket can be pushed to."""
        if isinstance(protocol, Socket):
            scope["extensions"] = {"websocket.push": {"push": protocol.push}}
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Send what an application says; a message waits until its socket has room."""
        if message["type"] == "websocket.send" and isinstance(protocol, Socket):
            while protocol.state == Socket.STATE_OPEN and (message.get("text") or message.get("bytes")):
                if protocol.push(message):
                    return
                await protocol.wait_for_room()
            if protocol.state in {Socket.STATE_CLOSING, Socket.STATE_CLOSED}:
                return  # the application hears it by itself
        await super().handle_reply(protocol, message)

    async def _leave(self) -> None:
        for port in self._ports:
            port.stopListening()
        protocols = [protocol for protocol in self.connections if isinstance(protocol, WebSocketProtocol)]
        for number, protocol in enumerate(protocols):
            if protocol.state == protocol.STATE_OPEN:
                protocol.sendCloseFrame(code=RESTARTING)
            if number % SLICE == SLICE - 1:
                await asyncio.sleep(0)
        busy = [each["application_instance"] for each in self.connections.values() if "application_instance" in each]
        if busy:
            await asyncio.wait(busy, timeout=LEAVING_SECONDS)
        await asyncio.sleep(0.1)  # the last answers leave

    def _flush(self) -> None:
        due, self._due = self._due[:SLICE], self._due[SLICE:]
        if self._due:
            asyncio.get_running_loop().call_soon(self._flush)
        for connection in due:
            connection.flush()

    def _use_our_sockets(self) -> None:
        if not any(endpoint.startswith("ssl") for endpoint in self.endpoints):  # those write by another road
            self.ws_factory.protocol = Socket


class CommandLine(CommandLineInterface):
    """daphne's command line, with our server."""

    server_class = LiveServer


if __name__ == "__main__":
    CommandLine.entrypoint()
