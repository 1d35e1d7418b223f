"""Clients of Redis, made from `REDIS_URL` alone: one server, a primary that Sentinel watches, or a Cluster.

    redis://[[user]:password@]host:port/db, rediss://… (TLS), unix:///path?db=0
    redis+sentinel://[[user]:password@]host:port,host:port/service[/db][?sentinel_password=…]
    redis+cluster://[[user]:password@]host:port,host:port

`rediss+sentinel` and `rediss+cluster` are the same over TLS; what else stands after `?` is an option of redis-py.
"""

import asyncio
import contextlib
import functools
import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import redis
import redis.asyncio
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from redis.asyncio.cluster import ClusterNode as AsyncClusterNode
from redis.asyncio.connection import SSLConnection as AsyncSSLConnection
from redis.asyncio.connection import parse_url as parse_async_url
from redis.asyncio.retry import Retry as AsyncRetry
from redis.asyncio.sentinel import Sentinel as AsyncSentinel
from redis.backoff import ConstantBackoff
from redis.cluster import ClusterNode
from redis.connection import SSLConnection
from redis.exceptions import RedisClusterException
from redis.retry import Retry
from redis.sentinel import Sentinel

AWAY = (redis.RedisError, RedisClusterException, OSError)  # what clients raise when Redis does not answer
PORTS = {"sentinel": 26379, "cluster": 6379}
SENTINEL_OPTION = "sentinel_"  # begins the options for the Sentinels themselves


class Kit(NamedTuple):
    """The classes of redis-py that wait, or their asynchronous twins."""

    server: Any
    sentinel: Any
    node: Any
    cluster: Any


SYNC = Kit(redis.Redis, Sentinel, ClusterNode, redis.RedisCluster)
ASYNC = Kit(redis.asyncio.Redis, AsyncSentinel, AsyncClusterNode, redis.asyncio.RedisCluster)


@dataclass(frozen=True)
class Address:
    """What a URL names. `kind` is server, sentinel or cluster; of one server only `url` counts."""

    kind: str
    url: str
    nodes: tuple[tuple[str, int], ...] = ()
    service: str = ""
    options: dict[str, Any] = field(default_factory=dict)  # of connections to the servers with the data
    sentinel_options: dict[str, Any] = field(default_factory=dict)


@functools.cache
def address_of(url: str) -> Address:
    """Read a URL; raises `ImproperlyConfigured` with the form that is expected."""
    parts = urlsplit(url)
    scheme, _, kind = parts.scheme.partition("+")
    if not kind and scheme in {"redis", "rediss", "unix"}:
        return Address("server", url)
    if scheme not in {"redis", "rediss"} or kind not in PORTS:
        raise ImproperlyConfigured(
            "REDIS_URL must begin with redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://."
        )
    login, _, hosts = parts.netloc.rpartition("@")
    nodes = tuple(_node(text, PORTS[kind]) for text in hosts.split(",") if text)
    service, _, number = parts.path.strip("/").partition("/")
    if not nodes:
        raise ImproperlyConfigured("REDIS_URL names no host. Give host:port, several by comma.")
    if kind == "sentinel" and not service:
        raise ImproperlyConfigured("REDIS_URL names no service: redis+sentinel://host:port,host:port/service/0")
    if kind == "cluster" and service not in {"", "0"}:
        raise ImproperlyConfigured("REDIS_URL names a database, but a Redis Cluster has number 0 only.")
    options = _options(scheme, login, parts.query)
    own = {
        name.removeprefix(SENTINEL_OPTION): options.pop(name)
        for name in list(options)
        if name.startswith(SENTINEL_OPTION)
    }
    if kind == "sentinel":
        options["db"] = int(number or 0)
    return Address(kind, url, nodes, service, options, own | ({"ssl": True} if options.get("ssl") else {}))


def is_cluster() -> bool:
    """Return whether keys are spread over servers, so that one command cannot touch several."""
    return address_of(settings.REDIS_URL).kind == "cluster"


def client(*, timeout: float = 2) -> Any:
    """Return the process's client for code that waits, `Redis` or `RedisCluster`; a command takes at most a few timeouts."""
    return _client(settings.REDIS_URL, timeout)


def async_client(*, timeout: float = 2, retries: int = 1) -> Any:
    """Return a new client for the running event loop; give it back with `close`."""
    address = address_of(settings.REDIS_URL)
    limits: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
    limits["retry"] = AsyncRetry(ConstantBackoff(0.05), retries)
    return _connect(ASYNC, address, limits)


