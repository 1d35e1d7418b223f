"""The page on which an author objects."""

import pytest

from samenspel.accounts.queries import GUEST_SESSION_KEY
from samenspel.common.spam import stamp
from samenspel.moderation.actions import hide_subject
from samenspel.moderation.adapters.links import appeal_token
from samenspel.moderation.models import Appeal


def form(**fields):
    return {"text": "I sell nothing.", "website": "", "started": stamp(age=10), **fields}


def url_of(decision):
    return f"/moderation/decisions/{decision.pk}/appeal/"


def test_author_objects_signed_in(as_, hidden, alice):
    client = as_(alice)

    page = client.get(url_of(hidden))
    answer = client.post(url_of(hidden), form(), follow=True)

    assert "It sells pills." in page.content.decode()
    assert answer.redirect_chain == [(f"{url_of(hidden)}thanks/", 302)]
    assert list(Appeal.objects.values_list("decision", "appellant", "text")) == [
        (hidden.pk, alice.pk, "I sell nothing.")
    ]


def test_author_objects_by_the_link_in_mail(anonymous, hidden, alice):
    token = appeal_token(hidden, alice.pk)

    page = anonymous.get(url_of(hidden), {"token": token})
    answer = anonymous.post(url_of(hidden), form(token=token))

    assert page.status_code == 200
    assert (answer.status_code, answer.url) == (302, f"{url_of(hidden)}thanks/")
    assert Appeal.objects.get().appellant == alice


def test_guest_objects_in_the_browser_they_wrote_with(in_zonnedael, anonymous, write, make_user, mo):
    guest = make_user(in_zonnedael, "guest", email="", level=0)
    decision = hide_subject(write(author=guest).subject, actor=mo, ground="spam", reasons="Pills")
    session = anonymous.session
    session[GUEST_SESSION_KEY] = guest.pk
    session.save()

    answer = anonymous.post(url_of(decision), form())

    assert answer.status_code == 302
    assert Appeal.objects.get().appellant == guest


@pytest.mark.parametrize("token", ["", "forged", "of another decision"])
def test_visitor_without_a_good_link_goes_to_sign_in(anonymous, hidden, write, alice, mo, token):
    if token == "of another decision":
        other = hide_subject(write("Other").subject, actor=mo, ground="spam", reasons="Pills")
        token = appeal_token(other, alice.pk)

    page = anonymous.get(url_of(hidden), {"token": token} if token else {})
    answer = anonymous.post(url_of(hidden), form(token=token))

    assert (page.status_code, page.url.split("?")[0]) == (302, "/account/login/")
    assert (answer.status_code, Appeal.objects.count()) == (302, 0)


def test_somebody_else_is_refused_with_the_way_to_go(as_, hidden, bob, mo):
    statuses = [as_(user).post(url_of(hidden), form()).status_code for user in (bob, mo)]

    assert (statuses, Appeal.objects.count()) == ([403, 403], 0)


def test_second_objection_is_refused(as_, hidden, alice):
    client = as_(alice)
    client.post(url_of(hidden), form())

    answer = client.post(url_of(hidden), form(text="Again"))

    assert (answer.status_code, Appeal.objects.count()) == (409, 1)


@pytest.mark.parametrize("name", [None, "mallory"])
def test_decision_of_another_municipality_is_absent(request, browser_at, mistbergen, hidden, alice, name):
    user = None if name is None else request.getfixturevalue(name)
    client = browser_at(mistbergen, user=user)
    token = appeal_token(hidden, alice.pk)

    statuses = [
        client.get(url_of(hidden), {"token": token}).status_code,
        client.post(url_of(hidden), form(token=token)).status_code,
        client.get(f"{url_of(hidden)}thanks/").status_code,
    ]

    assert statuses == [404, 404, 404]
    assert Appeal.objects.count() == 0
