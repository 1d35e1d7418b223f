"""Helping somebody at a desk, and handing out paper: one of the two, and nobody sees what was voted."""

import pytest

from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.tenancy.context import municipality_context
from tests.voting.conftest import close_now, make_ballot
from tests.voting.rolls import coming_ballot, fill_roll, open_now
from voting.actions import cast_vote
from voting.actions.desk import mark_on_paper, start_helping
from voting.actions.rolls import cancel_entry
from voting.enums import Channel
from voting.exceptions.rolls import EntryCancelled, HasVoted, NoPaper, PaperOver, VotesOnPaper
from voting.models import Participation, RollEntry
from voting.permissions import Voter
from voting.queries import own_vote


@pytest.fixture
def entries(in_zonnedael, omar):
    """Two people of a list, on an open ballot with paper."""
    ballot = coming_ballot(in_zonnedael, has_paper=True)
    fill_roll(ballot, omar, 11, 12)
    open_now(ballot)
    return [Voter(entry=entry) for entry in RollEntry.objects.select_related("ballot").order_by("pk")]


def test_officer_casts_for_somebody_and_never_sees_what_they_voted(entries, omar):
    ballot, voter = entries[0].entry.ballot, entries[0]
    cast_vote(ballot, voter=voter, marks="2", channel=Channel.LETTER)

    helped = start_helping(ballot, voter=voter, actor=omar)
    assert own_vote(ballot, helped) is None
    cast_vote(ballot, voter=helped, marks="1", channel=Channel.DESK, actor=omar)

    assert own_vote(ballot, helped) is None
    assert own_vote(ballot, voter).marks == "1"
    assert Participation.objects.get().channel == "desk"
    acts = AuditEntry.objects.filter(actor_id=omar.pk, action__startswith="voting.vote").order_by("pk")
    assert [(act.action, act.kind, act.data) for act in acts] == [
        ("voting.vote.helped", "rollentry", {}),
        ("voting.vote.cast", "ballot", {}),
    ]


def test_who_takes_paper_votes_on_paper_only(entries, omar):
    ballot, voter = entries[0].entry.ballot, entries[0]

    taken = mark_on_paper(ballot, voter=voter, actor=omar)

    assert (taken.channel, taken.receipt, taken.entry) == ("paper", "", voter.entry)
    with pytest.raises(VotesOnPaper):
        cast_vote(ballot, voter=voter, marks="1", channel=Channel.LETTER)
    with pytest.raises(VotesOnPaper):
        start_helping(ballot, voter=voter, actor=omar)
    with pytest.raises(HasVoted):
        mark_on_paper(ballot, voter=voter, actor=omar)
    assert AuditEntry.objects.get(action="voting.paper.handed_out").object_id == voter.entry.pk
    with pytest.raises(HasVoted):
        cancel_entry(voter.entry, actor=omar, reason="Verhuisd")


def test_who_voted_gets_no_paper(entries, omar):
    ballot, voter = entries[0].entry.ballot, entries[0]
    cast_vote(ballot, voter=voter, marks="1", channel=Channel.LETTER)

    with pytest.raises(HasVoted):
        mark_on_paper(ballot, voter=voter, actor=omar)

    assert Participation.objects.get().channel == "letter"


def test_account_takes_paper_on_a_ballot_without_a_roll(in_zonnedael, omar, alice):
    ballot = make_ballot(in_zonnedael, has_paper=True)

    mark_on_paper(ballot, voter=Voter(alice), actor=omar)

    with pytest.raises(VotesOnPaper):
        cast_vote(ballot, voter=Voter(alice), marks="1")
    with pytest.raises(NoPaper):
        mark_on_paper(make_ballot(in_zonnedael), voter=Voter(alice), actor=omar)


def test_desk_is_for_officers_while_people_can_vote(entries, omar, alice):
    ballot, voter = entries[0].entry.ballot, entries[0]

    for act in (start_helping, mark_on_paper):
        with pytest.raises(NotAllowed):
            act(ballot, voter=voter, actor=alice)
    cancel_entry(entries[1].entry, actor=omar, reason="Verhuisd")
    entries[1].entry.refresh_from_db()
    for act in (start_helping, mark_on_paper):
        with pytest.raises(EntryCancelled):
            act(ballot, voter=entries[1], actor=omar)
    close_now(ballot)
    for act in (start_helping, mark_on_paper):
        with pytest.raises(PaperOver):
            act(ballot, voter=voter, actor=omar)


@pytest.mark.django_db(transaction=True)
def test_paper_and_a_vote_at_once_leave_one_of_them(zonnedael, omar, at_once):
    with municipality_context(zonnedael):
        ballot = coming_ballot(zonnedael, has_paper=True)
        fill_roll(ballot, omar, *range(30))
        open_now(ballot)
        people = [Voter(entry=entry) for entry in RollEntry.objects.all()]

        def attempt(act, *args, **options) -> int:
            try:
                act(*args, **options)
            except (VotesOnPaper, HasVoted):
                return 0
            return 1

        done = []
        for voter in people:
            vote = at_once(attempt, cast_vote, ballot, voter=voter, marks="1", channel=Channel.LETTER)
            done.append((vote, at_once(attempt, mark_on_paper, ballot, voter=voter, actor=omar)))

        assert [vote.result(60) + paper.result(60) for vote, paper in done] == [1] * 30
        assert Participation.objects.count() == 30
