"""Reacting: each kind once per person, counts exact."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from deliberation.actions import close_room, post_contribution, react, unreact, withdraw_contribution
from deliberation.enums import ReactionKind
from deliberation.exceptions import NotVisible, SignInFirst, TalkClosed
from deliberation.models import Contribution, Reaction, Room
from samenspel.accounts.actions.guests import create_guest
from samenspel.audit.models import AuditEntry
from samenspel.realtime.models import Event
from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item

AGREE, USEFUL = ReactionKind.AGREE, ReactionKind.USEFUL


@pytest.fixture
def contribution(room, carol):
    return post_contribution(room, actor=carol, text="Meer bomen")


def test_react_counts_once_and_tells_everybody(contribution, alice):
    for _ in range(2):
        react(contribution, actor=alice, kind=AGREE)

    contribution.refresh_from_db()
    assert (contribution.agree_count, contribution.useful_count, Reaction.objects.count()) == (1, 0, 1)
    assert list(Event.objects.values_list("sequence", "kind", "object_id"))[1:] == [
        (2, "reaction.changed", contribution.pk)
    ]
    assert list(
        AuditEntry.objects.filter(action="deliberation.contribution.reacted").values_list("actor_id", "data")
    ) == [(alice.pk, {"reaction": "agree"})]


def test_unreact_takes_back_one_kind(contribution, alice):
    react(contribution, actor=alice, kind=AGREE)
    react(contribution, actor=alice, kind=USEFUL)

    for _ in range(2):
        unreact(contribution, actor=alice, kind=AGREE)

    contribution.refresh_from_db()
    assert (contribution.agree_count, contribution.useful_count) == (0, 1)


def test_guests_and_visitors_sign_in_first(contribution):
    for person in (create_guest("Gast"), None):
        with pytest.raises(SignInFirst):
            react(contribution, actor=person, kind=AGREE)

    assert Reaction.objects.count() == 0


def test_reaction_in_a_closed_room_is_refused(contribution, alice, griet, room):
    close_room(room, actor=griet)
    contribution = Contribution.objects.get(pk=contribution.pk)

    with pytest.raises(TalkClosed):
        react(contribution, actor=alice, kind=AGREE)


def test_reaction_to_withdrawn_words_is_refused(contribution, alice, carol):
    withdraw_contribution(contribution, actor=carol)

    with pytest.raises(NotVisible):
        react(contribution, actor=alice, kind=AGREE)


@pytest.mark.django_db(transaction=True)
def test_hundred_reactions_at_once_are_counted_exactly(zonnedael, make_user):
    people = [make_user(zonnedael, f"person{n}") for n in range(50)]
    author, item = make_user(zonnedael, "carol", roles=("council_member",)), make_item(zonnedael)
    with municipality_context(zonnedael):
        contribution = post_contribution(Room.objects.get(about=item.subject), actor=author, text="Meer bomen")

    def press(number):
        try:
            with municipality_context(zonnedael):
                found = Contribution.objects.select_related("room__about__agenda_item__meeting").get(pk=contribution.pk)
                react(found, actor=people[number % 50], kind=AGREE)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(press, range(100)))

    with municipality_context(zonnedael):
        contribution.refresh_from_db()
        sequences = list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
    assert (contribution.agree_count, sequences) == (50, list(range(1, 52)))
