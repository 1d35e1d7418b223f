"""Whether the process lives, and whether it can serve."""

import pytest


@pytest.mark.parametrize("host", ["zonnedael.localhost", "127.0.0.1"])
def test_live_answers_whatever_the_host(client, host):
    response = client.get("/health/live", headers={"host": host})

    assert (response.status_code, response.json()) == (200, {"status": "live"})


def test_ready_when_both_servers_answer(client, db):
    response = client.get("/health/ready", headers={"host": "127.0.0.1"})

    assert (response.status_code, response.json()) == (200, {"status": "ready", "missing": []})


def test_unready_names_the_server_that_does_not_answer(client, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"

    response = client.get("/health/ready", headers={"host": "127.0.0.1"})

    assert (response.status_code, response.json()) == (503, {"status": "unready", "missing": ["redis"]})
