"""Counting: exact, once, and without a way back from votes to voters."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from tests.conftest import sql
from tests.voting.conftest import close_now, fixed_ballot, make_ballot, votes_seen_by
from voting.actions import cast_vote, count_ballot, count_if_small, count_with_paper, draw_lot
from voting.counting.lot import lot_order, seed_of
from voting.enums import Channel
from voting.exceptions import NothingToDraw
from voting.models import Ballot, CountedVote, Participation, Vote
from voting.permissions import Voter
from voting.signals import ballot_counted
from voting.tasks import count_due


def vote(ballot, people, number):
    for person in people:
        cast_vote(ballot, voter=Voter(person), marks=str(number))


@pytest.fixture
def counted(ballot, voters, make_user, zonnedael):
    """Twelve people with a letter code and six with an e-mail address voted; two could have."""
    vote(ballot, voters(6, level=2), 1)
    vote(ballot, voters(6, level=2), 2)
    vote(ballot, voters(5, level=1), 1)
    vote(ballot, voters(1, level=1), 3)
    voters(2, level=1)
    make_user(zonnedael, "weg", is_active=False)
    make_user(zonnedael, "gast", email="", level=0)
    return count_ballot(close_now(ballot))


def test_count_stores_a_result_that_explains_itself(counted):
    assert counted.result == {
        "format": "samenspel-result-1",
        "method": "yes_no",
        "sums": {"cast": 18, "valid": 18, "blank": 1, "counted": 17, "invalid": {}},
        "options": [
            {"number": 1, "got": "11", "outcome": "elected", "reason": "most", "lacked": "0", "round": 0, "rank": 1},
            {
                "number": 2,
                "got": "6",
                "outcome": "not_elected",
                "reason": "fewer",
                "lacked": "5",
                "round": 0,
                "rank": 0,
            },
        ],
        "winners": [1],
        "rounds": [],
        "ties": [],
        "decision": {
            "quorum": {"needed": 0, "reached": True},
            "majority": {"of": "votes", "needed": 0, "got": 11, "reached": True},
            "valid": True,
            "binding": False,
        },
        "facts": {},
        "names": [
            {"number": 1, "kind": "yes", "text": "Ja"},
            {"number": 2, "kind": "no", "text": "Nee"},
            {"number": 3, "kind": "blank", "text": "Blanco"},
        ],
        "sums_public": {
            "voted": 18,
            "eligible": 20,
            "levels": [{"levels": [1], "voted": 6, "eligible": 8}, {"levels": [2], "voted": 12, "eligible": 12}],
            "votes_by_level": [{"levels": [1, 2], "votes": [[1, 11], [2, 6], [3, 1]]}],
            "channels": [{"channels": ["online"], "voted": 18}],
        },
    }
    assert (counted.state, counted.eligible_count) == ("counted", 20)


def test_count_leaves_no_link_from_voter_to_vote(counted):
    votes = CountedVote.objects.filter(ballot=counted)

    assert sql("SELECT count(*) FROM voting_vote") == [(0,)]
    assert Participation.objects.filter(ballot=counted).count() == 18
    assert sorted(votes.values_list("marks", flat=True)) == ["-"] + ["1"] * 11 + ["2"] * 6


def test_counted_votes_lie_in_the_order_of_their_random_keys(counted):
    stored = [key for (key,) in sql("SELECT id FROM voting_countedvote ORDER BY ctid")]

    assert stored == sorted(stored)
    assert {key.version for key in stored} == {4}


def test_no_column_of_a_counted_vote_leads_to_a_person_a_level_or_a_moment(db):
    columns = sql(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'voting_countedvote' ORDER BY 1"
    )

    assert [name for (name,) in columns] == ["ballot_id", "id", "marks", "municipality_id"]


def test_count_is_written_down_by_the_program_with_the_turnout_only(counted):
    entry = AuditEntry.objects.get(action="voting.ballot.counted")

    assert (entry.actor_id, entry.kind, entry.object_id, entry.data) == (None, "ballot", counted.pk, {"voted": 18})


def test_counting_twice_changes_nothing(counted):
    again = count_ballot(counted)

    assert (again.result, again.counted_at) == (counted.result, counted.counted_at)
    assert CountedVote.objects.count() == 18
    assert AuditEntry.objects.filter(action="voting.ballot.counted").count() == 1


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_counting_before_the_close_does_nothing(in_zonnedael, alice, state):
    ballot = make_ballot(in_zonnedael)
    cast_vote(ballot, voter=Voter(alice), marks="1")
    Ballot.objects.filter(pk=ballot.pk).update(state=state)

    same = count_ballot(ballot)

    assert (same.state, same.result, CountedVote.objects.count()) == (state, None, 0)
    assert votes_seen_by(alice, ballot) == ["1"]


def test_database_refuses_to_show_votes_until_the_close_is_past(ballot, alice):
    cast_vote(ballot, voter=Voter(alice), marks="1")
    before = sql("SELECT count(*) FROM voting_vote")

    close_now(ballot)

    assert (before, sql("SELECT count(*) FROM voting_vote")) == ([(0,)], [(1,)])


def test_ballot_nobody_voted_on_is_counted_too(ballot, alice):
    counted = count_ballot(close_now(ballot))

    sums = {"voted": 0, "eligible": 1, "levels": [], "votes_by_level": [], "channels": []}
    assert (counted.result["winners"], counted.result["sums_public"]) == ([], sums)


def test_tie_is_decided_by_the_lot_that_was_committed_to(in_zonnedael, voters):
    ballot = make_ballot(in_zonnedael, method="single_choice", lot_secret="a" * 64)
    vote(ballot, voters(2), 1)
    vote(ballot, voters(2), 3)
    vote(ballot, voters(1), 2)

    counted = count_ballot(close_now(ballot))

    seed = seed_of("a" * 64, hashlib.sha256(b"1\n1\n2\n3\n3\n").hexdigest())
    first = lot_order(seed, [1, 3])[0]
    tie = {"round": 0, "for": "elect", "options": [1, 3], "by": "lot", "chosen": first}
    assert (counted.result["winners"], counted.result["ties"]) == ([first], [tie])


def test_who_moved_up_a_level_after_voting_counts_once(ballot, voters, alice):
    people = voters(5)
    vote(ballot, people, 1)
    people[0].verification_level = 2
    people[0].save(update_fields=["verification_level"])

    counted = count_ballot(close_now(ballot))

    assert counted.result["sums_public"]["levels"] == [{"levels": [1], "voted": 5, "eligible": 6}]


def test_signal_tells_of_the_counted_ballot(ballot):
    told = []

    def listen(sender, ballot, **kwargs):
        told.append((ballot.pk, ballot.state))

    ballot_counted.connect(listen)
    try:
        count_ballot(close_now(ballot))
        count_ballot(ballot)
    finally:
        ballot_counted.disconnect(listen)

    assert isinstance(ballot_counted, Signal)
    assert told == [(ballot.pk, "counted")]


def test_count_that_is_rolled_back_loses_no_vote(ballot, alice):
    cast_vote(ballot, voter=Voter(alice), marks="1")
    close_now(ballot)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        count_ballot(ballot)
        raise ZeroDivisionError

    ballot.refresh_from_db()
    assert (ballot.state, Vote.objects.count(), CountedVote.objects.count()) == ("planned", 1, 0)


def test_task_counts_what_closed_in_every_municipality(ballot, in_zonnedael, mistbergen):
    theirs = make_ballot(mistbergen, closes_at=timezone.now() - timedelta(minutes=1))
    mine = make_ballot(in_zonnedael, closes_at=timezone.now() - timedelta(minutes=1))

    count_due(0)
    count_due(60)

    from samenspel.tenancy.context import municipality_context

    with municipality_context(mistbergen):
        assert Ballot.objects.get(pk=theirs.pk).state == "counted"
    assert dict(Ballot.objects.values_list("pk", "state")) == {mine.pk: "counted", ballot.pk: "planned"}


def test_one_count_that_fails_holds_up_no_other(in_zonnedael, caplog):
    past = timezone.now() - timedelta(minutes=1)
    broken = make_ballot(in_zonnedael, closes_at=past - timedelta(minutes=1), options=("Eén",), method="single_choice")
    sound = make_ballot(in_zonnedael, closes_at=past)

    count_due(0)

    assert dict(Ballot.objects.values_list("pk", "state")) == {broken.pk: "planned", sound.pk: "counted"}
    assert [(record.message, record.ballot_id) for record in caplog.records if record.name == "voting.tasks"] == [
        ("voting.count_failed", broken.pk)
    ]


def test_count_takes_the_same_statements_for_many_votes(in_zonnedael, voters, django_assert_max_num_queries):
    few, many = make_ballot(in_zonnedael), make_ballot(in_zonnedael)
    vote(few, voters(1), 1)
    vote(many, voters(12), 1)
    used = []

    for ballot in (few, many):
        close_now(ballot)
        with django_assert_max_num_queries(20, connection=connection) as captured:
            count_ballot(ballot)
        used.append(len(captured.captured_queries))

    assert used[0] == used[1]


@pytest.fixture
def tied(in_zonnedael, voters):
    """A ballot with a public draw, on which two options have as many votes."""
    ballot = fixed_ballot(in_zonnedael, method="single_choice", lot_source="De trekking van 1 juni")
    vote(ballot, voters(2), 1)
    vote(ballot, voters(2), 3)
    return close_now(ballot)


def test_count_waits_for_the_public_draw_only_when_it_decides(in_zonnedael, voters, tied):
    clear = fixed_ballot(in_zonnedael, method="single_choice", lot_source="De trekking van 1 juni")
    vote(clear, voters(1), 2)

    waiting, counted = count_ballot(tied), count_ballot(close_now(clear))

    assert (waiting.state, waiting.result, counted.state) == ("planned", None, "counted")
    assert Vote.objects.filter(ballot=tied).count() == 4


def test_draw_decides_and_is_written_down(tied, griet):
    counted = draw_lot(tied, actor=griet, drawn="  12 7  33 ")

    digest = hashlib.sha256(b"1\n1\n3\n3\n").hexdigest()
    first = lot_order(seed_of(tied.lot_secret, digest, "12 7 33"), [1, 3])[0]
    assert (counted.state, counted.lot_drawn, counted.result["winners"]) == ("counted", "12 7 33", [first])
    assert AuditEntry.objects.get(action="voting.ballot.drawn").data == {"drawn": "12 7 33"}


def test_draw_is_refused_without_a_role_for_it(tied, alice):
    with pytest.raises(NotAllowed):
        draw_lot(tied, actor=alice, drawn="12")


@pytest.mark.parametrize("how", ["open", "not promised", "nothing", "twice"])
def test_draw_is_refused_when_there_is_nothing_to_draw(in_zonnedael, tied, griet, how):
    ballot = {
        "open": fixed_ballot(in_zonnedael, lot_source="De trekking"),
        "not promised": close_now(fixed_ballot(in_zonnedael)),
    }
    if how == "twice":
        draw_lot(tied, actor=griet, drawn="12")

    with pytest.raises(NothingToDraw):
        draw_lot(ballot.get(how, tied), actor=griet, drawn=" " if how == "nothing" else "13")


def test_ballot_with_paper_waits_until_the_clerk_says_so(in_zonnedael, voters, griet, alice):
    ballot = fixed_ballot(in_zonnedael, has_paper=True)
    vote(ballot, voters(1), 1)
    close_now(ballot)

    assert count_ballot(ballot).state == "planned"
    with pytest.raises(NotAllowed):
        count_with_paper(ballot, actor=alice)


def test_large_ballot_is_left_to_the_worker(ballot, voters, monkeypatch):
    vote(ballot, voters(3), 1)
    close_now(ballot)
    monkeypatch.setattr("voting.actions.closing.MOST_AT_ONCE", 2)

    assert (count_if_small(ballot).state, count_ballot(ballot).state) == ("planned", "counted")


def test_ways_with_few_voters_are_taken_together(in_zonnedael, voters, omar):
    ballot = fixed_ballot(in_zonnedael)
    vote(ballot, voters(7), 1)
    for person in voters(2):
        cast_vote(ballot, voter=Voter(person), marks="1", channel=Channel.DESK, actor=omar)

    counted = count_ballot(close_now(ballot))

    assert counted.result["sums_public"]["channels"] == [{"channels": ["desk", "online"], "voted": 9}]
