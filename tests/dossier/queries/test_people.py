"""Everybody who took part in what an agenda item is about, and nobody else."""

import pytest

from samenspel.dossier.queries import participant_ids, participants
from tests.deliberation.conftest import make_item
from tests.dossier.conftest import make_consultation


@pytest.fixture
def person(make_user, zonnedael):
    return lambda name, **fields: make_user(zonnedael, name, **fields)


def test_participants_are_all_who_said_proposed_supported_or_voted(
    item, consultation, say, propose, vote_on, person, alice, bob
):
    proposer, supporter, voter, guest = (person(name) for name in ("proposer", "supporter", "voter", "guest"))
    say(alice, "Graag bomen")
    say(bob, "Over de consultatie", about=consultation.subject)
    proposal = propose(proposer, "Tien bomen", supporters=[supporter])
    vote_on(consultation.subject, voter)
    vote_on(proposal.subject, guest)

    found = set(participants(item))

    assert found == {alice, bob, proposer, supporter, voter, guest}


def test_participants_leave_out_what_readers_never_saw(item, say, propose, alice, bob, person, omar):
    say(alice, "Wacht nog", state="held", published_at=None)
    supporter = person("supporter")
    propose(bob, "Verborgen", state="hidden", supporters=[supporter])
    draft = make_consultation(item, title="Concept", state="draft", published_at=None)
    say(omar, "In een concept", about=draft.subject)

    assert list(participants(item)) == []


def test_participants_of_another_item_or_municipality_are_left_out(item, say, alice, zonnedael):
    other = make_item(zonnedael, title="Parkeren")
    say(alice, "Over parkeren", about=other.subject)

    assert list(participants(item)) == []


def test_participant_ids_come_in_parts_and_each_once(item, say, person):
    people = [person(f"p{number}") for number in range(5)]
    for one in people:
        say(one, "Eén")
        say(one, "Twee")

    first = participant_ids(item, limit=3)
    rest = participant_ids(item, after=first[-1], limit=3)

    assert first + rest == [one.pk for one in people]
