"""A connection that is cut at any moment of casting leaves a vote with its receipt, or nothing; and trying again is safe."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection

from samenspel.audit.models import AuditEntry
from tests.conftest import sql
from tests.voting.conftest import close_now, votes_seen_by
from voting.actions import cast_vote, count_ballot
from voting.models import CountedVote, Participation
from voting.permissions import Voter

SECONDS = 60
MOST_STATEMENTS = 10
pytestmark = pytest.mark.django_db(transaction=True)


class Cut:
    """Ends the connection's server process before a statement; or, past the last one, before the commit."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Callable[..., Any], statement: str, *args: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            end_this_connection()
        return execute(statement, *args)


def end_this_connection() -> None:
    """Let PostgreSQL end the process behind the connection of this thread, as when the machine between fails."""
    settings = connection.settings_dict
    address = connection.get_connection_params()
    names = {key: address[key] for key in ("host", "port", "dbname", "user", "password") if key in address}
    assert settings["NAME"]
    with psycopg.connect(**names, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])


def cast_until_cut(ballot: Any, person: Any, marks: str, at: int) -> tuple[str, int]:
    """Cast; return the receipt, empty when it was cut, and how many statements there were."""
    cut = Cut(at)
    try:
        with connection.execute_wrapper(cut):
            return cast_vote(ballot, voter=Voter(person), marks=marks).receipt, cut.seen
    except DatabaseError:
        return "", cut.seen


def test_cut_between_any_two_statements_leaves_nothing_and_trying_again_is_safe(open_ballot, alice, at_once):
    _receipt, statements = at_once(cast_until_cut, open_ballot, alice, "1", 0).result(SECONDS)
    before = Participation.objects.values_list("receipt", flat=True).get()
    entries = AuditEntry.objects.count()

    for at in range(1, statements + 1):
        receipt, _seen = at_once(cast_until_cut, open_ballot, alice, "2", at).result(SECONDS)

        assert receipt == "", at
        assert Participation.objects.values_list("receipt", flat=True).get() == before
        assert (votes_seen_by(alice, open_ballot), AuditEntry.objects.count()) == (["1"], entries)

    assert 4 <= statements <= MOST_STATEMENTS
    again, _seen = at_once(cast_until_cut, open_ballot, alice, "2", 0).result(SECONDS)
    assert Participation.objects.values_list("receipt", flat=True).get() == again
    assert votes_seen_by(alice, open_ballot) == ["2"]


def test_cut_before_the_commit_leaves_nothing(open_ballot, alice, at_once):
    def cast_and_cut() -> str:
        try:
            from django.db import transaction

            with transaction.atomic():
                receipt = cast_vote(open_ballot, voter=Voter(alice), marks="1").receipt
                end_this_connection()
        except DatabaseError:
            return ""
        return receipt

    assert at_once(cast_and_cut).result(SECONDS) == ""
    assert (Participation.objects.count(), votes_seen_by(alice, open_ballot)) == (0, [])


def test_cut_after_the_commit_keeps_the_vote_and_the_next_try_replaces_it(open_ballot, alice, at_once):
    def cast_and_cut() -> str:
        receipt = cast_vote(open_ballot, voter=Voter(alice), marks="1").receipt
        end_this_connection()
        return receipt

    unseen = at_once(cast_and_cut).result(SECONDS)
    kept = Participation.objects.values_list("receipt", flat=True).get()
    again, _seen = at_once(cast_until_cut, open_ballot, alice, "1", 0).result(SECONDS)

    assert kept == unseen != again
    counted = count_ballot(close_now(open_ballot))
    assert (counted.result["sums"]["cast"], CountedVote.objects.count()) == (1, 1)
    assert sql("SELECT receipt FROM voting_participation") == [(again,)]


def test_count_that_is_cut_leaves_every_vote_and_runs_again(open_ballot, voters, at_once):
    for person in voters(3):
        cast_vote(open_ballot, voter=Voter(person), marks="1")
    close_now(open_ballot)

    def count_until_cut(at: int) -> str:
        cut = Cut(at)
        try:
            with connection.execute_wrapper(cut):
                return str(count_ballot(open_ballot).state)
        except DatabaseError:
            return "cut"

    at, states = 1, []
    while not states or states[-1] == "cut":
        states.append(at_once(count_until_cut, at).result(SECONDS))
        at += 1
        if states[-1] == "cut":
            assert (CountedVote.objects.count(), sql("SELECT count(*) FROM voting_vote")) == (0, [(3,)])

    assert states[-1] == "counted"
    assert len(states) > MOST_STATEMENTS
    assert (CountedVote.objects.count(), sql("SELECT count(*) FROM voting_vote")) == (3, [(0,)])
