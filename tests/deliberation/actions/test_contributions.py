"""Placing, changing and withdrawing contributions."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from deliberation.actions import close_room, edit_contribution, post_contribution, withdraw_contribution
from deliberation.exceptions import EditRefused, ReplyRefused, TalkClosed
from deliberation.models import Contribution, ContributionVersion, Room
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.council.models import Meeting
from samenspel.moderation.models import Case
from samenspel.realtime.models import Event
from samenspel.tenancy.context import municipality_context
from tests.deliberation.conftest import make_item


def events_of(room):
    rows = Event.objects.filter(stream=room.stream).order_by("sequence")
    return list(rows.values_list("sequence", "kind", "object_id", "version"))


def counts_of(room):
    room.refresh_from_db()
    return room.contribution_count, room.open_question_count


def audited(action):
    return list(AuditEntry.objects.filter(action=action).values_list("actor_id", "kind", "object_id"))


def test_post_publishes_counts_and_is_audited(room, carol, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        contribution = post_contribution(room, actor=carol, text="Meer bomen", stance="question")

    assert (contribution.state, contribution.author_role) == ("published", "council_member")
    assert counts_of(room) == (1, 1)
    assert events_of(room) == [(1, "contribution.posted", contribution.pk, 1)]
    assert audited("deliberation.contribution.posted") == [(carol.pk, "contribution", contribution.pk)]
    assert len(callbacks) == 1


def test_event_goes_out_only_after_commit(room, carol, monkeypatch, django_capture_on_commit_callbacks):
    published = []
    monkeypatch.setattr(
        "samenspel.realtime.actions.publish", lambda events, known: published.extend(event.sequence for event in events)
    )

    with django_capture_on_commit_callbacks(execute=True):
        post_contribution(room, actor=carol, text="Meer bomen")
        inside = list(published)

    assert (inside, published) == ([], [1])


def test_first_words_of_an_unverified_person_are_held(room, alice):
    contribution = post_contribution(room, actor=alice, text="Hallo")

    assert (contribution.state, contribution.published_at) == ("held", None)
    assert counts_of(room) == (0, 0)
    assert events_of(room) == []
    assert list(Case.objects.values_list("subject", "is_held")) == [(contribution.subject_id, True)]


def test_words_of_a_known_or_letter_verified_person_are_published(room, alice, bob, known):
    known(alice)
    bob.verification_level = 2
    bob.save()

    states = [post_contribution(room, actor=person, text="Hallo").state for person in (alice, bob)]

    assert states == ["published", "published"]


def test_many_links_are_held(room, alice, known):
    known(alice)

    contribution = post_contribution(room, actor=alice, text="https://a.nl https://b.nl https://c.nl")

    assert contribution.state == "held"


def test_municipality_may_choose_not_to_hold(room, alice, in_zonnedael):
    in_zonnedael.settings.rules = {"held_first": False}

    contribution = post_contribution(room, actor=alice, text="Hallo")

    assert contribution.state == "published"


def test_published_words_of_a_guest_stay_as_the_moderator_read_them(room, mo):
    from samenspel.accounts.actions.guests import create_guest
    from samenspel.moderation.actions import approve_held

    guest = create_guest("Gast")
    contribution = post_contribution(room, actor=guest, text="Aardig")
    edit_contribution(contribution, actor=guest, text="Heel aardig", stance="neutral")
    approve_held(contribution.subject, actor=mo)

    with pytest.raises(EditRefused):
        edit_contribution(contribution, actor=guest, text="Koop pillen", stance="neutral")

    contribution.refresh_from_db()
    assert (contribution.text, contribution.state) == ("Heel aardig", "published")


def test_words_of_a_guest_are_held_whatever_the_rules(room, in_zonnedael):
    from samenspel.accounts.actions.guests import create_guest

    in_zonnedael.settings.rules = {"held_first": False}

    contribution = post_contribution(room, actor=create_guest("Gast"), text="Hallo")

    assert contribution.state == "held"


def test_post_in_a_closed_room_is_refused(room, carol, griet):
    close_room(room, actor=griet)

    with pytest.raises(TalkClosed):
        post_contribution(room, actor=carol, text="Te laat")

    assert (Contribution.objects.count(), audited("deliberation.contribution.posted")) == (0, [])


@pytest.mark.parametrize(
    "change",
    [{"status": "closed"}, {"status": "cancelled"}, {"starts_at": timezone.now() - timedelta(days=2)}],
)
def test_post_about_a_meeting_that_is_over_is_refused(room, carol, change):
    Meeting.objects.update(**change)

    with pytest.raises(TalkClosed):
        post_contribution(room, actor=carol, text="Te laat")


def test_post_about_a_decided_item_is_refused(room, carol, item):
    type(item).objects.update(outcome="adopted", decided_at=timezone.now())

    with pytest.raises(TalkClosed):
        post_contribution(room, actor=carol, text="Te laat")


def test_reply_is_numbered_and_answers_a_question(room, alice, carol, known):
    known(alice)
    question = post_contribution(room, actor=alice, text="Hoe duur is het?", stance="question")

    mine = post_contribution(room, actor=alice, text="Ik bedoel per jaar.", parent=question)
    theirs = post_contribution(room, actor=carol, text="Tien euro.", parent=question)

    question.refresh_from_db()
    assert [mine.reply_number, theirs.reply_number] == [1, 2]
    assert (question.reply_count, question.is_answered, counts_of(room)) == (2, True, (3, 0))


def test_reply_to_a_reply_or_to_hidden_words_is_refused(room, carol):
    top = post_contribution(room, actor=carol, text="Een")
    reply = post_contribution(room, actor=carol, text="Twee", parent=top)
    withdrawn = withdraw_contribution(post_contribution(room, actor=carol, text="Drie"), actor=carol)

    for parent in (reply, withdrawn):
        with pytest.raises(ReplyRefused):
            post_contribution(room, actor=carol, text="Antwoord", parent=parent)

    assert Contribution.objects.filter(text="Antwoord").count() == 0


def test_reply_to_a_contribution_in_another_room_is_refused(room, carol, in_zonnedael):
    other = Room.objects.get(about=make_item(in_zonnedael, "Iets anders").subject)
    elsewhere = post_contribution(other, actor=carol, text="Daar")

    with pytest.raises(ReplyRefused):
        post_contribution(room, actor=carol, text="Hier", parent=elsewhere)


def test_same_form_posts_once(room, carol):
    token = uuid.uuid4()

    first, second = (post_contribution(room, actor=carol, text="Een keer", form_token=token) for _ in range(2))

    assert first.pk == second.pk
    assert (Contribution.objects.count(), counts_of(room), len(events_of(room))) == (1, (1, 0), 1)


def test_token_of_somebody_else_gives_nothing_away(room, carol, omar):
    token = uuid.uuid4()
    post_contribution(room, actor=carol, text="Van Carol", form_token=token)

    with pytest.raises(NotAllowed):
        post_contribution(room, actor=omar, text="Van Omar", form_token=token)


def test_edit_keeps_the_earlier_version(room, carol):
    contribution = post_contribution(room, actor=carol, text="Eerst", stance="for")

    edit_contribution(contribution, actor=carol, text="Daarna", stance="question")

    contribution.refresh_from_db()
    assert (contribution.text, contribution.version, contribution.edited_at is not None) == ("Daarna", 2, True)
    assert list(ContributionVersion.objects.values_list("version", "stance", "text")) == [(1, "for", "Eerst")]
    assert counts_of(room) == (1, 1)
    assert events_of(room)[1] == (2, "contribution.edited", contribution.pk, 2)
    assert audited("deliberation.contribution.edited") == [(carol.pk, "contribution", contribution.pk)]


def test_edit_by_somebody_else_is_refused(room, carol, griet):
    contribution = post_contribution(room, actor=carol, text="Eerst")

    with pytest.raises(NotAllowed):
        edit_contribution(contribution, actor=griet, text="Anders", stance="for")


def test_edit_after_a_quarter_of_an_hour_is_refused(room, carol):
    contribution = post_contribution(room, actor=carol, text="Eerst")
    Contribution.objects.update(created_at=timezone.now() - timedelta(minutes=16))

    with pytest.raises(EditRefused):
        edit_contribution(contribution, actor=carol, text="Anders", stance="for")

    assert audited("deliberation.contribution.edited") == []


def test_edit_of_withdrawn_words_is_refused(room, carol):
    contribution = withdraw_contribution(post_contribution(room, actor=carol, text="Eerst"), actor=carol)

    with pytest.raises(EditRefused):
        edit_contribution(contribution, actor=carol, text="Anders", stance="for")


def test_edit_without_a_change_writes_nothing(room, carol):
    contribution = post_contribution(room, actor=carol, text="Eerst", stance="for")

    edit_contribution(contribution, actor=carol, text="Eerst", stance="for")

    assert (len(events_of(room)), ContributionVersion.objects.count()) == (1, 0)


def test_withdraw_leaves_the_place_and_the_replies(room, carol, omar):
    question = post_contribution(room, actor=carol, text="Eerst", stance="question")
    post_contribution(room, actor=carol, text="Antwoord", parent=question)

    withdraw_contribution(question, actor=carol)
    withdraw_contribution(question, actor=carol)

    question.refresh_from_db()
    assert (question.state, counts_of(room)) == ("withdrawn", (1, 0))
    assert events_of(room)[2:] == [(3, "contribution.withdrawn", question.pk, 2)]
    assert audited("deliberation.contribution.withdrawn") == [(carol.pk, "contribution", question.pk)]


def test_withdrawn_answer_opens_the_question_again(room, alice, carol, known):
    known(alice)
    question = post_contribution(room, actor=alice, text="Hoe?", stance="question")
    answer = post_contribution(room, actor=carol, text="Zo.", parent=question)

    withdraw_contribution(answer, actor=carol)

    question.refresh_from_db()
    assert (question.is_answered, counts_of(room)) == (False, (1, 1))


def test_withdraw_by_somebody_else_is_refused(room, carol, mo):
    contribution = post_contribution(room, actor=carol, text="Eerst")

    with pytest.raises(NotAllowed):
        withdraw_contribution(contribution, actor=mo)


@pytest.mark.django_db(transaction=True)
def test_counters_are_exact_when_many_post_at_once(zonnedael, make_user):
    people = [make_user(zonnedael, f"person{n}", level=2) for n in range(4)]
    item = make_item(zonnedael)
    with municipality_context(zonnedael):
        room = Room.objects.get(about=item.subject)
        top = post_contribution(room, actor=people[0], text="Top", stance="question")

    def post(number):
        try:
            with municipality_context(zonnedael):
                parent = top if number % 2 else None
                post_contribution(room, actor=people[number % 4], text=str(number), stance="question", parent=parent)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post, range(40)))

    with municipality_context(zonnedael):
        numbers = sorted(Contribution.objects.filter(parent=top).values_list("reply_number", flat=True))
        sequences = list(
            Event.objects.filter(stream=room.stream).order_by("sequence").values_list("sequence", flat=True)
        )
        top.refresh_from_db()
        assert counts_of(room) == (41, 21)
    assert (numbers, sequences, top.reply_count) == (list(range(1, 21)), list(range(1, 42)), 20)


@pytest.mark.django_db(transaction=True)
def test_same_form_sent_at_once_posts_once(zonnedael, make_user):
    person, item, token = make_user(zonnedael, "person", level=2), make_item(zonnedael), uuid.uuid4()

    def post(_):
        try:
            with municipality_context(zonnedael):
                room = Room.objects.get(about=item.subject)
                return post_contribution(room, actor=person, text="Dubbel", form_token=token).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        keys = set(pool.map(post, range(6)))

    with municipality_context(zonnedael):
        assert [keys] == [{Contribution.objects.get().pk}]
