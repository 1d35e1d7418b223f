"""Appeals: by the author, once, in time, and answered by somebody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samenspel.common.errors import NotAllowed
from samenspel.moderation.actions import answer_appeal, file_appeal, restore_subject
from samenspel.moderation.exceptions import (
    AlreadyDecided,
    AppealExists,
    AppealTooLate,
    NothingToAppeal,
    NotTheAuthor,
    ReasonsMissing,
    SameModerator,
)
from samenspel.moderation.models import Appeal, Case, ModerationDecision
from tests.moderation.conftest import audited, sent


def contribution_of(decision):
    return decision.subject.contribution


def test_appeal_goes_into_the_queue_and_is_audited(hidden, alice):
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")

    assert (appeal.decision, appeal.appellant, appeal.text, appeal.upheld) == (hidden, alice, "I sell nothing.", None)
    assert [case.subject for case in Case.objects.filter(closed_at=None)] == [hidden.subject]
    assert audited()[-1] == ("moderation.appeal.filed", alice.pk)


@pytest.mark.parametrize("name", ["bob", "mo", "ada", None])
def test_appeal_by_somebody_else_is_refused_and_opens_no_case(request, hidden, name):
    person = None if name is None else request.getfixturevalue(name)

    with pytest.raises(NotTheAuthor):
        file_appeal(hidden, actor=person, text="I sell nothing.")

    assert (Appeal.objects.count(), Case.objects.filter(closed_at=None).count()) == (0, 0)


def test_appeal_is_possible_once(hidden, alice):
    file_appeal(hidden, actor=alice, text="I sell nothing.")

    with pytest.raises(AppealExists):
        file_appeal(hidden, actor=alice, text="Really.")


def test_appeal_after_the_term_is_refused(hidden, alice):
    ModerationDecision.objects.update(appeal_until=timezone.now() - timedelta(seconds=1))
    hidden.refresh_from_db()

    with pytest.raises(AppealTooLate):
        file_appeal(hidden, actor=alice, text="I sell nothing.")


def test_appeal_against_what_is_visible_again_is_refused(hidden, alice, mo):
    restore_subject(hidden.subject, actor=mo, reasons="Mistake")

    with pytest.raises(NothingToAppeal):
        file_appeal(hidden, actor=alice, text="I sell nothing.")


def test_appeal_upheld_restores_and_tells_the_author(hidden, alice, ada, state_of, decided):
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")
    before = len(sent())

    answered = answer_appeal(appeal, actor=ada, upheld=True, answer="You are right.")

    assert (answered.upheld, answered.answer, answered.answered_by) == (True, "You are right.", ada)
    assert state_of(contribution_of(hidden)) == "published"
    assert decided == ["restore"]
    assert list(Case.objects.filter(closed_at=None)) == []
    assert [message.to for message in sent()[before:]] == ["alice@example.org"]
    assert audited()[-2:] == [("moderation.appeal.answered", ada.pk), ("moderation.decision.made", ada.pk)]


def test_appeal_denied_stays_hidden_and_tells_the_author_why(hidden, alice, ada, state_of, decided):
    alice.language = "en"
    alice.save()
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")
    before = len(sent())

    answer_appeal(appeal, actor=ada, upheld=False, answer="It links to a shop.")

    assert state_of(contribution_of(hidden)) == "hidden"
    assert decided == []
    assert list(Case.objects.filter(closed_at=None)) == []
    assert [message.subject for message in sent()[before:]] == ["Answer to your objection: Zonnedael"]
    assert "Our answer: It links to a shop." in sent()[-1].text


def test_appeal_is_not_answered_by_who_decided_while_there_is_another(hidden, alice, mo, ada):
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")

    with pytest.raises(SameModerator):
        answer_appeal(appeal, actor=mo, upheld=False, answer="No.")

    appeal.refresh_from_db()
    assert appeal.answered_at is None


def test_appeal_is_answered_by_the_only_moderator(hidden, alice, mo, state_of):
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")

    answer_appeal(appeal, actor=mo, upheld=True, answer="You are right.")

    assert state_of(contribution_of(hidden)) == "published"


@pytest.mark.parametrize("name", ["alice", "bob", "carol", "griet", "omar"])
def test_appeal_is_answered_by_moderators_only(request, hidden, alice, name):
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")

    with pytest.raises(NotAllowed):
        answer_appeal(appeal, actor=request.getfixturevalue(name), upheld=True, answer="Fine.")


def test_appeal_is_answered_once(hidden, alice, ada):
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")
    answer_appeal(appeal, actor=ada, upheld=False, answer="No.")

    with pytest.raises(AlreadyDecided):
        answer_appeal(appeal, actor=ada, upheld=True, answer="Yes.")


def test_appeal_without_an_answer_in_words_is_refused(hidden, alice, ada):
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")

    with pytest.raises(ReasonsMissing):
        answer_appeal(appeal, actor=ada, upheld=True, answer=" ")


def test_appeal_and_report_of_a_guest_follow_who_signs_in(in_zonnedael, write, make_user, mo, bob):
    from samenspel.accounts.actions.guests import merge_guest
    from samenspel.moderation.actions import hide_subject, report_subject

    guest = make_user(in_zonnedael, "guest", email="", level=0)
    report = report_subject(write("Other").subject, actor=guest, ground="spam", address="192.0.2.7")
    decision = hide_subject(write(author=guest).subject, actor=mo, ground="spam", reasons="It sells pills.")
    appeal = file_appeal(decision, actor=guest, text="I sell nothing.")

    merge_guest(guest, into=bob, actor=bob)

    report.refresh_from_db()
    appeal.refresh_from_db()
    assert (report.reporter, appeal.appellant) == (bob, bob)
