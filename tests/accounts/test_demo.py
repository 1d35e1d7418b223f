"""Demo mode signs in with one click, and does not exist otherwise."""

import pytest


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_demo_pages_do_not_exist_outside_demo_mode(anonymous, alice):
    statuses = [
        anonymous.get("/demo/").status_code,
        anonymous.get("/demo/mailbox/").status_code,
        anonymous.post(f"/demo/sign-in/{alice.uid}/").status_code,
    ]

    assert statuses == [404, 404, 404]


def test_demo_lists_the_people_of_this_municipality_only(demo, anonymous, ada, alice, mallory):
    page = anonymous.get("/demo/").content.decode()

    assert [name in page for name in ("Ada", "Alice", "Mallory")] == [True, True, False]


def test_demo_click_signs_in_with_second_factor(demo, in_zonnedael, anonymous, ada):
    response = anonymous.post(f"/demo/sign-in/{ada.uid}/", {"next": "/demo/"})

    assert (response.status_code, response.url) == (302, "/demo/")
    assert anonymous.session["_auth_user_id"] == str(ada.pk)
    assert [m["method"] for m in anonymous.session["account_authentication_methods"]] == ["code", "mfa"]


def test_demo_click_does_not_redirect_elsewhere(demo, anonymous, alice):
    response = anonymous.post(f"/demo/sign-in/{alice.uid}/", {"next": "https://evil.example/"})

    assert response.url == "/"


def test_demo_sign_in_of_another_municipality_is_absent(demo, anonymous, mallory):
    assert anonymous.post(f"/demo/sign-in/{mallory.uid}/").status_code == 404
