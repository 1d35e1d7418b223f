"""Many at once, on connections of their own: one person has one vote, and around the close none is lost or added."""

import time
from collections import Counter
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql
from tests.deliberation.actions.test_locks import wait_for_waiting
from tests.voting.conftest import CONNECTIONS, close_now, fixed_ballot, votes_seen_by
from voting.actions import cancel_ballot, cast_vote, count_ballot
from voting.enums import Channel
from voting.exceptions import BallotCancelled, BallotClosed
from voting.models import Ballot, CountedVote, Participation, RollEntry, Vote
from voting.permissions import Voter

SECONDS = 60
REQUESTS = 200

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_hundred_requests_of_one_person_leave_one_vote(open_ballot, alice, at_once):
    start = Barrier(CONNECTIONS)

    def vote_often(first: int) -> int:
        start.wait(SECONDS)
        for request in range(REQUESTS // CONNECTIONS):
            cast_vote(open_ballot, voter=Voter(alice), marks=str((first + request) % 3 + 1))
        return REQUESTS // CONNECTIONS

    answers = [at_once(vote_often, number).result for number in range(CONNECTIONS)]

    assert sum(answer(SECONDS) for answer in answers) == REQUESTS
    assert (Participation.objects.count(), len(votes_seen_by(alice, open_ballot))) == (1, 1)
    counted = count_ballot(close_now(open_ballot))
    assert (counted.result["sums"]["cast"], CountedVote.objects.count()) == (1, 1)


def test_two_hundred_requests_of_one_entry_without_an_account_leave_one_vote(zonnedael, at_once):
    with municipality_context(zonnedael):
        ballot = fixed_ballot(zonnedael, eligibility="roll")
        entry = RollEntry.objects.create(ballot=ballot, source="list", fingerprint="a" * 64)
        start = Barrier(CONNECTIONS)

        def vote_often(first: int) -> list[str]:
            start.wait(SECONDS)
            voter, lines = Voter(entry=entry), ["1", "2", "-"]
            return [
                cast_vote(ballot, voter=voter, marks=lines[(first + n) % 3], channel=Channel.LETTER).receipt
                for n in range(REQUESTS // CONNECTIONS)
            ]

        answers = [at_once(vote_often, number).result for number in range(CONNECTIONS)]
        receipts = [receipt for answer in answers for receipt in answer(SECONDS)]

        kept = list(Participation.objects.values_list("person", "entry", "channel", "level"))
        assert (kept, len(set(receipts))) == ([(None, entry.pk, "letter", 2)], REQUESTS)
        assert Participation.objects.get().receipt in receipts
        counted = count_ballot(close_now(ballot))
        assert (counted.result["sums"]["cast"], CountedVote.objects.count()) == (1, 1)


def test_vote_that_waited_past_the_close_is_refused(open_ballot, alice, at_once):
    """The clock is read after the lock: a request that came in time and waited too long is late all the same."""
    Ballot.objects.filter(pk=open_ballot.pk).update(closes_at=timezone.now() + timedelta(seconds=2))

    with transaction.atomic():
        locked = Ballot.objects.select_for_update().get(pk=open_ballot.pk)
        late = at_once(cast_vote, open_ballot, voter=Voter(alice), marks="1")
        wait_for_waiting(1)
        wait_for_the_clock(locked.closes_at)

    with pytest.raises(BallotClosed):
        late.result(SECONDS)
    assert (Participation.objects.count(), Vote.objects.count()) == (0, 0)


def test_count_waits_for_a_vote_that_is_under_way(open_ballot, alice, at_once):
    Ballot.objects.filter(pk=open_ballot.pk).update(closes_at=timezone.now() + timedelta(seconds=2))

    with transaction.atomic():
        cast_vote(open_ballot, voter=Voter(alice), marks="2")
        wait_for_the_clock(Ballot.objects.get(pk=open_ballot.pk).closes_at)
        counting = at_once(count_ballot, open_ballot)
        wait_for_waiting(1)

    assert counting.result(SECONDS).result["options"][1]["got"] == "1"


def test_votes_racing_with_the_close_are_counted_or_refused_never_lost(open_ballot, voters, at_once):
    people = voters(40)
    closes_at = timezone.now() + timedelta(milliseconds=1500)
    Ballot.objects.filter(pk=open_ballot.pk).update(closes_at=closes_at)

    def vote_until_refused(person: Any) -> int:
        votes = 0
        while True:
            try:
                cast_vote(open_ballot, voter=Voter(person), marks="2")
            except BallotClosed:
                return votes
            votes += 1

    def count_until_counted() -> Any:
        while (ballot := count_ballot(open_ballot)).state != "counted":
            pass
        return ballot

    voting = [at_once(vote_until_refused, person) for person in people]
    counting = [at_once(count_until_counted) for _ in range(3)]
    cast = [future.result(SECONDS) for future in voting]
    [result, *others] = [future.result(SECONDS).result for future in counting]

    voted = sum(1 for votes in cast if votes)
    assert result["sums"]["cast"] == voted == Participation.objects.count() == CountedVote.objects.count()
    assert all(other == result for other in others)
    assert AuditEntry.objects.filter(action="voting.vote.cast").count() == sum(cast)
    assert AuditEntry.objects.filter(action="voting.ballot.counted").count() == 1
    assert Vote.objects.count() == 0


def test_votes_racing_with_a_cancellation_leave_no_vote_behind(open_ballot, omar, voters, at_once):
    people = voters(20)
    start = Barrier(len(people) + 1)

    def vote(person: Any) -> str:
        start.wait(SECONDS)
        try:
            cast_vote(open_ballot, voter=Voter(person), marks="2")
        except BallotCancelled:
            return "refused"
        return "cast"

    def cancel() -> str:
        start.wait(SECONDS)
        return str(cancel_ballot(open_ballot, actor=omar, reason="De vraag klopte niet.").state)

    answers = [at_once(vote, person) for person in people]
    cancelled = at_once(cancel)

    assert cancelled.result(SECONDS) == "cancelled"
    said = Counter(answer.result(SECONDS) for answer in answers)
    assert said["cast"] == Participation.objects.count()
    assert sql("SELECT count(*) FROM voting_vote") == [(0,)]


def wait_for_the_clock(moment: Any) -> None:
    """Return once the database's clock has passed a moment."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        [(past,)] = sql("SELECT clock_timestamp() > %s", [moment])
        if past:
            return
    raise AssertionError("The clock stands still.")
