"""What organisers do to consultations: who may, when, what stays in the log, and who hears of it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from deliberation.actions import (
    answer_consultation,
    close_consultation,
    create_consultation,
    discard_consultation,
    post_contribution,
    publish_consultation,
    save_step,
)
from deliberation.exceptions import (
    AlreadyPublished,
    AnswerIncomplete,
    AnswerTooEarly,
    ConsultationOver,
    DutiesUnmet,
    EditedMeanwhile,
    LevelLowered,
    NotOpen,
    PhaseClosed,
    ProposalsUnanswered,
    SayShortened,
    VoteRunning,
)
from deliberation.models import Consultation, Endorsement, Phase, Proposal, Room
from deliberation.queries import fingerprint, participant_ids, step_values, talk_state, unmet_duties
from deliberation.tasks import tell_about_consultation_later
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.notifications.models import Notice
from samenspel.realtime.models import Event
from samenspel.subjects.models import Subject
from tests.deliberation.conftest import make_consultation
from voting.actions import cancel_ballot, create_ballot, plan_ballot
from voting.models import Ballot


def save(consultation, actor, step="question", **values):
    """Save fields of a step as somebody who saw it as it is now."""
    stored = step_values(consultation, step)
    version = Consultation.objects.get(pk=consultation.pk).version
    return save_step(
        consultation, actor=actor, step=step, version=version, seen=fingerprint(stored), values={**stored, **values}
    )


def audit_of(consultation):
    entries = AuditEntry.objects.filter(kind="consultation", object_id=consultation.pk).order_by("id")
    return [(entry.action.rpartition(".")[2], entry.actor_id) for entry in entries]


def make_proposal(consultation, author, **fields):
    return Proposal.objects.create(
        subject=Subject.objects.create(kind="proposal"), consultation=consultation, author=author, author_level=1,
        title="Een fontein", text="Met banken", **fields,
    )  # fmt: skip


def sentences(consultation):
    return {(duty.step, str(duty.sentence)) for duty in unmet_duties(consultation)}


def rows(*phases):
    now = timezone.now()
    return [(kind, "", now + timedelta(days=start), now + timedelta(days=end)) for kind, start, end in phases]


# --- Who may do it.


@pytest.mark.parametrize("person", ["alice", "carol", "griet", "mo"])
def test_only_organisers_make_change_publish_close_and_answer(request, draft, omar, person):
    actor = request.getfixturevalue(person)
    acts = [
        lambda: create_consultation(actor=actor, title="Iets"),
        lambda: save(draft, actor, title="Anders"),
        lambda: publish_consultation(draft, actor=actor, version=draft.version),
        lambda: close_consultation(draft, actor=actor, reason="Zomaar"),
        lambda: answer_consultation(draft, actor=actor, answer="Ja"),
    ]

    for act in acts:
        with pytest.raises(NotAllowed):
            act()

    draft.refresh_from_db()
    assert (Consultation.objects.count(), draft.state, draft.title) == (1, "draft", "Hoe richten we het Marktplein in?")


def test_administrator_may_do_it_too(in_zonnedael, ada):
    consultation = create_consultation(actor=ada, title="Fietsen in het park")

    assert (consultation.state, consultation.created_by_id, audit_of(consultation)) == (
        "draft",
        ada.pk,
        [("created", ada.pk)],
    )


# --- Saving steps.


def test_each_saved_change_counts_and_is_audited_with_its_fields(draft, omar):
    before = draft.version

    save(draft, omar, question="Wat wilt u?")
    save(draft, omar, question="Wat wilt u?")
    draft.refresh_from_db()

    entry = AuditEntry.objects.filter(kind="consultation").order_by("-id").first()
    assert (draft.question, draft.version) == ("Wat wilt u?", before + 1)
    assert (entry.action, entry.data["fields"]) == ("deliberation.consultation.changed", ["question"])


def test_second_of_two_editors_is_told_and_nothing_is_overwritten(draft, omar, ada):
    stored = step_values(draft, "question")
    save(draft, ada, title="Van Ada")

    with pytest.raises(EditedMeanwhile):
        save_step(
            draft, actor=omar, step="question", version=draft.version, seen=fingerprint(stored),
            values={**stored, "title": "Van Omar"},
        )  # fmt: skip

    draft.refresh_from_db()
    assert draft.title == "Van Ada"


def test_colleagues_in_different_steps_do_not_hinder_each_other(draft, omar, ada):
    stored = step_values(draft, "question")
    save(draft, ada, step="say", fixed="Alles")

    save_step(
        draft, actor=omar, step="question", version=draft.version, seen=fingerprint(stored),
        values={**stored, "title": "Van Omar"},
    )  # fmt: skip

    draft.refresh_from_db()
    assert (draft.title, draft.fixed) == ("Van Omar", "Alles")


def test_phases_change_after_publishing_and_the_log_keeps_both(consultation, omar):
    longer = rows(("discussion", -2, 9))

    save(consultation, omar, step="phases", phases=longer)

    entry = AuditEntry.objects.filter(kind="consultation").order_by("-id").first()
    assert [phase.ends_at for phase in Phase.objects.all()] == [longer[0][3]]
    assert [len(side) for side in entry.data["phases"]] == [1, 1]
    assert entry.data["phases"][1][0][3] == longer[0][3].isoformat()


def test_phases_that_change_show_at_once_on_open_pages_after_commit(
    consultation, omar, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        save(consultation, omar, step="phases", phases=rows(("discussion", -9, 12)))

    assert [event.kind for event in Event.objects.all()] == ["room.opened"]
    assert callbacks != []


@pytest.mark.parametrize(
    "phases",
    [
        [],
        [("discussion", -9, -2)],
        [("discussion", -2, 4), ("proposals", 6, 9)],
        [("discussion", 1, 9), ("proposals", 6, 9)],
        [("support", -2, 9), ("proposals", 6, 9)],
        [("discussion", -2, 5)],
        [("discussion", -2, 5), ("proposals", 6, 7)],
    ],
)
def test_phases_that_residents_count_on_are_not_taken_away(in_zonnedael, omar, phases):
    consultation = make_consultation(in_zonnedael, omar, phases=[("discussion", -2, 5), ("proposals", 6, 9)])

    with pytest.raises(SayShortened):
        save(consultation, omar, step="phases", phases=rows(*phases))

    assert [phase.activity for phase in Phase.objects.all()] == ["discussion", "proposals"]


def test_phases_may_grow_move_and_join_what_is_over(in_zonnedael, omar):
    past = [("support", -9, -7)]
    consultation = make_consultation(in_zonnedael, omar, phases=[*past, ("discussion", -2, 5), ("proposals", 6, 9)])

    save(consultation, omar, step="phases", phases=rows(("discussion", -3, 6), ("proposals", 10, 14)))

    assert Phase.objects.count() == 2


def test_nobody_is_shut_out_by_a_higher_level_after_publishing(in_zonnedael, omar):
    consultation = make_consultation(in_zonnedael, omar, minimum_level=2)

    with pytest.raises(SayShortened):
        save(consultation, omar, step="phases", minimum_level=5)
    save(consultation, omar, step="phases", minimum_level=1)

    consultation.refresh_from_db()
    entry = AuditEntry.objects.filter(kind="consultation").order_by("-id").first()
    assert (consultation.minimum_level, entry.data["minimum_level"]) == (1, [2, 1])


def test_what_residents_read_before_a_change_stays_in_the_log(consultation, omar):
    save(consultation, omar, question="Wat wilt u?", title="Het plein")

    entry = AuditEntry.objects.filter(kind="consultation").order_by("-id").first()
    assert entry.data["question"] == ["Wat mist u op het Marktplein?", "Wat wilt u?"]


def test_participation_level_is_not_lowered_after_publishing(consultation, omar):
    with pytest.raises(LevelLowered):
        save(consultation, omar, step="say", participation_level="informing")
    save(consultation, omar, step="say", participation_level="advising")

    consultation.refresh_from_db()
    assert consultation.participation_level == "advising"


def test_level_may_go_both_ways_in_a_draft(draft, omar):
    save(draft, omar, step="say", participation_level="codeciding")
    save(draft, omar, step="say", participation_level="informing")

    draft.refresh_from_db()
    assert draft.participation_level == "informing"


def test_published_consultation_keeps_its_duties(consultation, omar):
    with pytest.raises(DutiesUnmet) as refused:
        save(consultation, omar, step="say", open="")

    consultation.refresh_from_db()
    assert "Schrijf op wat nog open is." in str(refused.value)
    assert consultation.open == "Bomen, banken en water."


def test_closed_consultation_stays_as_it_was(consultation, omar):
    close_consultation(consultation, actor=omar, reason="Klaar")

    with pytest.raises(ConsultationOver):
        save(consultation, omar, title="Anders")


# --- Duties.


def test_bare_draft_lacks_what_every_level_needs(in_zonnedael, omar):
    bare = create_consultation(actor=omar, title="Iets")

    assert sorted(duty.step for duty in unmet_duties(bare)) == ["question", "say", "say", "say", "say"]


@pytest.mark.parametrize(
    ("level", "phases", "fields", "steps"),
    [
        ("informing", [], {"answer_promised_on": None}, []),
        ("informing", [("weighing", 1, 9)], {}, []),
        ("informing", [("discussion", 1, 9)], {}, ["phases"]),
        ("consulting", [], {}, ["phases"]),
        ("consulting", [("weighing", 1, 9)], {}, ["phases"]),
        ("consulting", [("discussion", 1, 9)], {"answer_promised_on": None}, ["say"]),
        ("consulting", [("discussion", 1, 45)], {}, ["say"]),
        ("consulting", [("discussion", 1, 9)], {}, []),
        ("advising", [("discussion", 1, 9)], {}, []),
        ("coproducing", [("discussion", 1, 9)], {}, ["phases"]),
        ("coproducing", [("proposals", 1, 9)], {}, []),
        ("codeciding", [("proposals", 1, 9)], {}, ["phases", "say"]),
        ("codeciding", [("proposals", 1, 9), ("vote", 9, 12)], {"legal_basis": "Verordening"}, []),
    ],
)
def test_level_asks_for_its_duties_and_publishing_waits_for_them(in_zonnedael, omar, level, phases, fields, steps):
    draft = make_consultation(in_zonnedael, omar, published=False, participation_level=level, phases=phases, **fields)

    assert [step for step, _sentence in sorted(sentences(draft))] == steps
    if steps:
        with pytest.raises(DutiesUnmet):
            publish_consultation(draft, actor=omar, version=draft.version)
    else:
        assert publish_consultation(draft, actor=omar, version=draft.version).is_public


# --- Publishing and closing.


def test_publishing_opens_the_talk_and_is_audited(draft, omar, carol):
    published = publish_consultation(draft, actor=omar, version=draft.version)

    room = Room.objects.get(about=draft.subject)
    said = post_contribution(room, actor=carol, text="Meer water")
    assert (published.state, talk_state(room, published).is_open, said.state) == ("published", True, "published")
    assert audit_of(draft)[-1] == ("published", omar.pk)


def test_publishing_what_somebody_changed_meanwhile_is_refused(draft, omar, ada):
    seen = draft.version
    save(draft, ada, title="Van Ada")

    with pytest.raises(EditedMeanwhile):
        publish_consultation(draft, actor=omar, version=seen)

    draft.refresh_from_db()
    assert draft.state == "draft"


def test_publishing_twice_is_refused(consultation, omar):
    with pytest.raises(AlreadyPublished):
        publish_consultation(consultation, actor=omar, version=consultation.version)


def test_closing_ends_the_talk_at_once_and_is_audited(consultation, omar, carol):
    close_consultation(consultation, actor=omar, reason="De plannen zijn gewijzigd.")

    room = Room.objects.get(about=consultation.subject)
    with pytest.raises(PhaseClosed) as refused:
        post_contribution(room, actor=carol, text="Te laat")
    assert "uiterlijk op" in str(refused.value)
    assert [event.kind for event in Event.objects.all()] == ["room.closed"]
    assert audit_of(consultation)[-1] == ("closed", omar.pk)


def test_only_a_published_consultation_is_closed(draft, consultation, omar):
    close_consultation(consultation, actor=omar, reason="Klaar")

    for one in (draft, consultation):
        with pytest.raises(NotOpen):
            close_consultation(one, actor=omar, reason="Nog eens")


@pytest.mark.parametrize(
    ("phases", "sentence"),
    [
        ([("discussion", 2, 9)], "Vanaf"),
        ([("discussion", -9, -2), ("vote", -1, 5)], "Wat u nu nog kunt doen: stemmen."),
        ([("discussion", -9, -2), ("support", -1, 5)], "Wat u nu nog kunt doen: voorstellen steunen."),
        ([("discussion", -9, -2), ("weighing", -2, 5)], "De gemeente antwoordt uiterlijk op"),
    ],
)
def test_talk_in_another_phase_is_refused_with_what_is_still_possible(in_zonnedael, omar, carol, phases, sentence):
    consultation = make_consultation(in_zonnedael, omar, phases=phases)
    room = Room.objects.get(about=consultation.subject)

    with pytest.raises(PhaseClosed) as refused:
        post_contribution(room, actor=carol, text="Hallo")

    assert sentence in str(refused.value)
    assert room.contributions.count() == 0


def test_draft_is_removed_with_its_ballots_and_the_log_says_so(draft, omar):
    now = timezone.now()
    create_ballot(
        draft.subject,
        actor=omar,
        question="Bomen?",
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=2),
    )

    discard_consultation(draft, actor=omar)

    assert not Consultation.objects.exists()
    assert not Ballot.objects.exists()
    assert audit_of(draft)[-1] == ("discarded", omar.pk)


def test_draft_is_removed_by_organisers_only_and_what_was_published_stays(draft, consultation, omar, griet):
    with pytest.raises(NotAllowed):
        discard_consultation(draft, actor=griet)
    with pytest.raises(AlreadyPublished):
        discard_consultation(consultation, actor=omar)

    assert Consultation.objects.count() == 2


# --- Answering.


def tell_all():
    """Do what the worker was asked to do."""
    jobs = ProcrastinateJob.objects.filter(task_name="deliberation.tell_about_consultation").order_by("id")
    for job in jobs:
        tell_about_consultation_later(**job.args)
    return [job.args for job in jobs]


def test_answer_is_told_to_everybody_who_took_part_and_to_nobody_else(in_zonnedael, omar, alice, bob, carol, mo):
    consultation = make_consultation(in_zonnedael, omar, phases=[("discussion", -2, 5)])
    post_contribution(Room.objects.get(about=consultation.subject), actor=carol, text="Meer water")
    Endorsement.objects.create(proposal=make_proposal(consultation, alice, state="hidden"), person=bob, level=1)
    close_consultation(consultation, actor=omar, reason="Klaar")

    answer_consultation(consultation, actor=omar, answer="Er komen bomen.")
    answer_consultation(consultation, actor=omar, answer="Er komen bomen.")
    before = Notice.objects.count()
    asked = [len(tell_all()), len(tell_all())]

    assert (before, asked) == (0, [1, 1])
    notices = Notice.objects.order_by("person__email")
    assert [notice.person_id for notice in notices] == [bob.pk, carol.pk]
    assert notices[0].url == f"/consultations/{consultation.pk}/#answer"
    assert audit_of(consultation)[-1] == ("answered", omar.pk)


def test_corrected_answer_is_told_again(in_zonnedael, omar, carol):
    consultation = make_consultation(in_zonnedael, omar)
    post_contribution(Room.objects.get(about=consultation.subject), actor=carol, text="Meer water")
    close_consultation(consultation, actor=omar, reason="Klaar")

    for answer in ("Er komen bomen.", "Er komen twintig bomen."):
        answer_consultation(consultation, actor=omar, answer=answer)
        tell_all()

    consultation.refresh_from_db()
    assert (consultation.answer, Notice.objects.count()) == ("Er komen twintig bomen.", 2)


def test_answer_that_was_replaced_meanwhile_is_not_told(in_zonnedael, omar, carol):
    consultation = make_consultation(in_zonnedael, omar)
    post_contribution(Room.objects.get(about=consultation.subject), actor=carol, text="Meer water")
    close_consultation(consultation, actor=omar, reason="Klaar")

    for answer in ("Er komen bomen.", "Er komen twintig bomen."):
        answer_consultation(consultation, actor=omar, answer=answer)
    tell_all()

    assert Notice.objects.count() == 1


def test_answer_is_told_part_by_part(in_zonnedael, omar, make_user, monkeypatch):
    monkeypatch.setattr("deliberation.tasks.CHUNK", 2)
    consultation = make_consultation(in_zonnedael, omar)
    people = [make_user(in_zonnedael, f"p{number}", level=2) for number in range(3)]
    for person in people:
        post_contribution(Room.objects.get(about=consultation.subject), actor=person, text="Meer water")
    close_consultation(consultation, actor=omar, reason="Klaar")
    answer_consultation(consultation, actor=omar, answer="Ja")

    [first] = tell_all()
    told = list(Notice.objects.values_list("person_id", flat=True))
    both = tell_all()

    assert (sorted(told), both) == ([one.pk for one in people[:2]], [first, {**first, "after": people[1].pk}])
    assert sorted(Notice.objects.values_list("person_id", flat=True)) == [one.pk for one in people]


def test_answer_without_words_or_before_the_vote_is_counted_is_refused(in_zonnedael, omar):
    now = timezone.now()
    over = make_consultation(in_zonnedael, omar, phases=[("discussion", -5, -2)])
    ballot = create_ballot(over.subject, actor=omar, question="Bomen?", opens_at=now, closes_at=now + timedelta(days=2))
    plan_ballot(ballot, actor=omar)

    with pytest.raises(AnswerIncomplete):
        answer_consultation(over, actor=omar, answer="  ")
    with pytest.raises(VoteRunning):
        answer_consultation(over, actor=omar, answer="Ja")
    cancel_ballot(ballot, actor=omar, reason="Verkeerde vraag.")

    assert answer_consultation(over, actor=omar, answer="Ja").answer == "Ja"


def test_answer_waits_until_residents_had_their_say(in_zonnedael, omar, draft):
    running = make_consultation(in_zonnedael, omar)
    coming = make_consultation(in_zonnedael, omar, phases=[("discussion", 2, 5)])
    over = make_consultation(in_zonnedael, omar, phases=[("discussion", -5, -2)])

    for one in (draft, running, coming):
        with pytest.raises(AnswerTooEarly):
            answer_consultation(one, actor=omar, answer="Ja")

    assert answer_consultation(over, actor=omar, answer="Ja").answered_at is not None


def test_advice_is_answered_only_after_each_published_proposal(in_zonnedael, omar, alice):
    phases = [("proposals", -5, -2)]
    advising = make_consultation(in_zonnedael, omar, phases=phases, participation_level="advising")
    consulting = make_consultation(in_zonnedael, omar, phases=phases)
    waiting = make_proposal(advising, alice)
    make_proposal(advising, alice, state="hidden")
    make_proposal(consulting, alice)

    with pytest.raises(ProposalsUnanswered) as refused:
        answer_consultation(advising, actor=omar, answer="Ja")
    Proposal.objects.filter(pk=waiting.pk).update(answered_at=timezone.now())

    assert "1 voorstel heeft nog geen antwoord" in str(refused.value)
    assert answer_consultation(advising, actor=omar, answer="Ja").answer == "Ja"
    assert answer_consultation(consulting, actor=omar, answer="Ja").answer == "Ja"


def test_participants_are_counted_in_one_query(consultation, carol, alice, omar, django_assert_num_queries):
    room = Room.objects.get(about=consultation.subject)
    for number in range(5):
        post_contribution(room, actor=carol, text=f"Bijdrage {number}")
    make_proposal(consultation, alice)

    make_proposal(consultation, omar, channel="paper")

    with django_assert_num_queries(1):
        found = participant_ids(consultation)

    assert found == sorted([carol.pk, alice.pk])
