"""Deciding: by whom, in which state, and who hears of it."""

import pytest

from samenspel.common.errors import NotAllowed
from samenspel.moderation.actions import (
    approve_held,
    hide_subject,
    keep_subject,
    open_case,
    report_subject,
    restore_subject,
)
from samenspel.moderation.exceptions import AlreadyDecided, AppealOpen, OwnText, ReasonsMissing
from samenspel.moderation.models import Case, ModerationDecision
from samenspel.moderation.queries import latest_decisions
from tests.moderation.conftest import audited, sent


def hide(contribution, actor):
    return hide_subject(contribution.subject, actor=actor, ground="spam", reasons="It sells pills.")


def restore(contribution, actor):
    return restore_subject(contribution.subject, actor=actor, reasons="We were wrong.")


def approve(contribution, actor):
    return approve_held(contribution.subject, actor=actor)


def keep(contribution, actor):
    return keep_subject(contribution.subject, actor=actor, reasons="It is an opinion.")


DECISIONS = [
    (hide, "published", "hidden"),
    (hide, "held", "hidden"),
    (restore, "hidden", "published"),
    (approve, "held", "published"),
    (keep, "published", "published"),
    (keep, "withdrawn", "withdrawn"),
]


@pytest.mark.parametrize(("decide", "before", "after"), DECISIONS)
def test_decision_is_carried_out_announced_audited_and_closes_the_case(
    write, mo, state_of, decided, decide, before, after
):
    contribution = write(state=before)
    open_case(contribution.subject)

    decision = decide(contribution, mo)

    assert state_of(contribution) == after
    assert decided == [decision.verdict]
    assert (decision.decided_by, decision.is_automated) == (mo, False)
    assert list(Case.objects.filter(closed_at=None)) == []
    assert audited()[-1] == ("moderation.decision.made", mo.pk)


@pytest.mark.parametrize(("decide", "before", "after"), DECISIONS)
@pytest.mark.parametrize("name", ["alice", "bob", "carol", "griet", "omar"])
def test_decision_without_the_role_is_refused_and_changes_nothing(
    request, write, bob, state_of, decided, decide, before, after, name
):
    contribution = write(state=before)
    open_case(contribution.subject)

    with pytest.raises(NotAllowed):
        decide(contribution, request.getfixturevalue(name))

    assert (state_of(contribution), decided, ModerationDecision.objects.count()) == (before, [], 0)


@pytest.mark.parametrize(
    ("decide", "state"),
    [
        (hide, "hidden"), (hide, "withdrawn"),
        (restore, "published"), (restore, "held"), (restore, "withdrawn"),
        (approve, "published"), (approve, "hidden"), (approve, "withdrawn"),
        (keep, "held"), (keep, "hidden"),
    ],
)  # fmt: skip
def test_decision_in_the_wrong_state_is_refused_and_changes_nothing(write, mo, state_of, decided, decide, state):
    contribution = write(state=state)
    open_case(contribution.subject)

    with pytest.raises(AlreadyDecided):
        decide(contribution, mo)

    assert (state_of(contribution), decided, ModerationDecision.objects.count()) == (state, [], 0)


def test_keep_without_an_open_case_is_refused(write, mo):
    contribution = write()

    with pytest.raises(AlreadyDecided):
        keep(contribution, mo)


@pytest.mark.parametrize(("ground", "reasons"), [("", "Because"), ("nonsense", "Because"), ("spam", "  ")])
def test_hide_without_ground_or_reasons_is_refused(write, mo, state_of, ground, reasons):
    contribution = write()

    with pytest.raises(ReasonsMissing):
        hide_subject(contribution.subject, actor=mo, ground=ground, reasons=reasons)

    assert state_of(contribution) == "published"


def test_hide_by_the_program_is_said_to_be_automatic(write, state_of):
    contribution = write()

    decision = hide_subject(contribution.subject, actor=None, ground="spam", reasons="The same text, forty times.")

    assert (state_of(contribution), decision.is_automated) == ("hidden", True)


def test_moderator_does_not_judge_their_own_text_while_there_is_another(write, mo, ada, state_of):
    contribution = write(author=mo)

    with pytest.raises(OwnText):
        hide(contribution, mo)
    hide(contribution, ada)

    assert state_of(contribution) == "hidden"


def test_only_moderator_may_judge_their_own_text(write, mo, state_of):
    contribution = write(author=mo)

    hide(contribution, mo)

    assert state_of(contribution) == "hidden"


def test_hide_promises_the_term_of_the_municipality(write, mo, zonnedael):
    from django.utils import timezone

    zonnedael.settings.rules = {"appeal_days": 14}

    decision = hide(write(), mo)

    until = timezone.localtime(decision.appeal_until)
    assert (until.date() - timezone.localdate(), until.hour, until.minute) == (timezone.timedelta(days=14), 23, 59)


def test_restore_waits_for_the_answer_to_an_appeal(hidden, alice, ada):
    from samenspel.moderation.actions import file_appeal

    file_appeal(hidden, actor=alice, text="I sell nothing.")

    with pytest.raises(AppealOpen):
        restore_subject(hidden.subject, actor=ada, reasons="Mistake")


def test_latest_decisions_are_read_in_one_query(write, mo, django_assert_num_queries):
    first, second, undecided = write("One"), write("Two"), write("Three")
    hide(first, mo)
    restored = restore(first, mo)
    hide_second = hide(second, mo)

    with django_assert_num_queries(1):
        latest = latest_decisions([first.subject_id, second.subject_id, undecided.subject_id])

    assert latest == {first.subject_id: restored, second.subject_id: hide_second}


def test_author_and_reporters_hear_in_their_own_language(write, mo, alice, bob):
    alice.language = "en"
    alice.save()
    contribution = write("Buy pills")
    report_subject(contribution.subject, actor=bob, ground="spam")
    report_subject(contribution.subject, actor=None, ground="spam", email="x@example.org", address="192.0.2.7")
    report_subject(contribution.subject, actor=None, ground="spam", address="192.0.2.8")

    decision = hide(contribution, mo)

    author, *others = sent()
    assert (author.to, author.subject) == ("alice@example.org", "Your text is not shown: Zonnedael")
    assert "Ground: Advertising or spam\nReasons: It sells pills.\nA person took this decision" in author.text
    assert "Buy pills" in author.text
    assert f"http://zonnedael.localhost:8000/moderation/decisions/{decision.pk}/appeal/?token=" in author.text
    assert [message.to for message in others] == ["bob@example.org", "x@example.org"]


def test_kept_is_told_to_the_reporter_with_the_reason_and_not_to_the_author(write, mo, bob):
    contribution = write()
    report_subject(contribution.subject, actor=bob, ground="spam")

    keep(contribution, mo)

    assert [message.to for message in sent()] == ["bob@example.org"]
    assert "It is an opinion." in sent()[0].text


def test_refused_decision_sends_no_mail(write, mo):
    contribution = write(state="withdrawn")

    with pytest.raises(AlreadyDecided):
        hide(contribution, mo)

    assert sent() == []
