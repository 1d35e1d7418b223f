"""Who may do what, and how somebody who may not is answered."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from samenspel.accounts.permissions import can_administer, can_clerk, can_moderate, deny
from samenspel.common.errors import NotAllowed


def visitor(method="get", path="/staff/people/?page=2", **headers):
    request = getattr(RequestFactory(headers={"host": "zonnedael.localhost", **headers}), method)(path)
    request.user = AnonymousUser()
    return request


def test_roles_decide(in_zonnedael, alice, carol, griet, mo, ada):
    people = [AnonymousUser(), alice, carol, griet, mo, ada]

    assert [can_administer(p) for p in people] == [False, False, False, False, False, True]
    assert [can_clerk(p) for p in people] == [False, False, False, True, False, True]
    assert [can_moderate(p) for p in people] == [False, False, False, False, True, True]


def test_deny_sends_a_visitor_to_sign_in_and_back():
    response = deny(visitor())

    assert (response.status_code, response.url) == (302, "/account/login/?next=/staff/people/%3Fpage%3D2")


@pytest.mark.parametrize(
    ("referer", "way_back"), [("http://zonnedael.localhost/x/?a=1", "/x/%3Fa%3D1"), ("http://evil.example/x/", "/")]
)
def test_deny_sends_back_to_the_page_the_form_stood_on(referer, way_back):
    response = deny(visitor("post", referer=referer))

    assert response.url == f"/account/login/?next={way_back}"


def test_deny_makes_htmx_leave_the_page():
    request = visitor()
    request.htmx = True

    assert deny(request).headers["HX-Redirect"].startswith("/account/login/")


def test_deny_refuses_a_signed_in_person(alice):
    request = visitor()
    request.user = alice

    with pytest.raises(NotAllowed):
        deny(request)


def test_deny_refuses_callers_of_the_api():
    with pytest.raises(NotAllowed):
        deny(visitor(path="/api/v1/rooms/1/events"))
