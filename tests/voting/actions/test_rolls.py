"""The electoral roll: filled before the opening, from accounts or a list of which nothing is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samenspel.accounts.actions.verifications import verify_person
from samenspel.accounts.enums import Level
from samenspel.accounts.models import Verification
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from tests.conftest import sql
from tests.voting.conftest import close_now, make_ballot
from tests.voting.rolls import coming_ballot, fill_roll, letters_for, open_now
from voting.actions import cancel_ballot, cast_vote, count_ballot, discard_ballot, plan_ballot
from voting.actions.rolls import cancel_entry, destroy_old_salts, destroy_salt, import_roll, take_snapshot
from voting.exceptions import BallotOver, NotOnRoll
from voting.exceptions.rolls import (
    CancelReasonNeeded,
    EntryCancelled,
    HasVoted,
    ListNotAcceptable,
    OtherField,
    RollClosed,
    RollMissing,
    RollNotUsed,
    SaltNeeded,
)
from voting.importers.lists import people_in, read_table
from voting.models import Ballot, RollEntry, VotingCode
from voting.permissions import Voter
from voting.queries.rolls import find_voter, roll_equations


@pytest.fixture
def coming(in_zonnedael):
    return coming_ballot(in_zonnedael)


def test_snapshot_takes_who_is_verified_well_enough(in_zonnedael, omar, alice, make_user):
    ballot = coming_ballot(in_zonnedael, minimum_level=2)
    known = make_user(in_zonnedael, "kim", level=2)
    make_user(in_zonnedael, "weg", level=2, is_active=False)

    added = take_snapshot(ballot, actor=omar)

    assert (added, take_snapshot(ballot, actor=omar)) == (1, 0)
    assert list(RollEntry.objects.values_list("person", "source", "level")) == [(known.pk, "account", 2)]
    assert AuditEntry.objects.filter(action="voting.roll.snapshot").count() == 2


def test_snapshot_of_a_day_takes_who_was_verified_then(coming, omar, alice, bob):
    for person in (alice, bob):
        verify_person(person, level=Level.EMAIL, method="email", actor=None)
    long_ago = timezone.now() - timedelta(days=50)
    Verification.objects.filter(user=alice).update(verified_at=long_ago)

    take_snapshot(coming, actor=omar, reference_date=(long_ago + timedelta(days=7)).date())

    assert [entry.person for entry in RollEntry.objects.all()] == [alice]


def test_list_is_kept_as_fingerprints_only(coming, omar):
    fill_roll(coming, omar, "BSN-981", "BSN-982")

    rows = sql("SELECT row_to_json(e)::text FROM voting_rollentry e") + sql(
        "SELECT row_to_json(a)::text FROM audit_auditentry a"
    )
    assert RollEntry.objects.count() == 2
    assert not any("bsn" in row.casefold() for (row,) in rows)
    assert find_voter(coming, " bsn-981 ").entry == RollEntry.objects.order_by("pk").first()
    assert find_voter(coming, "BSN-98") is None


def test_same_person_of_two_lists_and_an_account_is_on_the_roll_once(coming, omar, alice):
    take_snapshot(coming, actor=omar)
    before = RollEntry.objects.count()
    table = read_table(b"email\nALICE@example.org\nniemand@example.org\n")

    added = import_roll(coming, people_in(table, field="1"), actor=omar, field="email", is_email=True)
    again = import_roll(coming, people_in(table, field="1"), actor=omar, field="email", is_email=True)

    assert (added, again, RollEntry.objects.count()) == (1, 0, before + 1)
    assert RollEntry.objects.filter(person=alice).count() == 1


def test_large_list_is_one_statement(coming, omar, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        added = fill_roll(coming, omar, *range(20_000))

    assert added == 20_000


def test_second_list_uses_the_same_column(coming, omar):
    fill_roll(coming, omar, 1)

    with pytest.raises(OtherField, match="nummer"):
        import_roll(coming, [], actor=omar, field="naam")


@pytest.mark.parametrize("act", [take_snapshot, lambda ballot, actor: fill_roll(ballot, actor, 1)])
def test_roll_is_filled_by_who_makes_ballots_before_the_opening(act, coming, omar, alice, in_zonnedael):
    with pytest.raises(NotAllowed):
        act(coming, actor=alice)
    with pytest.raises(RollNotUsed):
        act(make_ballot(in_zonnedael, opens_at=timezone.now() + timedelta(days=1)), actor=omar)
    with pytest.raises(RollClosed):
        act(open_now(coming), actor=omar)
    cancel_ballot(coming, actor=omar, reason="Nee.")
    with pytest.raises(BallotOver):
        act(coming, actor=omar)
    assert RollEntry.objects.count() == 0


def test_ballot_with_an_empty_roll_is_not_planned(in_zonnedael, omar):
    ballot = coming_ballot(in_zonnedael, state="draft")

    with pytest.raises(RollMissing):
        plan_ballot(ballot, actor=omar)

    fill_roll(ballot, omar, 1)
    assert plan_ballot(ballot, actor=omar).state == "planned"


def test_draft_is_discarded_with_its_roll(in_zonnedael, omar):
    ballot = coming_ballot(in_zonnedael, state="draft")
    fill_roll(ballot, omar, 1)
    letters_for(ballot, omar)

    discard_ballot(ballot, actor=omar)

    assert (Ballot.objects.count(), RollEntry.objects.count(), VotingCode.objects.count()) == (0, 0, 0)


def test_cancelled_entry_does_not_vote_and_stays_in_the_numbers(coming, omar, alice):
    take_snapshot(coming, actor=omar)
    entry = RollEntry.objects.get(person=alice)
    VotingCode.objects.create(ballot=coming, entry=entry, number="123456789", code_hash="x")

    cancel_entry(entry, actor=omar, reason=" Verhuisd  voor de peildatum ")

    entry.refresh_from_db()
    assert entry.cancelled_reason == "Verhuisd voor de peildatum"
    assert VotingCode.objects.get().voided_at is not None
    with pytest.raises(NotOnRoll):
        cast_vote(open_now(coming), voter=Voter(alice, entry), marks="1")
    sums = roll_equations(coming)
    assert (sums.size - 1, sums.cancelled, sums.codes, sums.codes_void) == (sums.entitled, 1, 1, 1)
    assert AuditEntry.objects.get(action="voting.roll.entry_cancelled").object_id == entry.pk


def test_entry_is_cancelled_with_a_reason_once_and_never_after_a_vote(coming, omar, alice, bob):
    take_snapshot(coming, actor=omar)
    of = {person: RollEntry.objects.get(person=person) for person in (alice, bob)}
    cast_vote(open_now(coming), voter=Voter(bob, of[bob]), marks="1")

    with pytest.raises(NotAllowed):
        cancel_entry(of[alice], actor=alice, reason="Nee")
    with pytest.raises(CancelReasonNeeded):
        cancel_entry(of[alice], actor=omar, reason=" ")
    with pytest.raises(HasVoted):
        cancel_entry(of[bob], actor=omar, reason="Verhuisd")
    cancel_entry(of[alice], actor=omar, reason="Verhuisd")
    with pytest.raises(EntryCancelled):
        cancel_entry(of[alice], actor=omar, reason="Verhuisd")
    with pytest.raises(BallotOver):
        cancel_entry(RollEntry.objects.get(person=omar), actor=omar, reason="Verhuisd") if close_now(coming) else None


def test_salt_is_destroyed_after_the_count_and_by_itself_after_six_weeks(coming, omar, alice):
    fill_roll(coming, omar, 1)
    with pytest.raises(SaltNeeded):
        destroy_salt(coming, actor=omar)
    count_ballot(close_now(coming))
    assert destroy_old_salts() == 0

    long_ago = timezone.now() - timedelta(days=43)
    Ballot.objects.filter(pk=coming.pk).update(opens_at=long_ago - timedelta(days=1), closes_at=long_ago)

    assert (destroy_old_salts(), destroy_old_salts()) == (1, 0)
    coming.roll.refresh_from_db()
    assert coming.roll.salt == ""
    assert find_voter(coming, "1") is None
    assert AuditEntry.objects.get(action="voting.roll.salt_destroyed").actor_id is None


@pytest.mark.parametrize(
    ("content", "field", "sentences"),
    [
        (b"", "nummer", ["Er staat niemand in deze lijst."]),
        (b"nummer,wijk\n1,A\n,B\n1,C\n", "nummer", [3, 4]),
        (b"\xef\xbb\xbfnummer;wijk\n1;A\n", "naam", ["naam"]),
        (b"17\n18\n", "nummer", ["1"]),
    ],
)
def test_wrong_lines_are_told_by_their_number(content, field, sentences, in_zonnedael):
    with pytest.raises(ListNotAcceptable) as refused:
        people_in(read_table(content), field=field)

    assert len(refused.value.sentences) == len(sentences)
    for told, said in zip(refused.value.sentences, sentences, strict=True):
        assert str(said) in told


@pytest.mark.parametrize(
    "content", [b"nummer;wijk\r\n 7 ;Noord\r\n", b"\xef\xbb\xbfNummer,wijk\n7,Noord", b"7,Noord\n"]
)
def test_lists_are_read_with_any_separator_mark_and_heading(content):
    field, district = ("1", "2") if content[:1] == b"7" else ("nummer", "wijk")

    [person] = people_in(read_table(content), field=field, district=district)

    assert (person.value, person.district) == ("7", "Noord")