def subscriber() -> Any:
    """Return a new client of one server, for subscribing; when it breaks close it and ask for another.

    It never connects again by itself: what was said meanwhile would be missed. In a Cluster every server passes on what
    is published at any other, so one of them is picked by chance.
    """
    address = address_of(settings.REDIS_URL)
    if address.kind != "cluster":
        return async_client(retries=0)
    host, port = random.choice(address.nodes)  # noqa: S311  # spreading, no secret
    limits = {"socket_timeout": 2, "socket_connect_timeout": 2, "retry": AsyncRetry(ConstantBackoff(0), 0)}
    return redis.asyncio.Redis(host=host, port=port, **(address.options | limits))


async def close(client: Any) -> None:
    """Close an asynchronous client, and the connections to the Sentinels that it asked."""
    sentinel = getattr(getattr(client, "connection_pool", None), "sentinel_manager", None)
    for each in (client, *(sentinel.sentinels if sentinel else ())):
        with contextlib.suppress(*AWAY):
            await each.aclose()


def publish(messages: Sequence[tuple[str, str]], *, timeout: float = 1) -> None:
    """Publish texts on channels, in order; raises one of `AWAY` when no server takes them."""
    if not is_cluster():
        _publish(client(timeout=timeout), messages)
        return
    nodes = _node_clients(settings.REDIS_URL, timeout)
    first = _answered.get(settings.REDIS_URL, 0)
    for number in range(first, first + len(nodes)):
        try:
            _publish(nodes[number % len(nodes)], messages)
        except AWAY:
            if number == first + len(nodes) - 1:
                raise
        else:
            _answered[settings.REDIS_URL] = number % len(nodes)  # the first to be asked from now on, by all threads
            return


def channels_heard(names: Collection[str], *, timeout: float = 1) -> set[str]:
    """Return which of these channels somebody subscribes to; in a Cluster all, because a server knows only its own."""
    if is_cluster():
        return set(names)
    return {name.decode() for name, number in client(timeout=timeout).pubsub_numsub(*names) if number}


async def run_script(on: Any, script: str, calls: Iterable[tuple[str, Sequence[Any]]]) -> list[Any]:
    """Run a script once for each key with its arguments, in one round trip where that can be; return what each answers."""
    registered = on.register_script(script)
    if is_cluster():
        return list(await asyncio.gather(*(registered(keys=[key], args=args) for key, args in calls)))
    async with on.pipeline(transaction=False) as pipe:
        for key, args in calls:
            await registered(keys=[key], args=args, client=pipe)
        found: list[Any] = await pipe.execute()
    return found


@functools.cache
def _client(url: str, timeout: float) -> Any:
    address = address_of(url)
    limits: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
    limits["retry"] = Retry(ConstantBackoff(0.05), 1)
    return _connect(SYNC, address, limits)


def _connect(kit: Kit, address: Address, limits: dict[str, Any]) -> Any:
    options = address.options | limits
    if address.kind == "server":
        return kit.server.from_url(address.url, **limits)
    if address.kind == "sentinel":
        sentinel = kit.sentinel(address.nodes, sentinel_kwargs=address.sentinel_options | limits)
        return sentinel.master_for(address.service, **options)
    return kit.cluster(startup_nodes=[kit.node(host, port) for host, port in address.nodes], **options)


_answered: dict[str, int] = {}  # which server of a Cluster took a message last


@functools.cache
def _node_clients(url: str, timeout: float) -> "tuple[redis.Redis, ...]":
    address = address_of(url)
    limits: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
    limits["retry"] = Retry(ConstantBackoff(0), 0)
    return tuple(redis.Redis(host=host, port=port, **(address.options | limits)) for host, port in address.nodes)


def _publish(server: "redis.Redis", messages: Sequence[tuple[str, str]]) -> None:
    with server.pipeline(transaction=False) as pipe:
        for channel, text in messages:
            pipe.publish(channel, text)
        pipe.execute()


def _node(text: str, port: int) -> tuple[str, int]:
    host, colon, number = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, number = text, str(port)
    if not number.isdigit():
        raise ImproperlyConfigured(f"REDIS_URL: {text} is no host:port.")
    return host.strip("[]"), int(number)


def _options(scheme: str, login: str, query: str) -> dict[str, Any]:
    """Let redis-py read user, password and options."""
    options: dict[str, Any] = dict(parse_async_url(f"{scheme}://{login}{'@' if login else ''}host/?{query}"))
    options.pop("host")
    if options.pop("connection_class", None) in {SSLConnection, AsyncSSLConnection}:
        options["ssl"] = True
    return options
