"""Supporting a proposal: each person once, counted exactly, also when everybody presses at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from deliberation.actions import endorse_proposal, withdraw_endorsement, withdraw_proposal
from deliberation.exceptions import LevelTooLow, PhaseClosed, ProposalNotVisible, SignInToPropose
from deliberation.models import Endorsement, Proposal
from samenspel.accounts.actions.guests import create_guest
from samenspel.audit.models import AuditEntry
from samenspel.tenancy.context import municipality_context
from tests.deliberation.rows import COMING, OPEN, OVER, consultation_row, proposal_row


def support_of(proposal):
    proposal.refresh_from_db()
    return proposal.endorsement_count, Endorsement.objects.filter(proposal=proposal).count()


def audited(action):
    entries = AuditEntry.objects.filter(action=f"deliberation.proposal.{action}")
    return list(entries.values_list("actor_id", "object_id", "data"))


def test_support_counts_once_and_keeps_the_level(bomen, alice):
    for _ in range(2):
        endorse_proposal(bomen, actor=alice)

    assert support_of(bomen) == (1, 1)
    assert Endorsement.objects.get().level == 1
    assert audited("endorsed") == [(alice.pk, bomen.pk, {"level": 1})]


def test_support_is_taken_back_once(bomen, alice, omar):
    endorse_proposal(bomen, actor=alice)
    endorse_proposal(bomen, actor=omar)

    for _ in range(2):
        withdraw_endorsement(bomen, actor=alice)

    assert support_of(bomen) == (1, 1)
    assert audited("unendorsed") == [(alice.pk, bomen.pk, {})]


@pytest.mark.parametrize(
    ("phases", "fields"),
    [([("proposals", OVER)], {}), ([("support", COMING)], {}), ([("support", OPEN)], {"state": "closed"})],
)
def test_support_in_the_wrong_phase_is_refused_both_ways(in_zonnedael, alice, carol, phases, fields):
    proposal = proposal_row(consultation_row(in_zonnedael, phases=phases, **fields), carol)

    for act in (endorse_proposal, withdraw_endorsement):
        with pytest.raises(PhaseClosed):
            act(proposal, actor=alice)

    assert support_of(proposal) == (0, 0)


def test_support_goes_on_in_a_phase_of_support_only(in_zonnedael, alice, carol):
    proposal = proposal_row(consultation_row(in_zonnedael, phases=[("support", OPEN)]), carol)

    endorse_proposal(proposal, actor=alice)

    assert support_of(proposal) == (1, 1)


def test_support_asks_for_the_level_of_the_consultation(in_zonnedael, alice, carol):
    proposal = proposal_row(consultation_row(in_zonnedael, minimum_level=2), carol)

    for person in (create_guest("Gast"), None):
        with pytest.raises(SignInToPropose):
            endorse_proposal(proposal, actor=person)
    with pytest.raises(LevelTooLow):
        endorse_proposal(proposal, actor=alice)

    assert support_of(proposal) == (0, 0)


def test_support_of_a_withdrawn_proposal_is_refused_and_can_be_taken_back(bomen, alice, omar, carol):
    endorse_proposal(bomen, actor=alice)
    withdraw_proposal(bomen, actor=carol)

    with pytest.raises(ProposalNotVisible):
        endorse_proposal(bomen, actor=omar)
    withdraw_endorsement(bomen, actor=alice)

    assert support_of(bomen) == (0, 0)


def in_parallel(municipality, act, times):
    """Do an act so many times at once, each time on a connection of a thread of its own."""

    def run(number):
        try:
            with municipality_context(municipality):
                act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(run, range(times)))


def fetched(proposal):
    return Proposal.objects.select_related("consultation").get(pk=proposal.pk)


@pytest.mark.django_db(transaction=True)
def test_two_hundred_parallel_supports_of_one_person_leave_one(zonnedael, alice, carol):
    proposal = proposal_row(consultation_row(zonnedael), carol)

    in_parallel(zonnedael, lambda number: endorse_proposal(fetched(proposal), actor=alice), 200)

    with municipality_context(zonnedael):
        assert support_of(proposal) == (1, 1)
        assert audited("endorsed") == [(alice.pk, proposal.pk, {"level": 1})]


@pytest.mark.django_db(transaction=True)
def test_parallel_supports_and_withdrawals_of_many_are_counted_exactly(zonnedael, make_user, carol):
    people = [make_user(zonnedael, f"person{number}") for number in range(20)]
    proposal = proposal_row(consultation_row(zonnedael), carol)

    def press(number):
        act = withdraw_endorsement if number % 3 == 1 else endorse_proposal
        act(fetched(proposal), actor=people[number % 20])

    in_parallel(zonnedael, press, 200)

    with municipality_context(zonnedael):
        count, rows = support_of(proposal)
        changes = len(audited("endorsed")) - len(audited("unendorsed"))
    assert (count, changes) == (rows, rows)
