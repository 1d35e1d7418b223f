"""Redis with Sentinel and as a Cluster: a server of it dies while people post, and nobody misses anything; also what else uses it."""

import asyncio

import pytest
from django.core.cache import cache

from samenspel.common import redis_clients
from samenspel.common.ratelimit import count_within
from samenspel.realtime.presence import TELL
from tests.chaos.conftest import Crowd
from tests.chaos.redis_servers import Cluster, Watched
from tests.chaos.waiting import wait_until

READERS = 12


@pytest.fixture
def watched(tmp_path):
    with Watched(tmp_path) as servers:
        yield servers


@pytest.fixture
def cluster(tmp_path):
    with Cluster(tmp_path) as servers:
        yield servers


@pytest.fixture
def town(quiet_town):
    """The town: each test serves it with another Redis."""
    return quiet_town


@pytest.fixture
def serve(town):
    """Serve the town with another Redis, and stop before that stops."""

    def serve(servers):
        town.serve(REDIS_URL=servers.url)

    yield serve
    town.stop_serving()


async def test_sentinel_makes_the_replica_primary_and_readers_go_on(town, watched, serve):
    await asyncio.to_thread(serve, watched)
    async with Crowd(town, READERS) as crowd:
        await town.post(2)
        posting = asyncio.create_task(town.post(10))
        await asyncio.to_thread(watched.kill, watched.primary)
        await asyncio.to_thread(wait_until, lambda: watched.is_primary(watched.replica))
        await posting
        await asyncio.to_thread(wait_until, lambda: watched.subscribed(watched.replica))
        await town.post(2)

        await crowd.has_everything()


async def test_primary_that_only_keeps_its_connections_is_left(town, watched, serve):
    await asyncio.to_thread(serve, watched)
    async with Crowd(town, READERS) as crowd:
        await town.post(2)
        await asyncio.to_thread(watched.freeze, watched.primary)
        try:
            await town.post(2)
            await asyncio.to_thread(wait_until, lambda: watched.subscribed(watched.replica))
            await town.post(2)
        finally:
            watched.thaw(watched.primary)

        await crowd.has_everything()


async def test_cluster_loses_a_server_and_readers_go_on(town, cluster, serve):
    await asyncio.to_thread(serve, cluster)
    async with Crowd(town, READERS) as crowd:
        await town.post(2)
        posting = asyncio.create_task(town.post(10))
        await asyncio.to_thread(cluster.kill, cluster.nodes[0])
        await asyncio.to_thread(wait_until, lambda: all(cluster.is_well(port) for port in cluster.nodes[1:]))
        await posting
        await town.post(2)

        await crowd.has_everything()


def test_limits_and_cache_work_on_a_cluster(db, in_zonnedael, cluster, settings):
    settings.REDIS_URL = cluster.url

    counts = [count_within("test", person, seconds=60)[0] for person in (*range(20), *range(20))]
    cache.set_many({f"key-{number}": number for number in range(20)}, 60)

    assert counts == [1] * 20 + [2] * 20
    assert cache.get_many([f"key-{number}" for number in range(20)]) == {
        f"key-{number}": number for number in range(20)
    }
    cache.clear()
    assert cache.get_many([f"key-{number}" for number in range(20)]) == {}


async def test_presence_is_added_up_on_a_cluster(cluster, settings):
    settings.REDIS_URL = cluster.url
    on = redis_clients.async_client()

    answers = await redis_clients.run_script(
        on, TELL, [(f"here:{room}", ["process", room, 0, 12]) for room in range(9)]
    )
    again = await redis_clients.run_script(on, TELL, [(f"here:{room}", ["another", 1, 1, 12]) for room in range(9)])
    await redis_clients.close(on)

    assert answers == [[room, 0] for room in range(9)]
    assert again == [[room + 1, 1] for room in range(9)]
