"""Fetching: no private addresses, one host, limits, and patience when the source asks for it."""

import json

import pytest

from samenspel.council.exceptions import SourceBusy, SourceRefused, SourceUnreachable
from samenspel.council.importers import source
from samenspel.council.importers.source import FolderSource, UrlSource, is_public, open_source


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.7", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1"),
    ],
)  # fmt: skip
def test_private_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_address_on_the_internet_is_public(address):
    assert is_public(address)


def test_loopback_is_refused_unless_the_operator_allows_it(server):
    server.pages = {"/": {"hello": 1}}

    with pytest.raises(SourceRefused):
        UrlSource(f"{server.base}/").get("/")

    assert UrlSource(f"{server.base}/", allow_loopback=True).get("/") == {"hello": 1}
    assert server.asked == ["/"]


def test_host_that_is_not_on_the_list_is_refused():
    with pytest.raises(SourceRefused):
        open_source("https://other.example/", hosts=frozenset({"api.notubiz.nl"}))


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/", "https://user@example.org/", "https:///x"]
)
def test_address_that_is_no_plain_web_address_is_refused(address):
    with pytest.raises(SourceRefused):
        UrlSource(address)


def test_clerk_cannot_read_a_folder(tmp_path):
    with pytest.raises(SourceRefused):
        open_source(str(tmp_path), hosts=frozenset({"api.notubiz.nl"}))


def test_redirect_to_another_host_is_refused(server):
    server.pages = {"/": (302, {"Location": "http://169.254.169.254/latest/"}, {})}

    with pytest.raises(SourceRefused):
        UrlSource(f"{server.base}/", allow_loopback=True).get("/")


def test_redirect_on_the_same_host_is_followed(server):
    server.pages = {"/": (302, {"Location": "/there"}, {}), "/there": {"hello": 2}}

    assert UrlSource(f"{server.base}/", allow_loopback=True).get("/") == {"hello": 2}


def test_source_that_asks_to_wait_is_asked_again(server):
    server.pages = {"/": [(429, {"Retry-After": "0"}, {}), {"hello": 3}]}

    assert UrlSource(f"{server.base}/", allow_loopback=True).get("/") == {"hello": 3}
    assert server.asked == ["/", "/"]


def test_source_that_asks_to_wait_long_stops_the_run(server):
    server.pages = {"/": (503, {"Retry-After": "601"}, {})}

    with pytest.raises(SourceBusy) as refused:
        UrlSource(f"{server.base}/", allow_loopback=True).get("/")

    assert refused.value.placeholders["minutes"] == 11
    assert len(server.asked) == 1


def test_answer_that_is_too_large_is_not_read(server, monkeypatch):
    monkeypatch.setattr(source, "MAX_BYTES", 100)
    server.pages = {"/": {"long": "x" * 200}}

    with pytest.raises(SourceUnreachable):
        UrlSource(f"{server.base}/", allow_loopback=True).get("/")


def test_answer_that_is_no_json_is_an_error(server):
    server.pages = {"/": 200}

    with pytest.raises(SourceUnreachable):
        UrlSource(f"{server.base}/", allow_loopback=True).get("/")


def test_agent_names_the_site(server):
    server.pages = {"/": {}}

    UrlSource(f"{server.base}/", allow_loopback=True, agent="zonnedael.localhost").get("/")

    assert server.agents == ["Samenspel/0.1 (council import) +https://zonnedael.localhost/"]


def test_folder_leaves_out_what_it_cannot_read(tmp_path):
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    (tmp_path / "b.json").write_text("[1]", encoding="utf-8")
    (tmp_path / "c.json").write_bytes(b"\xef\xbb\xbf" + json.dumps({"a": 1}).encode())
    folder = FolderSource(tmp_path)

    assert list(folder.documents()) == [("b.json", [1]), ("c.json", {"a": 1})]
    assert folder.unreadable == ["a.json"]
