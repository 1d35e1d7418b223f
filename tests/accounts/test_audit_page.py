"""The audit log's page."""

import pytest

from samenspel.audit.actions import record


def test_only_administrators_see_the_log(as_, anonymous, griet, alice, ada):
    statuses = [client.get("/staff/audit/").status_code for client in (anonymous, as_(alice), as_(griet), as_(ada))]

    assert statuses == [302, 403, 403, 200]


@pytest.fixture
def many(in_zonnedael, ada):
    return [record("test.thing.done" if n % 2 else "test.other.done", actor=ada, number=n) for n in range(120)]


def test_log_pages_and_filters(many, as_, ada, django_assert_max_num_queries):
    client = as_(ada)

    with django_assert_max_num_queries(12):
        first = client.get("/staff/audit/")
    second = client.get(f"/staff/audit/?before={first.context['older']}")
    filtered = client.get("/staff/audit/?action=test.other.done")
    nonsense = client.get("/staff/audit/?before=x")

    numbers = [[entry.data["number"] for entry in page.context["entries"]] for page in (first, second, filtered)]
    assert numbers == [list(range(119, 69, -1)), list(range(69, 19, -1)), list(range(118, 18, -2))]
    assert nonsense.status_code == 200


def test_log_of_another_municipality_stays_there(many, as_, mallory):
    assert list(as_(mallory).get("/staff/audit/").context["entries"]) == []


def test_log_says_what_was_done_in_words(in_zonnedael, as_, ada, alice):
    record("accounts.role.granted", actor=ada, on=alice, role="clerk")
    record("moderation.case.opened", actor=None, on=alice, held=True)
    record("test.thing.done", actor=ada, number=3, nothing=[])

    page = as_(ada).get("/staff/audit/")

    rows = [(entry.act, entry.thing, entry.details) for entry in page.context["entries"]]
    assert rows == [
        ("test.thing.done", "", [("number", "3")]),
        ("Legde iets voor aan de moderatoren", "Persoon", [("Nog niet zichtbaar", "Ja")]),
        ("Gaf iemand een rol", "Persoon", [("Rol", "Griffier")]),
    ]
    assert page.context["actions"] == [
        ("Gaf iemand een rol", "accounts.role.granted"),
        ("Legde iets voor aan de moderatoren", "moderation.case.opened"),
        ("test.thing.done", "test.thing.done"),
    ]
    assert "Gaf iemand een rol" in page.content.decode()
