"""The frame of every page, and the small addresses around it."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import Client

from samenspel.tenancy.models import MunicipalitySettings
from samenspel.tenancy.queries import forget_cached_municipalities

PUBLIC = ["/", "/privacy/", "/terms/", "/accessibility/", "/search/", "/search/?q=fiets"]


def foreign_addresses(html: str, host: str) -> list[str]:
    """Return what a browser would fetch from elsewhere: sources, style sheets, scripts, images, form targets."""
    found = re.findall(r'<(?:script|link|img|iframe|form|source|video|audio)[^>]*?(?:src|href|action)="([^"]+)"', html)
    return [address for address in found if urlsplit(address).netloc not in {"", host}]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_is_complete_for_everyone(anonymous: Client, path: str, django_assert_max_num_queries: Any) -> None:
    anonymous.get(path)

    with django_assert_max_num_queries(12):
        response = anonymous.get(path)

    html = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="nl"' in html
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    assert foreign_addresses(html, "zonnedael.localhost") == []
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)


def test_security_policy_allows_nothing_unsafe(anonymous: Client) -> None:
    policy = anonymous.get("/").headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "default-src 'none'" in policy


def test_language_switch_remembers_and_goes_back(anonymous: Client) -> None:
    response = anonymous.post("/language/", {"language": "en", "next": "/privacy/"})

    assert (response.status_code, response["Location"]) == (302, "/privacy/")
    assert '<html lang="en"' in anonymous.get("/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_language_switch_leads_nowhere_else(anonymous: Client, target: str) -> None:
    response = anonymous.post("/language/", {"language": "en", "next": target})

    assert response["Location"] == "/"


def test_language_switch_ignores_a_language_we_do_not_speak(anonymous: Client) -> None:
    anonymous.post("/language/", {"language": "xx"})

    assert '<html lang="nl"' in anonymous.get("/").content.decode()


def test_qr_code_is_an_image_of_this_host(anonymous: Client) -> None:
    response = anonymous.get("/portal/qr.svg?path=/council/")

    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.decode().startswith("<svg xmlns=")


@pytest.mark.parametrize("path", ["", "https://evil.example/", "//evil.example", "/\\evil.example", "/" + "a" * 500])
def test_qr_code_refuses_other_hosts(anonymous: Client, path: str) -> None:
    response = anonymous.get("/portal/qr.svg", {"path": path})

    assert response.status_code == 404


def test_robots_learn_what_is_not_for_them(anonymous: Client) -> None:
    response = anonymous.get("/robots.txt")

    assert "Disallow: /staff/" in response.content.decode().splitlines()


def test_security_txt_names_a_contact_and_does_not_expire_soon(anonymous: Client, in_zonnedael: Any) -> None:
    MunicipalitySettings.objects.update_or_create(defaults={"contact_email": "veilig@example.org"})
    forget_cached_municipalities()

    lines = dict(
        line.split(": ", 1) for line in anonymous.get("/.well-known/security.txt").content.decode().splitlines()
    )

    assert lines["Contact"] == "mailto:veilig@example.org"
    assert (datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)).days > 90


def test_security_txt_is_absent_without_a_contact(anonymous: Client) -> None:
    assert anonymous.get("/.well-known/security.txt").status_code == 404


def test_own_text_replaces_the_default_and_is_escaped(anonymous: Client, in_zonnedael: Any) -> None:
    text = "## Kop\n\nRegel <b>een</b>\n\n- punt [site](https://example.org/)\n\n[x](javascript:alert(1))"
    MunicipalitySettings.objects.update_or_create(defaults={"privacy_text": text})
    forget_cached_municipalities()

    html = anonymous.get("/privacy/").content.decode()

    assert "<h2>Kop</h2>" in html
    assert "<p>Regel &lt;b&gt;een&lt;/b&gt;</p>" in html
    assert '<li>punt <a href="https://example.org/">site</a></li>' in html
    assert 'href="javascript' not in html


def test_unknown_page_offers_ways_on(anonymous: Client) -> None:
    response = anonymous.get("/nothing-here/")

    assert response.status_code == 404
    assert 'href="/search/"' in response.content.decode()


def test_unknown_host_lists_municipalities(db: None) -> None:
    response = Client(headers={"host": "nergens.localhost"}).get("/")

    assert response.status_code == 404
    assert "zonnedael.localhost" in response.content.decode()


def test_forgotten_csrf_token_gets_a_page_that_says_what_to_do(zonnedael: Any, browser_at: Any) -> None:
    response = browser_at(zonnedael, enforce_csrf_checks=True).post("/language/", {"language": "en"})

    assert response.status_code == 403
    assert "<h1>" in response.content.decode()


def test_failure_page_needs_no_request() -> None:
    html = render_to_string("500.html")

    assert "<h1>" in html


def test_navigation_shows_the_desks_of_a_role(as_: Any, alice: Any, ada: Any) -> None:
    assert "/staff/settings/" not in as_(alice).get("/").content.decode()
    assert "/staff/settings/" in as_(ada).get("/").content.decode()
