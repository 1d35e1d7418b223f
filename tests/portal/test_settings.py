"""Settings and theme: who may change them, what is refused, and what visitors get."""

from typing import Any

import pytest
from django.test import Client

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.portal.actions.settings import SiteSettings, change_settings
from samenspel.portal.exceptions import HardToRead, UnknownColour
from samenspel.portal.queries.theme import contrast, theme_css, theme_version
from samenspel.tenancy.context import municipality_context
from samenspel.tenancy.models import MunicipalitySettings
from samenspel.tenancy.queries import forget_cached_municipalities, with_settings

VALID = {
    "tagline": "Samen aan zee",
    "contact_email": "raad@example.org",
    "sender_name": "Griffie",
    "samenspel_accent": "#7a1f4b",
    "samenspel_header_background": "#ffffff",
    "samenspel_header_color": "#222222",
    "samenspel_ground": "#fffdf8",
    "held_first": "on",
    "max_links": "3",
    "appeal_days": "30",
    "support_display": "live",
    "privacy_text": "Eigen tekst",
}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_the_ratio_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(one, other) == contrast(other, one)


def test_settings_are_stored_shown_and_audited(as_: Any, ada: Any, in_zonnedael: Any, anonymous: Client) -> None:
    response = as_(ada).post("/staff/settings/", VALID)

    forget_cached_municipalities()
    stored = MunicipalitySettings.objects.get()
    entry = AuditEntry.objects.get(action="portal.settings.changed")
    assert (response.status_code, response["Location"]) == (302, "/staff/settings/")
    assert stored.theme["samenspel-accent"] == "#7a1f4b"
    assert stored.rules == {"held_first": True, "max_links": 3, "appeal_days": 30, "support_display": "live"}
    assert entry.actor_id == ada.pk
    assert "privacy_text" in entry.data["changed"]
    assert "Eigen tekst" not in str(entry.data)
    assert "Samen aan zee" in anonymous.get("/").content.decode()
    assert "Eigen tekst" in anonymous.get("/privacy/").content.decode()


def test_settings_saved_again_leave_no_trace(in_zonnedael: Any, ada: Any) -> None:
    wanted = SiteSettings(tagline="Samen aan zee", rules={"max_links": 1})
    change_settings(in_zonnedael, actor=ada, to=wanted)

    change_settings(in_zonnedael, actor=ada, to=wanted)

    assert AuditEntry.objects.filter(action="portal.settings.changed").count() == 1


def test_settings_keep_the_rules_and_colours_they_do_not_name(in_zonnedael: Any, ada: Any) -> None:
    MunicipalitySettings.objects.update_or_create(defaults={"rules": {"another_rule": 7}})

    settings = change_settings(in_zonnedael, actor=ada, to=SiteSettings(rules={"max_links": 1}))

    assert settings.rules == {"another_rule": 7, "max_links": 1}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("samenspel_accent", "#ffdd00"),
        ("samenspel_ground", "#333333"),
        ("samenspel_header_color", "#eeeeee"),
    ],
)
def test_settings_refuse_colours_that_cannot_be_read(
    as_: Any, ada: Any, in_zonnedael: Any, field: str, value: str
) -> None:
    response = as_(ada).post("/staff/settings/", {**VALID, field: value})

    html = response.content.decode()
    assert response.status_code == 422
    assert "4,5" in html
    assert "data-error-summary" in html
    assert 'value="Samen aan zee"' in html
    assert not MunicipalitySettings.objects.filter(tagline="Samen aan zee").exists()


@pytest.mark.parametrize("value", ["red", "#fff", "url(https://evil.example/)", "#0b5563;}body{display:none", ""])
def test_settings_refuse_what_is_no_colour(as_: Any, ada: Any, in_zonnedael: Any, value: str) -> None:
    response = as_(ada).post("/staff/settings/", {**VALID, "samenspel_accent": value})

    assert response.status_code == 422


@pytest.mark.parametrize("theme", [{"utrecht-button-color": "#000000"}, {"samenspel-accent": "red"}])
def test_action_refuses_unknown_variables_and_values(in_zonnedael: Any, ada: Any, theme: dict[str, str]) -> None:
    with pytest.raises(UnknownColour):
        change_settings(in_zonnedael, actor=ada, to=SiteSettings(theme=theme))


def test_action_refuses_low_contrast(in_zonnedael: Any, ada: Any) -> None:
    with pytest.raises(HardToRead, match="4,5"):
        change_settings(in_zonnedael, actor=ada, to=SiteSettings(theme={"samenspel-accent": "#ffdd00"}))


def test_action_refuses_people_without_the_role(in_zonnedael: Any, alice: Any, griet: Any, mo: Any) -> None:
    for person in (alice, griet, mo, None):
        with pytest.raises(NotAllowed):
            change_settings(in_zonnedael, actor=person, to=SiteSettings())


def test_settings_page_is_for_administrators(as_: Any, anonymous: Client, alice: Any, griet: Any, ada: Any) -> None:
    answers = [as_(person).get("/staff/settings/").status_code for person in (alice, griet, ada)]

    assert answers == [403, 403, 200]
    assert anonymous.get("/staff/settings/").status_code == 302
    assert as_(alice).post("/staff/settings/", VALID).status_code == 403


def test_settings_of_one_municipality_do_not_reach_the_other(
    as_: Any, ada: Any, browser_at: Any, mistbergen: Any
) -> None:
    as_(ada).post("/staff/settings/", VALID)
    forget_cached_municipalities()

    theirs = browser_at(mistbergen)

    assert "Samen aan zee" not in theirs.get("/").content.decode()
    assert "#7a1f4b" not in theirs.get("/theme.css").content.decode()


def test_settings_page_costs_few_queries(as_: Any, ada: Any, django_assert_max_num_queries: Any) -> None:
    client = as_(ada)
    client.get("/staff/settings/")

    with django_assert_max_num_queries(12):
        client.get("/staff/settings/")


def test_theme_is_cached_under_its_version_only(anonymous: Client, zonnedael: Any) -> None:
    version = theme_version(with_settings(zonnedael))

    current = anonymous.get(f"/theme.css?v={version}")
    outdated = anonymous.get("/theme.css?v=old")

    assert current["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in current["Cache-Control"]
    assert outdated["Cache-Control"] == "no-store"
    assert f"/theme.css?v={version}" in anonymous.get("/").content.decode()


def test_theme_ignores_what_is_not_allowed(zonnedael: Any) -> None:
    with municipality_context(zonnedael):
        MunicipalitySettings.objects.update_or_create(
            defaults={"theme": {"samenspel-accent": "red;}*{display:none", "body": "x", "samenspel-ground": "#ffffff"}}
        )

    css = theme_css(with_settings(zonnedael))

    assert "display" not in css
    assert "--samenspel-accent:#0b5563;" in css
    assert "--samenspel-ground:#ffffff;" in css
