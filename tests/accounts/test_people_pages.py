"""The administrator's pages about people."""

import pytest

from samenspel.accounts.models import RoleGrant


@pytest.fixture
def paths(alice):
    return ["/staff/people/", "/staff/people/invite/", f"/staff/people/{alice.uid}/"]


def test_visitors_are_sent_to_sign_in(anonymous, paths):
    assert [anonymous.get(path).status_code for path in paths] == [302, 302, 302]


@pytest.mark.parametrize("who", ["alice", "griet", "mo", "carol", "omar"])
def test_others_are_refused(request, as_, paths, who):
    client = as_(request.getfixturevalue(who))

    assert [client.get(path).status_code for path in paths] == [403, 403, 403]


def test_administrator_of_another_municipality_finds_nobody(as_, mallory, alice, ada):
    client = as_(mallory)

    for part in ("", "roles/grant/", "roles/end/", "second-factor/", "close/", "reopen/"):
        assert client.post(f"/staff/people/{alice.uid}/{part}", {"role": "clerk"}).status_code == 404
        assert client.get(f"/staff/people/{alice.uid}/{part}").status_code == 404


def test_list_shows_people_with_roles_and_search_finds_others(as_, ada, alice, bob, griet):
    client = as_(ada)

    staff = client.get("/staff/people/").content.decode()
    found = client.get("/staff/people/?q=ALICE@").content.decode()

    assert [name in staff for name in ("Ada", "Griet", "alice@", "bob@")] == [True, True, False, False]
    assert [name in found for name in ("Griet", "alice@", "bob@")] == [False, True, False]


def test_list_costs_the_same_for_many_people(as_, ada, make_user, zonnedael, django_assert_max_num_queries):
    for number in range(60):
        make_user(zonnedael, f"person{number}", roles=("clerk",))
    client = as_(ada)

    with django_assert_max_num_queries(12):
        page = client.get("/staff/people/").content.decode()

    assert page.count("@example.org</td>") == 50


def test_administrator_gives_and_ends_a_role(in_zonnedael, as_, ada, alice):
    client = as_(ada)

    given = client.post(f"/staff/people/{alice.uid}/roles/grant/", {"role": "clerk"})
    page = client.get(f"/staff/people/{alice.uid}/")
    between = RoleGrant.objects.filter(user=alice, ended_at=None).count()
    client.post(f"/staff/people/{alice.uid}/roles/end/", {"role": "clerk"})

    assert (given.status_code, page.status_code, between) == (302, 200, 1)
    assert RoleGrant.objects.filter(user=alice, ended_at=None).count() == 0


def test_last_administrator_gets_a_sentence(as_, ada):
    response = as_(ada).post(f"/staff/people/{ada.uid}/roles/end/", {"role": "administrator"})

    assert response.status_code == 409


def test_account_is_closed_and_reopened(in_zonnedael, as_, ada, alice):
    client = as_(ada)

    client.post(f"/staff/people/{alice.uid}/close/")
    alice.refresh_from_db()
    closed = alice.is_active
    client.post(f"/staff/people/{alice.uid}/reopen/")
    alice.refresh_from_db()

    assert (closed, alice.is_active) == (False, True)


def test_forms_cannot_be_opened_as_pages(as_, ada, alice):
    assert as_(ada).get(f"/staff/people/{alice.uid}/close/").status_code == 405
