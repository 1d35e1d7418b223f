"""From request to municipality, and the client's own address."""

import pytest
from django.test import RequestFactory

from samenspel.tenancy.middleware import ClientAddressMiddleware, client_address, is_trusted_proxy
from samenspel.tenancy.queries import municipality_for_host


def test_host_leads_to_its_municipality(zonnedael, mistbergen):
    found = {host: municipality_for_host(host) for host in ("zonnedael.localhost", "MISTBERGEN.localhost:8000")}

    assert found == {"zonnedael.localhost": zonnedael, "MISTBERGEN.localhost:8000": mistbergen}


@pytest.mark.parametrize(
    "host", ["elsewhere.localhost", "localhost", "127.0.0.1", "[::1]:8000", "zonnedael.localhost.evil"]
)
def test_unknown_host_lists_the_municipalities(client, zonnedael, mistbergen, host):
    response = client.get("/", headers={"host": host})

    assert response.status_code == 404
    assert "Zonnedael" in response.content.decode()
    assert "Mistbergen" in response.content.decode()
    assert not response.cookies


def test_known_host_is_one_lookup_while_cached(zonnedael, anonymous, django_assert_num_queries):
    anonymous.get("/")

    with django_assert_num_queries(0):
        municipality_for_host("zonnedael.localhost")


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the left one is the client's own claim
        ("203.0.113.9, 10.0.0.2", "203.0.113.9"),  # past a second proxy of ours
        ("", "10.0.0.1"),
        ("nonsense", "10.0.0.1"),
        ("2001:db8::7", "2001:db8::7"),
    ],
)
def test_client_address_is_the_rightmost_that_is_no_proxy(settings, forwarded, expected):
    settings.TRUSTED_PROXIES = ("10.0.0.0/8",)

    assert client_address("10.0.0.1", forwarded) == expected


@pytest.mark.parametrize(
    ("peer", "trusted"), [("10.1.2.3", True), ("203.0.113.9", False), ("", False), ("unix", False)]
)
def test_only_named_networks_are_trusted(settings, peer, trusted):
    settings.TRUSTED_PROXIES = ("10.0.0.0/8",)

    assert is_trusted_proxy(peer) is trusted


@pytest.mark.parametrize(("peer", "expected"), [("10.0.0.1", "203.0.113.9"), ("198.51.100.1", "198.51.100.1")])
def test_forwarded_header_of_a_stranger_is_ignored(settings, peer, expected):
    settings.TRUSTED_PROXIES = ("10.0.0.1",)
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"x-forwarded-for": "203.0.113.9"})
    seen = []

    ClientAddressMiddleware(lambda r: seen.append(r.META["REMOTE_ADDR"]))(request)

    assert seen == [expected]


def test_forwarded_https_is_believed_from_a_trusted_proxy_only(settings):
    settings.TRUSTED_PROXIES = ("10.0.0.1",)
    secure = {}
    for peer in ("10.0.0.1", "198.51.100.1"):
        request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"x-forwarded-proto": "https"})
        ClientAddressMiddleware(lambda r, peer=peer: secure.update({peer: r.is_secure()}))(request)

    assert secure == {"10.0.0.1": True, "198.51.100.1": False}
