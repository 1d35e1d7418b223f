"""Rate limits: exact, per municipality, and with the time to try again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation

from samenspel.common.errors import TooMany
from samenspel.common.ratelimit import check_rate, client_key, count_within
from samenspel.tenancy.context import municipality_context


def test_rate_within_the_limit_passes_and_above_is_refused(in_zonnedael):
    for _ in range(3):
        check_rate("test", "alice", limit=3, seconds=600)

    with pytest.raises(TooMany) as refused, translation.override("en"):
        check_rate("test", "alice", limit=3, seconds=600)

    assert refused.value.status == 429
    with translation.override("en"):
        assert str(refused.value) == "You did this too often. Try again in 10 minutes; nothing you typed is lost."


def test_rate_message_speaks_of_one_minute_in_the_singular(in_zonnedael):
    check_rate("test", "alice", limit=1, seconds=20)

    with pytest.raises(TooMany) as refused:
        check_rate("test", "alice", limit=1, seconds=20)

    with translation.override("en"):
        assert str(refused.value) == "You did this too often. Try again in 1 minute; nothing you typed is lost."


def test_rate_counts_each_person_act_and_municipality_apart(zonnedael, mistbergen):
    with municipality_context(zonnedael):
        counts = [count_within(*of, seconds=60)[0] for of in (("a", "x"), ("a", "x"), ("a", "y"), ("b", "x"))]
    with municipality_context(mistbergen):
        elsewhere = count_within("a", "x", seconds=60)[0]

    assert (counts, elsewhere) == ([1, 2, 1, 1], 1)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1%eth0", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_one_connection_is_counted_once_whatever_addresses_it_takes(address, counted):
    assert client_key(address) == counted


def test_rate_counts_every_one_of_many_at_the_same_moment(in_zonnedael):
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: count_within("test", "same", seconds=60)[0], range(40)))

    assert sorted(counts) == list(range(1, 41))


def test_rate_lets_people_go_on_while_redis_is_away(in_zonnedael, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    check_rate("test", "alice", limit=0, seconds=60)

    assert [record.getMessage() for record in caplog.records] == ["ratelimit.unavailable"]
