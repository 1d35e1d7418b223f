"""What the invented people say: believable, and in step with every count, event and audit entry that posting writes."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from deliberation.enums import ContributionState, ReactionKind, Stance
from deliberation.models import Contribution, ContributionVersion, Reaction, Room
from samenspel.accounts.enums import Role
from samenspel.accounts.models import User
from samenspel.audit.models import AuditEntry
from samenspel.council.models import AgendaItem
from samenspel.moderation.models import Appeal, Case, ModerationDecision, Report
from samenspel.realtime.models import Event, Stream
from samenspel.subjects.models import Subject

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PUBLISHED = ContributionState.PUBLISHED


def acts():
    """How often each act is in the audit log."""
    return Counter(AuditEntry.objects.values_list("action", flat=True))


def about_the_council():
    """What was said about agenda items; the rest was said in consultations."""
    return Contribution.objects.filter(room__about__kind="agenda_item")


def test_150_contributions_on_the_agenda_a_third_of_them_replies(filled):
    assert about_the_council().filter(parent=None).count() == 100
    assert about_the_council().exclude(parent=None).count() == 50


def test_many_people_speak_in_words_of_their_own(filled):
    rows = list(Contribution.objects.all())

    assert len({row.author_id for row in rows}) >= 36
    assert max(Counter(row.author_id for row in rows if not row.author_role).values()) <= 9
    assert len({row.text for row in rows}) == len(rows)
    assert {row.stance for row in rows} == set(Stance.values)
    assert {row.author_role for row in rows} == {"", Role.COUNCIL_MEMBER, Role.CLERK, Role.ORGANISER}


def test_every_discussable_item_has_a_room_with_a_talk(filled):
    discussable = {item.subject_id for item in AgendaItem.objects.all() if item.is_discussable}

    assert set(Room.objects.filter(about__kind="agenda_item").values_list("about_id", flat=True)) == discussable
    assert not Room.objects.filter(contribution_count=0).exists()


def test_moments_are_past_awake_and_in_order(filled):
    rows = Contribution.objects.select_related("parent", "author", "room__about__agenda_item__meeting")

    for row in rows:
        item = getattr(row.room.about, "agenda_item", None)
        end = timezone.now() if item is None else min(timezone.now(), item.meeting.starts_at)
        assert row.author.date_joined < row.created_at < end
        assert row.created_at.astimezone(AMSTERDAM).hour not in range(1, 7)
        assert row.parent is None or row.parent.created_at < row.created_at
    days = {row.created_at.date() for row in rows}
    assert len(days) > 20


def test_room_counts_follow_from_the_contributions(filled):
    for room in Room.objects.prefetch_related("contributions"):
        rows = list(room.contributions.all())
        questions = [row for row in rows if row.parent_id is None and row.stance == Stance.QUESTION]

        assert room.contribution_count == sum(row.state == PUBLISHED for row in rows)
        assert room.open_question_count == sum(row.state == PUBLISHED and not row.is_answered for row in questions)
        assert room.last_contribution_at == max(row.published_at for row in rows if row.published_at)


def test_contribution_counts_follow_from_replies_and_reactions(filled):
    reactions = Counter(Reaction.objects.values_list("contribution_id", "kind"))

    for row in Contribution.objects.prefetch_related("replies"):
        replies = sorted(row.replies.all(), key=lambda reply: reply.created_at)
        assert [reply.reply_number for reply in replies] == list(range(1, len(replies) + 1))
        assert (row.last_reply_number, row.reply_count) == (len(replies), len(replies))
        assert row.is_answered == any(reply.author_role for reply in replies)
        assert row.agree_count == reactions[row.pk, ReactionKind.AGREE]
        assert row.useful_count == reactions[row.pk, ReactionKind.USEFUL]


def test_reactions_are_uneven_and_by_residents_who_did_not_write_it(filled):
    reactions = list(Reaction.objects.select_related("contribution", "person"))
    agreed = sorted(Contribution.objects.values_list("agree_count", flat=True))

    assert agreed[0] == 0
    assert agreed[-1] >= 4 * agreed[75]
    for reaction in reactions:
        assert reaction.person_id != reaction.contribution.author_id
        assert reaction.person.verification_level >= 1
        assert reaction.contribution.created_at <= reaction.created_at < timezone.now()
    assert not Reaction.objects.filter(person__role_grants__isnull=False).exists()


def test_streams_count_on_without_a_gap(filled):
    for stream in Stream.objects.all():
        numbers = list(Event.objects.filter(stream=stream).order_by("sequence").values_list("sequence", flat=True))

        assert numbers == list(range(1, stream.last_sequence + 1))


def test_events_tell_everything_readers_saw(filled):
    events = Counter(Event.objects.values_list("kind", "object_id"))
    kinds = Counter(kind for kind, _pk in events.elements())
    seen = Contribution.objects.filter(published_at__isnull=False)

    assert {pk for kind, pk in events if kind == "contribution.posted"} == set(seen.values_list("pk", flat=True))
    assert kinds == {
        "contribution.posted": seen.count(),
        "contribution.edited": 1,
        "contribution.hidden": 2,
        "contribution.withdrawn": 1,
        "reaction.changed": Reaction.objects.count(),
    }
    for event in Event.objects.filter(kind__in=["contribution.hidden", "contribution.withdrawn"]):
        assert event.version == Contribution.objects.get(pk=event.object_id).version


def test_every_act_is_in_the_audit_log(filled):
    done = acts()

    assert {
        "deliberation.contribution.posted": Contribution.objects.count(),
        "deliberation.contribution.reacted": Reaction.objects.count(),
        "deliberation.contribution.edited": ContributionVersion.objects.count(),
        "deliberation.contribution.withdrawn": 1,
        "deliberation.contribution.hidden": 2,
        "moderation.case.opened": Case.objects.count(),
        "moderation.report.made": Report.objects.count(),
        "moderation.decision.made": ModerationDecision.objects.count(),
        "moderation.appeal.filed": 1,
    }.items() <= done.items()


def test_every_subject_belongs_to_something(filled):
    owners = ("contribution", "agenda_item", "consultation", "proposal", "ballot")
    nobodys = Subject.objects.filter(**dict.fromkeys(owners))

    assert not nobodys.exists()
    assert set(Subject.objects.values_list("kind", flat=True)) == set(owners)


def test_every_state_a_moderator_meets_is_there(filled):
    states = Counter(about_the_council().values_list("state", flat=True))
    waiting = list(Case.objects.filter(closed_at=None).order_by("opened_at"))
    appeal = Appeal.objects.get()

    assert states == {"published": 146, "held": 1, "hidden": 2, "withdrawn": 1}
    assert not Contribution.objects.filter(state="hidden", hidden_reasons="").exists()
    assert all(report.case.opened_at == report.created_at for report in Report.objects.filter(case__closed_at=None))
    assert sorted((case.is_held, case.reports.count()) for case in waiting) == [(False, 0), (False, 1), (True, 0)]
    assert (appeal.answered_at, appeal.appellant_id) == (None, appeal.decision.subject.contribution.author_id)
    assert {decision.ground for decision in ModerationDecision.objects.all()} - {""}


def test_moderators_acted_after_the_words_and_before_now(filled):
    for decision in ModerationDecision.objects.select_related("subject__contribution", "case"):
        written = decision.subject.contribution.created_at
        assert written < decision.case.opened_at <= decision.decided_at == decision.case.closed_at
        assert decision.decided_at < timezone.now()
    for appeal in Appeal.objects.select_related("decision"):
        assert appeal.decision.decided_at < appeal.created_at < timezone.now() < appeal.decision.appeal_until


def test_edited_contribution_keeps_how_it_read(filled):
    version = ContributionVersion.objects.select_related("contribution").get()

    now = version.contribution
    assert (version.version, now.version) == (1, 2)
    assert version.text != now.text
    assert timedelta(0) < now.edited_at - now.created_at < timedelta(minutes=15)


@pytest.mark.parametrize("address", ["/", "/council/", "/demo/", "/search/?q=school"])
def test_public_pages_of_the_demo_answer(filled, browser_at, settings, address):
    settings.DEMO = True

    response = browser_at(filled).get(address)

    assert response.status_code == 200


def test_every_talk_can_be_read(filled, browser_at):
    anonymous = browser_at(filled)

    for item in AgendaItem.objects.filter(kind="item"):
        response = anonymous.get(reverse("talk:item", args=[item.pk]))

        assert response.status_code == 200


def test_moderator_finds_three_things_to_do(filled, browser_at):
    moderator = User.objects.filter(role_grants__role=Role.MODERATOR).first()

    response = browser_at(filled, user=moderator).get(reverse("moderation:queue"))

    waiting = Case.objects.filter(closed_at=None).select_related("subject__contribution")
    beginnings = [escape(case.subject.contribution.text[:60]) for case in waiting]
    assert len(beginnings) == 3
    assert [text for text in beginnings if text not in response.content.decode()] == []
