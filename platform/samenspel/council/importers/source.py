"""Reading JSON from a folder or over HTTP: with limits, one host, no private addresses, and patience when asked."""

import ipaddress
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from samenspel.council.exceptions import SourceBusy, SourceRefused, SourceUnreachable

USER_AGENT = "Samenspel/0.1 (council import)"
MAX_BYTES = 20 * 1024 * 1024  # of one answer or file
MAX_FILES = 5000
MAX_REQUESTS = 3000  # of one run
MAX_REDIRECTS = 3
LONGEST_WAIT = 30  # seconds that a run waits when a source asks for it; longer: the run stops
ATTEMPTS = 3
PAUSE = 0.35  # seconds between requests to one host: at most 170 a minute


class Source(Protocol):
    """Where an importer reads: `start` names the first thing, `get` anything it leads to."""

    start: str

    def get(self, address: str) -> Any:
        """Return the JSON at an address; raises a `DomainError`."""


class FolderSource:
    """A folder, or one file, of JSON documents."""

    def __init__(self, path: Path) -> None:
        self.start = str(path)
        self.path = path
        self.unreadable: list[str] = []

    def get(self, address: str) -> Any:
        """References out of a folder are never followed."""
        raise SourceUnreachable(where=address, why="it is not in the folder")

    def documents(self) -> Iterator[tuple[str, Any]]:
        """Yield name and content of each JSON file, by name; unreadable ones are listed in `unreadable`."""
        files = [self.path] if self.path.is_file() else sorted(self.path.rglob("*.json"))
        if not files or len(files) > MAX_FILES:
            raise SourceUnreachable(where=self.path.name, why="there are no JSON files, or too many")
        for file in files:
            try:
                content = json.loads(file.read_text(encoding="utf-8-sig")) if file.stat().st_size <= MAX_BYTES else None
            except (OSError, ValueError):
                content = None
            if content is None:
                self.unreadable.append(file.name)
            else:
                yield file.name, content


class UrlSource:
    """One host on the web.

    Every request goes to an address that was checked after the name was resolved, so that a name cannot point inside
    our network later. Other hosts, and redirects to them, are refused.
    """

    def __init__(
        self, start: str, *, hosts: frozenset[str] | None = None, allow_loopback: bool = False, agent: str = ""
    ) -> None:
        """`hosts`: the only hosts to fetch from (None: any public one, for an operator at the command line).

        `agent`: the address of the site, so that the source's keeper knows whom to ask.
        """
        self.start = start
        self.allow_loopback = allow_loopback
        parts = _split(start)
        self.host, self.base = parts.netloc.lower(), f"{parts.scheme}://{parts.netloc}"
        if hosts is not None and (parts.hostname or "") not in hosts:
            raise SourceRefused(where=self.host)
        self.requests = 0
        self._last = 0.0
        self._client = httpx.Client(
            timeout=httpx.Timeout(20),
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": f"{USER_AGENT} +https://{agent}/" if agent else USER_AGENT},
        )

    def get(self, address: str) -> Any:
        """Return the JSON at an address of this host. Raises `SourceRefused`, `SourceBusy` or `SourceUnreachable`."""
        url = urljoin(self.start, address)
        for _redirect in range(MAX_REDIRECTS + 1):
            response = self._patiently(url)
            if not response.is_redirect:
                return _json(url, response)
            url = urljoin(url, response.headers.get("location", ""))
        raise SourceUnreachable(where=self.host, why="too many redirects")

    def _patiently(self, url: str) -> httpx.Response:
        for _attempt in range(ATTEMPTS):
            response = self._fetch(url)
            if response.status_code not in {429, 503}:
                return response
            wait = _retry_after(response)
            if wait > LONGEST_WAIT:
                raise SourceBusy(where=self.host, minutes=-(-wait // 60))
            time.sleep(wait)
        raise SourceBusy(where=self.host, minutes=15)

    def _fetch(self, url: str) -> httpx.Response:
        parts = _split(url)
        if parts.netloc.lower() != self.host:
            raise SourceRefused(where=parts.netloc)
        self.requests += 1
        if self.requests > MAX_REQUESTS:
            raise SourceBusy(where=self.host, minutes=60)
        address = self._checked_address(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        target = httpx.URL(url).copy_with(host=address)
        request = self._client.build_request(
            "GET", target, headers={"Host": parts.netloc, "Accept": "application/json"}
        )
        request.extensions["sni_hostname"] = parts.hostname
        try:
            return self._read(self._client.send(request, stream=True))
        except httpx.HTTPError as error:
            raise SourceUnreachable(where=self.host, why=type(error).__name__) from error

    def _read(self, response: httpx.Response) -> httpx.Response:
        """Read at most `MAX_BYTES`, and not for longer than a minute."""
        deadline = time.monotonic() + 60
        parts: list[bytes] = []
        size = 0
        try:
            for part in response.iter_bytes():
                size += len(part)
                if size > MAX_BYTES or time.monotonic() > deadline:
                    raise SourceUnreachable(where=self.host, why="the answer is too large or too slow")
                parts.append(part)
        finally:
            response.close()
        headers = {k: v for k, v in response.headers.items() if k in {"location", "retry-after", "content-type"}}
        return httpx.Response(response.status_code, headers=headers, content=b"".join(parts), request=response.request)

    def _checked_address(self, hostname: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(hostname, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise SourceUnreachable(where=hostname, why="the name is not known") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not all(is_public(address) or (self.allow_loopback and is_loopback(address)) for address in addresses):
            raise SourceRefused(where=hostname)
        if not is_loopback(addresses[0]):
            time.sleep(max(0.0, self._last + PAUSE - time.monotonic()))
            self._last = time.monotonic()
        return addresses[0]


def is_public(address: str) -> bool:
    """Return whether an address is on the public internet, looking through IPv4 addresses wrapped in IPv6."""
    parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed in ipaddress.ip_network("64:ff9b::/96") or parsed.sixtofour or parsed.teredo:
            return False
        if parsed.ipv4_mapped is not None:
            return is_public(str(parsed.ipv4_mapped))
    return parsed.is_global and not parsed.is_multicast


def is_loopback(address: str) -> bool:
    """Return whether an address is this machine."""
    return ipaddress.ip_address(address.split("%", maxsplit=1)[0]).is_loopback


def open_source(
    location: str, *, hosts: frozenset[str] | None = None, allow_loopback: bool = False, agent: str = ""
) -> "FolderSource | UrlSource":
    """Return the source for an address or, where `hosts` is None, a folder. Raises `SourceRefused`."""
    if location.startswith(("http://", "https://")):
        return UrlSource(location, hosts=hosts, allow_loopback=allow_loopback, agent=agent)
    path = Path(location)
    if hosts is not None or not path.exists():
        raise SourceRefused(where=location)
    return FolderSource(path)


def _split(url: str) -> Any:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise SourceRefused(where=url[:200])
    return parts


def _json(url: str, response: httpx.Response) -> Any:
    where = urlsplit(url).netloc
    if response.status_code != 200:
        raise SourceUnreachable(where=where, why=f"HTTP {response.status_code}")
    try:
        return json.loads(response.content.decode("utf-8-sig"))
    except ValueError as error:
        raise SourceUnreachable(where=where, why="the answer is no JSON") from error


def _retry_after(response: httpx.Response) -> int:
    value = response.headers.get("retry-after", "")
    return int(value) if value.isdecimal() else 5
