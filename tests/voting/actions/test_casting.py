"""Casting a vote: once per person, exact at the close, and seen by nobody else."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql
from tests.voting.conftest import close_now, fixed_ballot, make_ballot, votes_seen_by
from voting.actions import cast_vote, count_ballot
from voting.enums import Channel
from voting.exceptions import BallotCancelled, BallotClosed, BallotNotOpenYet, InvalidMarks, NotOnRoll, VoterNotVerified
from voting.models import Ballot, Participation, RollEntry, Vote
from voting.permissions import Voter
from voting.queries import current_marks, voter_for


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
    assert response["Location"] == f"/ballots/{ballot.pk}/receipt/"
    assert len(statements) <= 10, "\n".join(statements)
    assert Ballot.objects.get().state == "planned"


def test_level_is_asked_for_as_it_is_now_not_as_the_page_was_read(zonnedael, alice):
    ballot = make_ballot(zonnedael, minimum_level=5)
    ballot.minimum_level = 1  # as the page was read before it opened
    with municipality_context(zonnedael):
        with pytest.raises(VoterNotVerified):
            cast_vote(ballot, voter=Voter(alice), marks="1")

        assert not Participation.objects.exists()


def test_every_cast_gives_a_new_receipt_and_the_last_one_is_kept(ballot, alice):
    receipts = [cast_vote(ballot, voter=Voter(alice), marks="1").receipt for _ in range(3)]

    assert len(set(receipts)) == 3
    assert all(re.fullmatch(r"([2-9A-HJ-NP-TV-Z]{4}-){3}[2-9A-HJ-NP-TV-Z]{4}", receipt) for receipt in receipts)
    assert Participation.objects.get().receipt == receipts[-1]


def test_marks_are_kept_in_canonical_form(in_zonnedael, alice):
    ballot = fixed_ballot(in_zonnedael, method="approval")

    cast = cast_vote(ballot, voter=Voter(alice), marks="3 1")

    assert (cast.marks, votes_seen_by(alice, ballot)) == ("1 3", ["1 3"])
    assert current_marks(ballot, voter_for(alice, ballot)) == "1 3"


@pytest.mark.parametrize(
    ("method", "chosen", "marks", "treatment"),
    [
        ("approval", {"limits": {"max": 1}}, "1 2", "too_many"),
        ("approval", {"limits": {"min": 2}}, "1", "too_few"),
        ("score", {}, "1:6", "over_score"),
        ("stv", {}, "9>1", "unknown_option"),
    ],
)
def test_vote_outside_the_limits_is_refused_with_its_treatment(in_zonnedael, alice, method, chosen, marks, treatment):
    ballot = fixed_ballot(in_zonnedael, method=method, settings=chosen)

    with pytest.raises(InvalidMarks) as refused:
        cast_vote(ballot, voter=Voter(alice), marks=marks)

    assert (refused.value.treatment, Participation.objects.count()) == (treatment, 0)


@pytest.fixture
def rolled(in_zonnedael, alice):
    """A ballot for who is on its roll: Alice with her account, and somebody of a list."""
    ballot = fixed_ballot(in_zonnedael, eligibility="roll")
    entries = [
        RollEntry.objects.create(ballot=ballot, source="account", person=alice, level=1),
        RollEntry.objects.create(ballot=ballot, source="list", fingerprint="a" * 64),
    ]
    return ballot, *entries


def test_person_on_the_roll_votes_as_their_entry(rolled, alice):
    ballot, entry, _other = rolled

    cast_vote(ballot, voter=voter_for(alice, ballot), marks="1")

    assert list(Participation.objects.values_list("person", "entry", "level", "channel")) == [
        (alice.pk, entry.pk, 1, "online")
    ]
    assert current_marks(ballot, voter_for(alice, ballot)) == "1"


def test_entry_without_an_account_votes_and_changes_its_vote_unseen_by_others(rolled, alice):
    ballot, _alices, entry = rolled
    voter = Voter(entry=entry)

    for marks in ("1", "2"):
        cast_vote(ballot, voter=voter, marks=marks, channel=Channel.LETTER)

    assert list(Participation.objects.values_list("person", "entry", "level", "channel")) == [
        (None, entry.pk, 2, "letter")
    ]
    assert (current_marks(ballot, voter), current_marks(ballot, voter_for(alice, ballot))) == ("2", None)
    assert sql("SELECT marks FROM voting_vote") == []


def test_vote_at_the_desk_replaces_the_one_that_was_cast_online(rolled, alice, omar):
    ballot, entry, _other = rolled
    cast_vote(ballot, voter=voter_for(alice, ballot), marks="1")

    cast_vote(ballot, voter=Voter(entry=entry), marks="2", channel=Channel.DESK, actor=omar)

    assert list(Participation.objects.values_list("person", "entry", "channel")) == [(alice.pk, entry.pk, "desk")]
    assert votes_seen_by(alice, ballot) == ["2"]
    assert list(AuditEntry.objects.order_by("id").values_list("actor_id", "data")) == [(alice.pk, {}), (omar.pk, {})]


def test_vote_at_the_desk_is_refused_for_who_does_not_work_there(rolled, bob):
    ballot, entry, _other = rolled

    with pytest.raises(NotAllowed):
        cast_vote(ballot, voter=Voter(entry=entry), marks="1", channel=Channel.DESK, actor=bob)


def test_who_is_not_on_the_roll_or_not_any_more_does_not_vote(rolled, alice, bob):
    ballot, entry, other = rolled
    entry.cancelled_at = timezone.now()
    entry.save(update_fields=["cancelled_at"])
    elsewhere = RollEntry.objects.create(ballot=make_ballot(ballot.municipality), source="list", fingerprint="b" * 64)

    assert (voter_for(alice, ballot), voter_for(bob, ballot)) == (None, None)
    for voter in (Voter(alice), Voter(bob), Voter(alice, entry), Voter(bob, other), Voter(entry=elsewhere)):
        with pytest.raises(NotOnRoll):
            cast_vote(ballot, voter=voter, marks="1")
    assert Participation.objects.count() == 0


def test_roll_counts_who_could_vote_and_leaves_out_who_was_cancelled(rolled, alice):
    ballot, _entry, _other = rolled
    RollEntry.objects.create(ballot=ballot, source="list", fingerprint="c" * 64, cancelled_at=timezone.now())
    cast_vote(ballot, voter=voter_for(alice, ballot), marks="1")

    counted = count_ballot(close_now(ballot))

    assert (counted.eligible_count, counted.result["sums_public"]["eligible"]) == (2, 2)
