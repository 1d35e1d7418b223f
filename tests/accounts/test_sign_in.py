"""Sign-in by an e-mailed code: one form, no password, the same answer to everybody."""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from samenspel.accounts.actions.guests import create_guest
from samenspel.accounts.models import User
from samenspel.notifications.models import OutgoingMail
from samenspel.tenancy.context import municipality_context


def ask_for_code(client, email, **data):
    return client.post("/account/login/", {"email": email, **data})


def code_from_mail(municipality, email):
    with municipality_context(municipality):
        mail = OutgoingMail.objects.filter(to=email).latest("id")
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", mail.text, re.MULTILINE).group()


def enter(client, code, **data):
    return client.post("/account/login/code/", {"code": code, "action": "verify", **data})


def person_of(client, municipality):
    """Who the site thinks is there."""
    with municipality_context(municipality):
        return client.get("/account/").context["user"].email if client.get("/account/").status_code == 200 else None


def test_unknown_address_becomes_an_account_when_the_code_comes_back(anonymous, zonnedael):
    asked = ask_for_code(anonymous, "New@Example.org")
    with municipality_context(zonnedael):
        before = User.objects.count()
    entered = enter(anonymous, code_from_mail(zonnedael, "new@example.org").lower().replace("-", " "))

    assert (asked.status_code, asked.url) == (302, "/account/login/code/")
    assert (entered.status_code, entered.url) == (302, "/account/name/?next=%2F")
    assert before == 0
    with municipality_context(zonnedael):
        person = User.objects.get()
        assert (person.email, person.verification_level, person.has_usable_password()) == ("new@example.org", 1, False)
        assert list(person.verifications.values_list("level", "method")) == [(1, "email_code")]


def test_known_address_signs_in_the_same_person(anonymous, alice, zonnedael):
    ask_for_code(anonymous, "alice@example.org")
    response = enter(anonymous, code_from_mail(zonnedael, "alice@example.org"))

    assert response.url == "/"
    assert person_of(anonymous, zonnedael) == "alice@example.org"
    with municipality_context(zonnedael):
        assert User.objects.count() == 1


def test_known_and_unknown_addresses_get_the_same_answer(browser_at, alice, zonnedael):
    answers = []
    for email in ("alice@example.org", "nobody@example.org"):
        client = browser_at(zonnedael)
        response = ask_for_code(client, email)
        page = client.get(response.url).content.decode().replace(email, "ADDRESS")
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
        answers.append((response.status_code, response.url, page))

    assert answers[0] == answers[1]


def test_wrong_code_says_so_and_five_of_them_end_it(anonymous, alice):
    ask_for_code(anonymous, "alice@example.org")

    statuses = [enter(anonymous, "WRNG-CODE").status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 302]
    assert anonymous.get("/account/login/code/").url == "/account/login/"


def test_code_expires(anonymous, alice, zonnedael, settings):
    ask_for_code(anonymous, "alice@example.org")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1

    response = enter(anonymous, code_from_mail(zonnedael, "alice@example.org"))

    assert response.url == "/account/login/"
    assert person_of(anonymous, zonnedael) is None


def test_resend_makes_a_new_code_and_the_old_one_stops_working(anonymous, alice, zonnedael):
    ask_for_code(anonymous, "alice@example.org")
    old = code_from_mail(zonnedael, "alice@example.org")
    anonymous.post("/account/login/code/", {"action": "resend"})
    new = code_from_mail(zonnedael, "alice@example.org")

    assert old != new
    assert enter(anonymous, old).status_code == 200
    assert enter(anonymous, new).status_code == 302


def test_code_works_in_the_browser_that_asked_for_it_only(browser_at, alice, zonnedael):
    first, second = browser_at(zonnedael), browser_at(zonnedael)
    ask_for_code(first, "alice@example.org")

    response = enter(second, code_from_mail(zonnedael, "alice@example.org"))

    assert response.url == "/account/login/"


def test_too_many_requests_for_one_address_are_refused_with_a_sentence(browser_at, zonnedael):
    statuses = [ask_for_code(browser_at(zonnedael), "a@example.org").status_code for _ in range(4)]

    assert statuses == [302, 302, 302, 200]


