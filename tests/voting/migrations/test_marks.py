"""Votes and results of the first version become lines and published results, whatever row-level security hides; and back."""

import json

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from tests.conftest import sql
from tests.voting.conftest import make_ballot
from voting.models import Option, Participation

BEFORE = ("voting", "0003_methods_roll_and_paper")
AFTER = ("voting", "0006_results_in_the_published_format")
OLD = {
    "method": "yes_no",
    "options": [
        {"number": 1, "kind": "yes", "text": "Ja", "votes": 7},
        {"number": 2, "kind": "no", "text": "Nee", "votes": 5},
        {"number": 3, "kind": "blank", "text": "Blanco", "votes": 1},
    ],
    "voted": 13, "blank": 1, "counted": 12, "most": 7, "needed": 7, "outcome": "adopted", "leading": [1],
    "has_majority": True, "eligible": 20, "levels": [{"levels": [1], "voted": 13, "eligible": 20}], "votes_by_level": [],
    "channels": [{"channel": "online", "voted": 13}],
}  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def at(db):
    """Bring the tables to a migration; afterwards they are as all tests expect them."""

    def migrate(*target):
        executor = MigrationExecutor(connections["owner"])
        executor.migrate(list(target))
        connections["owner"].close()

    newest = MigrationExecutor(connections["owner"]).loader.graph.leaf_nodes()
    yield migrate
    migrate(*newest)


def test_options_become_lines_and_lines_become_options_again(in_zonnedael, alice, bob, at):
    counted, running = make_ballot(in_zonnedael), make_ballot(in_zonnedael)
    keys = {option.number: option.pk for option in Option.objects.filter(ballot=running)}
    blank = Option.objects.get(ballot=counted, kind="blank").pk
    parts = [Participation.objects.create(ballot=running, person=one, level=1) for one in (alice, bob)]
    at(BEFORE)
    place = in_zonnedael.pk
    for person, part, number in zip((alice, bob), parts, (1, 3), strict=True):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT set_config('samenspel.actor', %s, false)", [str(person.pk)])
            cursor.execute(
                "INSERT INTO voting_vote (municipality_id, ballot_id, participation_id, option_id, marks) VALUES (%s, %s, %s, %s, '')",
                [place, running.pk, part.pk, keys[number]],
            )
            cursor.execute("SELECT set_config('samenspel.actor', '', false)")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO voting_countedvote (id, municipality_id, ballot_id, option_id, marks) VALUES (gen_random_uuid(), %s, %s, %s, '')",
            [place, counted.pk, blank],
        )
        cursor.execute(
            "UPDATE voting_ballot SET state = 'counted', counted_at = now(), result = %s WHERE id = %s",
            [json.dumps(OLD), counted.pk],
        )

    at(AFTER)
    close = "UPDATE voting_ballot SET opens_at = now() - interval '2 days', closes_at = now() WHERE id = %s RETURNING 1"
    hidden = sql("SELECT count(*) FROM voting_vote")
    sql(close, [running.pk])

    assert hidden == [(0,)]  # still sealed, and forced
    assert sorted(sql("SELECT marks FROM voting_vote")) == [("-",), ("1",)]
    assert sql("SELECT marks FROM voting_countedvote") == [("-",)]
    [(result,)] = sql("SELECT result FROM voting_ballot WHERE id = %s", [counted.pk])
    result = result if isinstance(result, dict) else json.loads(result)
    assert (result["format"], result["winners"], [one["got"] for one in result["options"]]) == (
        "samenspel-result-1", [1], ["7", "5"],
    )  # fmt: skip

    at(BEFORE)
    assert sorted(sql("SELECT option_id FROM voting_vote")) == sorted([(keys[1],), (keys[3],)])
    assert sql("SELECT option_id FROM voting_countedvote") == [(blank,)]
