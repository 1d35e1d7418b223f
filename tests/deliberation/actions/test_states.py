"""A moderator's decision is carried out in the same transaction; a guest's words follow the person."""

from deliberation.actions import post_contribution, withdraw_contribution
from deliberation.models import Contribution
from samenspel.accounts.actions.guests import create_guest, merge_guest
from samenspel.audit.models import AuditEntry
from samenspel.moderation.models import ModerationDecision
from samenspel.moderation.signals import subject_decided
from samenspel.realtime.models import Event


def decide(contribution, moderator, verdict, reasons=""):
    decision = ModerationDecision.objects.create(
        subject=contribution.subject, verdict=verdict, reasons=reasons, decided_by=moderator
    )
    subject_decided.send(sender=ModerationDecision, decision=decision)
    contribution.refresh_from_db()
    return contribution


def kinds():
    return list(Event.objects.order_by("sequence").values_list("kind", flat=True))


def test_hidden_and_restored_contribution_keeps_counts_right(room, carol, mo):
    question = post_contribution(room, actor=carol, text="Waarom?", stance="question")

    hidden = decide(question, mo, "hide", "Scheldwoorden").state, question.hidden_reasons
    room.refresh_from_db()
    counts_hidden = room.contribution_count, room.open_question_count
    restored = decide(question, mo, "restore").state, question.hidden_reasons
    room.refresh_from_db()

    assert (hidden, restored) == (("hidden", "Scheldwoorden"), ("published", ""))
    assert (counts_hidden, (room.contribution_count, room.open_question_count)) == ((0, 0), (1, 1))
    assert kinds() == ["contribution.posted", "contribution.hidden", "contribution.restored"]
    assert AuditEntry.objects.filter(action="deliberation.contribution.hidden", actor=mo).count() == 1


def test_approved_contribution_is_published_as_new(room, alice, mo):
    held = post_contribution(room, actor=alice, text="Hallo")

    approved = decide(held, mo, "approve")

    room.refresh_from_db()
    assert (approved.state, approved.published_at is not None, room.contribution_count) == ("published", True, 1)
    assert kinds() == ["contribution.posted"]


def test_approved_reply_is_counted_on_its_parent(room, alice, carol, mo):
    top = post_contribution(room, actor=carol, text="Top")
    held = post_contribution(room, actor=alice, text="Hallo", parent=top)
    top.refresh_from_db()
    before = top.reply_count

    decide(held, mo, "approve")

    top.refresh_from_db()
    assert (before, top.reply_count) == (0, 1)


def test_refused_contribution_is_never_shown_to_others(room, alice, mo):
    held = post_contribution(room, actor=alice, text="Koop nu")

    refused = decide(held, mo, "hide", "Reclame")

    assert (refused.state, refused.published_at, kinds()) == ("hidden", None, [])


def test_withdrawn_words_stay_withdrawn(room, carol, mo):
    contribution = withdraw_contribution(post_contribution(room, actor=carol, text="Weg"), actor=carol)

    states = [decide(contribution, mo, verdict).state for verdict in ("restore", "approve", "hide", "keep")]

    assert states == ["withdrawn"] * 4


def test_decision_about_something_else_changes_nothing(room, item, mo):
    decision = ModerationDecision.objects.create(subject=item.subject, verdict="hide", decided_by=mo)

    subject_decided.send(sender=ModerationDecision, decision=decision)

    assert kinds() == []


def test_words_of_a_guest_follow_the_person_who_signs_in(room, alice):
    guest = create_guest("Gast")
    contribution = post_contribution(room, actor=guest, text="Als gast")

    merge_guest(guest, into=alice, actor=alice)

    assert Contribution.objects.get(pk=contribution.pk).author_id == alice.pk
