"""Django's cache on the Redis that `REDIS_URL` names, Sentinel and Cluster included. Named by `CACHES`."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT

from samenspel.common import redis_clients

logger = logging.getLogger(__name__)


class RedisCacheClient(redis.RedisCacheClient):
    """Take clients from one place, and touch one key at a time, because a Cluster keeps them on several servers."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return redis_clients.client()

    def get_many(self, keys: Any) -> dict[Any, Any]:
        nothing = object()
        found = {key: self.get(key, nothing) for key in keys}
        return {key: value for key, value in found.items() if value is not nothing}

    def set_many(self, data: Any, timeout: Any) -> None:
        for key, value in data.items():
            self.set(key, value, timeout)


class RedisCache(redis.RedisCache):
    """A cache that forgets while Redis is away, instead of failing: nothing in it is needed."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__([server], params)  # one address: a comma in it does not separate servers
        self._class = RedisCacheClient

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _unless_away(lambda: super(RedisCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        _unless_away(lambda: super(RedisCache, self).set(key, value, timeout, version), None)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        # As if it was not there: whoever uses this as a lock would wait for ever.
        return bool(_unless_away(lambda: super(RedisCache, self).add(key, value, timeout, version), True))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(_unless_away(lambda: super(RedisCache, self).delete(key, version), False))


def _unless_away(ask: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return ask()
    except redis_clients.AWAY:
        logger.exception("cache.unavailable")
        return otherwise
