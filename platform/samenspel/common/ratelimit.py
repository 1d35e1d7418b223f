"""How often something may be done: counters in Redis that expire by themselves and carry the municipality."""

import ipaddress
import logging
import math

from django.core.cache import cache

from samenspel.common import redis_clients
from samenspel.common.errors import TooMany

logger = logging.getLogger(__name__)


def check_rate(name: str, key: str | int, *, limit: int, seconds: int) -> None:
    """Count one more of `name` by `key`; raise `TooMany` above `limit` within `seconds`, with the minutes left.

    `key` says who does it: a user's primary key, or a client address. Nothing else about the person is kept.
    """
    count, seconds_left = count_within(name, key, seconds=seconds)
    if count > limit:
        raise TooMany(minutes=max(1, math.ceil(seconds_left / 60)))


def client_key(address: str) -> str:
    """Return what is counted of a client's address: of IPv6 the first 64 bits, because one connection has all the rest."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False))


def count_within(name: str, key: str | int, *, seconds: int) -> tuple[int, int]:
    """Add one to a counter that starts again `seconds` after its first; return the count and the seconds it has left.

    While Redis is away nothing is counted: residents can go on, and the log says so.
    """
    counter = cache.make_key(f"rate:{name}:{key}")
    try:
        with redis_clients.client().pipeline(transaction=True) as pipe:
            pipe.set(counter, 0, ex=seconds, nx=True)
            pipe.incr(counter)
            pipe.ttl(counter)
            _, count, left = pipe.execute()
    except redis_clients.AWAY:
        logger.exception("ratelimit.unavailable", extra={"limit_name": name})
        return 0, 0
    return count, left
