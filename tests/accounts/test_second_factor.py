"""Staff work with a second factor, or not at all."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from samenspel.audit.models import AuditEntry
from samenspel.tenancy.context import municipality_context


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def half_signed_in(as_):
    """A browser in which a person signed in by e-mailed code only."""

    def browser(person):
        client = as_(person)
        change_session(client, person, lambda session: session["account_authentication_methods"].pop())
        return client

    return browser


def change_session(client, person, change):
    with municipality_context(person.municipality):
        session = client.session
        change(session)
        session.save()


def set_up_totp(client):
    """Set up the app; return its secret and the answer."""
    secret = re.search(r"data-totp-secret>(\w+)<", client.get("/account/second-factor/totp/activate/").content.decode())
    response = client.post("/account/second-factor/totp/activate/", {"code": code_of(secret.group(1))})
    return secret.group(1), response


def test_staff_without_second_factor_are_sent_to_set_one_up(half_signed_in, griet):
    client = half_signed_in(griet)

    response = client.get("/?page=2")

    assert (response.status_code, response.url) == (302, "/account/staff/second-factor/?next=%2F%3Fpage%3D2")
    assert client.get(response.url).status_code == 200


def test_staff_without_second_factor_can_only_sign_out(half_signed_in, griet):
    client = half_signed_in(griet)

    statuses = [client.get(path).status_code for path in ("/account/", "/demo/", "/nonsense/", "/account/logout/")]

    assert statuses == [302, 302, 302, 200]


def test_api_refuses_staff_without_second_factor(half_signed_in, griet):
    response = half_signed_in(griet).get("/api/v1/rooms/1/events")

    assert (response.status_code, response.json()["code"]) == (403, "second-factor-needed")


def test_residents_need_no_second_factor(half_signed_in, alice):
    assert half_signed_in(alice).get("/account/").status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth tells us on commit
def test_app_on_telephone_is_set_up_and_lets_in(half_signed_in, griet):
    client = half_signed_in(griet)

    page = client.get("/account/second-factor/totp/activate/")
    _, response = set_up_totp(client)

    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    assert response.url == "/account/second-factor/recovery-codes/"
    assert client.get(response.url).content.decode().count("<li><code>") == 10
    assert client.get("/account/").status_code == 200
    with municipality_context(griet.municipality):
        assert sorted(AuditEntry.objects.values_list("action", "actor", "data__type")) == [
            ("accounts.second_factor.added", griet.pk, "recovery_codes"),
            ("accounts.second_factor.added", griet.pk, "totp"),
        ]


@pytest.mark.django_db(transaction=True)  # allauth tells us on commit
def test_secret_of_the_app_is_not_readable_in_the_database(half_signed_in, griet):
    secret, _ = set_up_totp(half_signed_in(griet))

    with municipality_context(griet.municipality):
        assert secret not in str(Authenticator.objects.get(type="totp").data)


@pytest.mark.django_db(transaction=True)  # allauth tells us on commit
def test_next_sign_in_asks_for_the_second_factor(half_signed_in, griet, anonymous, zonnedael):
    from tests.accounts.test_sign_in import ask_for_code, code_from_mail, enter

    secret, _ = set_up_totp(half_signed_in(griet))

    ask_for_code(anonymous, "griet@example.org", next="/account/")
    half = enter(anonymous, code_from_mail(zonnedael, "griet@example.org"), next="/account/")
    refused = anonymous.post(half.url, {"code": "000000"})
    whole = anonymous.post(half.url, {"code": code_of(secret)})

    assert half.url == "/account/second-factor/authenticate/"
    assert refused.status_code == 200
    assert whole.url == "/account/"
    assert anonymous.get("/account/").status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth tells us on commit
def test_session_that_skipped_the_second_factor_must_use_it(half_signed_in, griet):
    secret, _ = set_up_totp(half_signed_in(griet))
    client = half_signed_in(griet)

    sent = client.get("/account/")
    added = client.get("/account/second-factor/webauthn/add/")
    done = client.post(sent.url, {"code": code_of(secret)})

    assert sent.url == "/account/second-factor/reauthenticate/?next=%2Faccount%2F"
    assert added.status_code == 302  # no second way in beside the first
    assert done.url == "/account/"
    assert client.get("/account/").status_code == 200


def test_second_factor_of_somebody_else_does_not_count(half_signed_in, griet, mo):
    client = half_signed_in(griet)
    change_session(client, griet, lambda session: session.update({"account_authentication_methods_user": str(mo.pk)}))

    assert client.get("/account/").status_code == 302


@pytest.mark.django_db(transaction=True)  # allauth tells us on commit
def test_staff_keep_a_second_factor(half_signed_in, griet, alice):
    staff, resident = half_signed_in(griet), half_signed_in(alice)
    set_up_totp(staff)
    set_up_totp(resident)

    kept = staff.post("/account/second-factor/totp/deactivate/")
    removed = resident.post("/account/second-factor/totp/deactivate/")

    assert (kept.status_code, removed.status_code) == (200, 302)
    with municipality_context(griet.municipality):
        assert list(Authenticator.objects.filter(type="totp").values_list("user", flat=True)) == [griet.pk]


@pytest.mark.parametrize(("age", "status"), [(0, 200), (3000, 200), (3700, 302)])
def test_staff_session_ends_when_left_alone(as_, griet, age, status):
    client = as_(griet)
    change_session(client, griet, lambda session: _older(session, age))

    response = client.get("/account/")

    assert response.status_code == status


def test_staff_session_ends_after_its_age_even_when_used(as_, griet, settings):
    client = as_(griet)

    def old_but_used(session):
        _older(session, settings.STAFF_SESSION_AGE + 10)
        session["staff_seen"] = time.time()

    change_session(client, griet, old_but_used)
    response = client.get("/account/")

    assert (response.status_code, response.url) == (302, "/account/login/?next=%2Faccount%2F")
    assert client.get("/account/").url == "/account/login/?next=/account/"  # and it is over


def test_resident_session_lasts(as_, alice, settings):
    client = as_(alice)
    change_session(client, alice, lambda session: _older(session, settings.STAFF_SESSION_AGE + 10))

    assert client.get("/account/").status_code == 200


def _older(session, seconds):
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**record, "at": record["at"] - seconds} for record in records]


def test_pages_of_keys_open(as_, alice):
    client = as_(alice)

    pages = ["", "webauthn/", "webauthn/add/", "totp/activate/"]
    statuses = [client.get(f"/account/second-factor/{page}").status_code for page in pages]

    assert statuses == [200, 200, 200, 200]


@pytest.mark.parametrize(("who", "budget"), [("anonymous", 1), ("alice", 4), ("griet", 4)])
def test_middleware_costs_few_statements(request, as_, who, budget, django_assert_max_num_queries):
    from django.urls import reverse

    client = request.getfixturevalue(who) if who == "anonymous" else as_(request.getfixturevalue(who))
    client.get("/account/logout/")

    with django_assert_max_num_queries(budget):
        client.get(reverse("accounts:name"))
