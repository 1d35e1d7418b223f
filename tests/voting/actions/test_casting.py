"""Casting a vote: once per person, exact at the close, and seen by nobody else."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql
from tests.voting.conftest import close_now, make_ballot, votes_seen_by
from voting.actions import cast_vote
from voting.exceptions import BallotCancelled, BallotClosed, BallotNotOpenYet, InvalidMarks, VoterNotVerified
from voting.models import Ballot, Participation, Vote
from voting.permissions import Voter


def test_vote_is_kept_with_the_level_of_who_cast_it(ballot, alice):
    cast_vote(ballot, voter=Voter(alice), marks="1")

    assert list(Participation.objects.values_list("ballot", "person", "level", "channel")) == [
        (ballot.pk, alice.pk, 1, "online")
    ]
    assert votes_seen_by(alice, ballot) == ["1"]


def test_changed_vote_replaces_the_first(ballot, alice):
    cast_vote(ballot, voter=Voter(alice), marks="1")
    cast_vote(ballot, voter=Voter(alice), marks="3")

    assert Participation.objects.count() == 1
    assert votes_seen_by(alice, ballot) == ["-"]


def test_audit_says_that_somebody_voted_and_not_what(ballot, alice):
    cast_vote(ballot, voter=Voter(alice), marks="2")

    entries = AuditEntry.objects.values_list("action", "actor_id", "kind", "object_id", "data")
    assert list(entries) == [("voting.vote.cast", alice.pk, "ballot", ballot.pk, {})]


@pytest.mark.parametrize("who", ["nobody", "bob", "omar", "griet", "ada"])
def test_votes_of_an_open_ballot_are_seen_by_nobody_else(ballot, alice, request, who):
    reader = None if who == "nobody" else request.getfixturevalue(who)
    cast_vote(ballot, voter=Voter(alice), marks="2")

    seen = votes_seen_by(reader, ballot)
    raw = sql("SELECT marks, count(*) FROM voting_vote GROUP BY 1")
    touched = Vote.objects.filter(ballot=ballot).update(marks="1")

    assert (seen, raw, touched) == ([], [], 0)
    assert votes_seen_by(alice, ballot) == ["2"]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"opens_at": timezone.now() + timedelta(days=1)}, BallotNotOpenYet),
        ({"closes_at": timezone.now() - timedelta(seconds=1)}, BallotClosed),
        ({"state": "cancelled"}, BallotCancelled),
        ({"state": "draft"}, BallotNotOpenYet),
        ({"minimum_level": 2}, VoterNotVerified),
    ],
)
def test_vote_is_refused_and_nothing_is_saved(in_zonnedael, alice, fields, refusal):
    ballot = make_ballot(in_zonnedael, **fields)

    with pytest.raises(refusal):
        cast_vote(ballot, voter=Voter(alice), marks="1")

    assert (Participation.objects.count(), votes_seen_by(alice, ballot), AuditEntry.objects.count()) == (0, [], 0)


def test_vote_of_a_guest_is_refused_whatever_the_ballot_says(ballot, make_user, zonnedael):
    guest = make_user(zonnedael, "gast", email="", level=0)

    with pytest.raises(VoterNotVerified):
        cast_vote(ballot, voter=Voter(guest), marks="1")


@pytest.mark.parametrize(
    ("marks", "treatment"),
    [("4", "unknown_option"), ("1 2", "over_vote"), ("ja", "unreadable"), ("1" * 10_001, "absurd")],
)
def test_vote_that_says_nothing_valid_is_refused(ballot, alice, marks, treatment):
    with pytest.raises(InvalidMarks) as refused:
        cast_vote(ballot, voter=Voter(alice), marks=marks)

    assert refused.value.treatment == treatment

    assert Participation.objects.count() == 0


def test_refusal_after_the_close_says_when_it_closed(ballot, alice):
    close_now(ballot)

    with pytest.raises(BallotClosed) as refused:
        cast_vote(ballot, voter=Voter(alice), marks="1")

    moment = timezone.localtime(ballot.closes_at)
    assert f"{moment:%H:%M}" in str(refused.value)


def test_vote_that_is_rolled_back_leaves_nothing(ballot, alice):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        cast_vote(ballot, voter=Voter(alice), marks="1")
        raise ZeroDivisionError

    assert (Participation.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_casting_takes_few_statements(as_, ballot, alice):
    client = as_(alice)
    client.get("/theme.css")  # the process knows the host from here on

    with CaptureQueriesContext(connection) as captured:
        response = client.post(f"/ballots/{ballot.pk}/vote/", {"marks": "1"})

    free = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    statements = [q["sql"] for q in captured.captured_queries if not q["sql"].lstrip().upper().startswith(free)]
    assert response["Location"] == f"/ballots/{ballot.pk}/"
    assert len(statements) <= 10, "\n".join(statements)
    assert Ballot.objects.get().state == "planned"


def test_level_is_asked_for_as_it_is_now_not_as_the_page_was_read(zonnedael, alice):
    ballot = make_ballot(zonnedael, minimum_level=5)
    ballot.minimum_level = 1  # as the page was read before it opened
    with municipality_context(zonnedael):
        with pytest.raises(VoterNotVerified):
            cast_vote(ballot, voter=Voter(alice), marks="1")

        assert not Participation.objects.exists()
