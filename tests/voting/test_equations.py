"""Random histories of a ballot with a roll: whatever happens, the numbers that are published agree."""

import random
from collections.abc import Callable

import pytest

from samenspel.common.errors import DomainError
from tests.voting.conftest import close_now
from tests.voting.rolls import ADDRESS, coming_ballot, fill_roll, letters_for, open_now
from voting.actions import cast_vote, count_with_paper
from voting.actions.desk import mark_on_paper, start_helping
from voting.actions.letters import fill_letters, reprint_letter, void_letters
from voting.actions.paper import add_bundle, finish_typing, save_typed, start_typing
from voting.actions.rolls import cancel_entry, take_snapshot
from voting.enums import Channel, LetterFile
from voting.models import LetterBatch, Participation, RollEntry, VotingCode
from voting.permissions import Voter
from voting.queries.rolls import roll_equations

STEPS, HISTORIES, NUMBERS = 60, 4, 12


def acts_of(ballot, officer) -> list[Callable[[RollEntry, str], object]]:
    """What can happen to an entry while people vote; much of it is refused."""

    def letter(entry, marks):
        if VotingCode.objects.filter(entry=entry, voided_at=None).exists():
            cast_vote(ballot, voter=Voter(entry=entry), marks=marks, channel=Channel.LETTER)

    def online(entry, marks):
        if entry.person is not None:
            cast_vote(ballot, voter=Voter(entry.person, entry), marks=marks)

    def desk(entry, marks):
        helped = start_helping(ballot, voter=Voter(entry.person, entry), actor=officer)
        cast_vote(ballot, voter=helped, marks=marks, channel=Channel.DESK, actor=officer)

    def reprint(entry, marks):
        fill_letters(reprint_letter(entry, actor=officer, kind=LetterFile.CSV, address=ADDRESS))

    return [
        letter,
        letter,
        online,
        desk,
        reprint,
        lambda entry, marks: mark_on_paper(ballot, voter=Voter(entry.person, entry), actor=officer),
        lambda entry, marks: cancel_entry(entry, actor=officer, reason="Verhuisd"),
        lambda entry, marks: letters_for(ballot, officer),
        lambda entry, marks: void_letters(LetterBatch.objects.last(), actor=officer),
    ]


def require_agreement(ballot) -> None:
    """The equations hold as the tables are now."""
    sums = roll_equations(ballot)
    codes = VotingCode.objects.filter(ballot=ballot)
    used, void = codes.exclude(used_at=None), codes.filter(used_at=None).exclude(voided_at=None)
    in_force = codes.filter(used_at=None, voided_at=None)
    assert sums.size == sums.cancelled + sums.entitled == RollEntry.objects.filter(ballot=ballot).count()
    assert sums.codes == used.count() + sums.codes_void + in_force.count()
    assert sums.codes_void == void.count()
    voters = Participation.objects.filter(ballot=ballot)
    assert voters.exclude(entry__cancelled_at=None).count() == 0
    assert voters.count() == len(set(voters.values_list("entry", flat=True))) <= sums.entitled
    assert voters.filter(channel="letter").exclude(entry__codes__in=used).count() == 0
    assert sums.turnout is None or sums.entitled == sums.turnout.voted + sums.turnout.not_voted


@pytest.mark.parametrize("history", range(HISTORIES))
def test_numbers_agree_after_any_history(history, in_zonnedael, omar, griet, alice, bob):
    chance = random.Random(history)  # to repeat a history
    ballot = coming_ballot(in_zonnedael, has_paper=True)
    fill_roll(ballot, omar, *range(NUMBERS))
    take_snapshot(ballot, actor=omar)
    letters_for(ballot, omar)
    open_now(ballot)
    acts, done = acts_of(ballot, omar), 0

    for _step in range(STEPS):
        entry = chance.choice(RollEntry.objects.select_related("person").order_by("pk"))
        try:
            chance.choice(acts)(entry, chance.choice(("1", "2", "3")))
            done += 1
        except DomainError:
            pass
        require_agreement(ballot)
    on_paper = Participation.objects.filter(channel="paper").count()
    if on_paper:
        bundle = add_bundle(ballot, actor=omar, expected=on_paper)
        for person in (omar, griet):
            start_typing(bundle, actor=person)
            save_typed(bundle, ["1"] * on_paper, actor=person)
            finish_typing(bundle, actor=person)
    counted = count_with_paper(close_now(ballot), actor=omar)

    require_agreement(counted)
    turnout = roll_equations(counted).turnout
    assert done > STEPS // 5
    assert turnout.marked_paper == turnout.paper == on_paper
    assert turnout.voted == sum(one.voted for one in turnout.channels) == counted.result["sums"]["cast"]
    assert (counted.eligible_count, sum(one.entitled for one in turnout.districts)) == (
        turnout.voted + turnout.not_voted,
        counted.eligible_count,
    )