@pytest.mark.parametrize(("wanted", "reached"), [("/council/", "/council/"), ("https://evil.example/", "/")])
def test_sign_in_returns_to_pages_of_this_site_only(anonymous, alice, zonnedael, wanted, reached):
    ask_for_code(anonymous, "alice@example.org", next=wanted)

    response = enter(anonymous, code_from_mail(zonnedael, "alice@example.org"), next=wanted)

    assert response.url == reached


def test_name_is_asked_once(anonymous, zonnedael):
    ask_for_code(anonymous, "new@example.org")
    first = enter(anonymous, code_from_mail(zonnedael, "new@example.org"))

    kept = anonymous.post(first.url, {"display_name": "  Kim   de Vries "})
    anonymous.post("/account/logout/")
    ask_for_code(anonymous, "new@example.org")
    second = enter(anonymous, code_from_mail(zonnedael, "new@example.org"))

    assert (kept.url, second.url) == ("/", "/")
    with municipality_context(zonnedael):
        assert User.objects.get().display_name == "Kim de Vries"


def test_guest_who_proves_a_new_address_keeps_what_they_wrote(anonymous, zonnedael):
    with municipality_context(zonnedael):
        guest = create_guest("Kim")
        session = anonymous.session
        session["guest_id"] = guest.pk
        session.save()
    anonymous.cookies["sessionid"] = session.session_key

    ask_for_code(anonymous, "kim@example.org")
    response = enter(anonymous, code_from_mail(zonnedael, "kim@example.org"))

    assert response.url == "/"
    with municipality_context(zonnedael):
        person = User.objects.get()
        assert (person.pk, person.email, person.verification_level) == (guest.pk, "kim@example.org", 1)


def test_same_address_in_two_municipalities_is_two_people(browser_at, zonnedael, mistbergen):
    clients = {}
    for municipality in (zonnedael, mistbergen):
        clients[municipality.slug] = client = browser_at(municipality)
        ask_for_code(client, "kim@example.org")
        enter(client, code_from_mail(municipality, "kim@example.org"))

    people = []
    for municipality in (zonnedael, mistbergen):
        with municipality_context(municipality):
            people.append(User.objects.get(email="kim@example.org").pk)
    assert people[0] != people[1]
    assert person_of(clients["zonnedael"], zonnedael) == person_of(clients["mistbergen"], mistbergen)


def test_cookie_of_one_municipality_is_anonymous_at_the_other(as_, alice, browser_at, mistbergen):
    stolen = as_(alice).cookies["sessionid"].value
    client = browser_at(mistbergen)
    client.cookies["sessionid"] = stolen

    response = client.get("/account/")

    assert (response.status_code, response.url) == (302, "/account/login/?next=/account/")


def test_closed_account_cannot_sign_in(anonymous, make_user, zonnedael):
    make_user(zonnedael, "gone", is_active=False)
    ask_for_code(anonymous, "gone@example.org")

    response = enter(anonymous, code_from_mail(zonnedael, "gone@example.org"))

    assert response.url == "/account/inactive/"
    assert anonymous.get(response.url).status_code == 200
    assert person_of(anonymous, zonnedael) is None


def test_sign_out_needs_a_click_and_ends_the_session(as_, alice):
    client = as_(alice)

    page = client.get("/account/logout/")
    response = client.post("/account/logout/")

    assert (page.status_code, response.url) == (200, "/")
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_change_password", "account_set_password", "account_reset_password"],
)
def test_pages_about_passwords_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_name_that_nobody_sees_is_refused_and_hidden_signs_go(in_zonnedael, as_, alice):
    client = as_(alice)

    refused = client.post("/account/name/", {"display_name": "\u200b\u3164"})
    client.post("/account/name/", {"display_name": "Bob\u202e"})

    alice.refresh_from_db()
    assert (refused.status_code, "display_name" in refused.context["form"].errors) == (200, True)
    assert alice.display_name == "Bob"
