"""What an address of Redis says; the chaos tests use Sentinel and Cluster for real."""

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from samenspel.common import redis_clients
from samenspel.common.redis_clients import address_of


@pytest.mark.parametrize(
    "url", ["redis://localhost:6379/1", "rediss://:secret@redis.example/0", "unix:///run/redis.sock?db=2"]
)
def test_address_of_one_server_is_left_to_the_library(url):
    assert (address_of(url).kind, address_of(url).url) == ("server", url)


def test_address_names_sentinels_service_and_database():
    address = address_of("redis+sentinel://user:p%40ss@one:26380,two,[::1]:5/samenspel/3?sentinel_password=other")

    assert (address.kind, address.service) == ("sentinel", "samenspel")
    assert address.nodes == (("one", 26380), ("two", 26379), ("::1", 5))
    assert address.options == {"username": "user", "password": "p@ss", "db": 3}
    assert address.sentinel_options == {"password": "other"}


def test_address_over_tls_asks_sentinels_and_servers_over_tls():
    address = address_of("rediss+sentinel://one/samenspel?ssl_ca_certs=/etc/ca.pem&sentinel_ssl_ca_certs=/etc/ca.pem")

    assert address.options == {"ssl": True, "ssl_ca_certs": "/etc/ca.pem", "db": 0}
    assert address.sentinel_options == {"ssl": True, "ssl_ca_certs": "/etc/ca.pem"}


def test_address_names_servers_of_a_cluster():
    address = address_of("rediss+cluster://:secret@one:7000,two:7001")

    assert (address.kind, address.nodes) == ("cluster", (("one", 7000), ("two", 7001)))
    assert address.options == {"password": "secret", "ssl": True}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://one", "must begin with"),
        ("redis+sentinel://one:1,two:2", "names no service"),
        ("redis+cluster:///", "names no host"),
        ("redis+cluster://one:7000/2", "number 0 only"),
        ("redis+cluster://one:port", "no host:port"),
    ],
)
def test_address_that_cannot_be_used_is_refused_with_the_reason(url, why):
    with pytest.raises(ImproperlyConfigured, match=why):
        address_of(url)


def test_cache_forgets_while_redis_is_away(settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    cache.set("key", "value")
    found = cache.get("key", "nothing")

    assert (found, cache.add("key", "value"), cache.delete("key")) == ("nothing", True, False)
    assert {record.getMessage() for record in caplog.records} == {"cache.unavailable"}


def test_cache_keeps_several(in_zonnedael):
    cache.set_many({"one": 1, "none": None}, 60)

    found = cache.get_many(["one", "none", "absent"])

    assert found == {"one": 1, "none": None}


def test_publishing_says_when_no_server_of_a_cluster_answers(settings):
    settings.REDIS_URL = "redis+cluster://127.0.0.1:1,127.0.0.1:2"

    with pytest.raises(redis_clients.AWAY):
        redis_clients.publish([("channel", "text")])
