"""The municipality answers a proposal, and everybody who made or supports it hears it once."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from deliberation.actions import answer_proposal, endorse_proposal, tell_about_answer, withdraw_proposal
from deliberation.exceptions import AnsweredMeanwhile, AnswerIncomplete, AnswerStands, ProposalNotVisible
from deliberation.models import Consultation
from deliberation.tasks import tell_about_answer_later
from samenspel.audit.models import AuditEntry
from samenspel.common.errors import NotAllowed
from samenspel.notifications.models import Notice, OutgoingMail
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql
from tests.deliberation.rows import consultation_row, proposal_row

WORDS = {"answer": "Wij planten tien bomen.", "reasons": "Het is er heet in de zomer."}


def waiting_tasks():
    return sql("SELECT args->>'proposal_id' FROM procrastinate_jobs WHERE task_name = 'deliberation.tell_about_answer'")


def told():
    return sorted(Notice.objects.values_list("person__display_name", "sentence", "url"))


def test_answer_keeps_status_answer_and_reasons(bomen, omar):
    answer_proposal(bomen, actor=omar, status="adopted", **WORDS)

    bomen.refresh_from_db()
    assert (bomen.status, bomen.answer, bomen.answer_reasons) == ("adopted", *WORDS.values())
    assert (bomen.answered_by, bomen.answered_at is not None, bomen.version) == (omar, True, 2)
    entry = AuditEntry.objects.get(action="deliberation.proposal.answered")
    assert (entry.actor_id, entry.object_id, entry.data) == (omar.pk, bomen.pk, {"status": "adopted"})


@pytest.mark.parametrize("status", ["adopted", "partly", "rejected", "done"])
@pytest.mark.parametrize("missing", ["answer", "reasons"])
def test_answer_that_closes_the_matter_needs_words_and_reasons(bomen, omar, status, missing):
    with pytest.raises(AnswerIncomplete):
        answer_proposal(bomen, actor=omar, status=status, **{**WORDS, missing: "  "})

    bomen.refresh_from_db()
    assert (bomen.status, bomen.answered_at) == ("submitted", None)


def test_looking_at_a_proposal_is_no_answer_yet_and_tells_nobody(bomen, omar):
    answer_proposal(bomen, actor=omar, status="reviewing")

    bomen.refresh_from_db()
    assert (bomen.status, bomen.answered_at, waiting_tasks()) == ("reviewing", None, [])


def test_answer_is_refused_without_the_role(bomen, alice, mo, carol):
    for person in (alice, mo, carol):
        with pytest.raises(NotAllowed):
            answer_proposal(bomen, actor=person, status="adopted", **WORDS)


def test_answer_to_a_withdrawn_proposal_is_refused(bomen, carol, omar):
    withdraw_proposal(bomen, actor=carol)

    with pytest.raises(ProposalNotVisible):
        answer_proposal(bomen, actor=omar, status="adopted", **WORDS)


def test_second_organiser_hears_that_a_colleague_was_first(bomen, omar, ada):
    answer_proposal(bomen, actor=omar, status="adopted", version=1, **WORDS)

    with pytest.raises(AnsweredMeanwhile):
        answer_proposal(bomen, actor=ada, status="rejected", version=1, **WORDS)

    bomen.refresh_from_db()
    assert bomen.status == "adopted"


def test_author_and_supporters_are_told_once(bomen, alice, bob, carol, omar):
    endorse_proposal(bomen, actor=alice)
    answer_proposal(bomen, actor=omar, status="adopted", **WORDS)

    for _ in range(2):
        tell_about_answer(bomen.pk, status="adopted")

    sentence = "De gemeente neemt het voorstel “Meer bomen op het plein” over."
    assert told() == [(name, sentence, f"/proposals/{bomen.pk}/") for name in ("Alice", "Carol")]
    assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == ["alice@example.org", "carol@example.org"]


def test_task_tells_in_its_own_municipality_and_is_safe_to_run_twice(bomen, carol, omar, zonnedael, mistbergen):
    answer_proposal(bomen, actor=omar, status="done", **WORDS)

    with municipality_context(None):
        for municipality in (mistbergen, zonnedael, zonnedael):
            tell_about_answer_later(municipality_id=municipality.pk, proposal_id=bomen.pk, status="done")

    assert [(name, url) for name, _sentence, url in told()] == [("Carol", f"/proposals/{bomen.pk}/")]


def test_who_typed_a_paper_proposal_is_not_told(plein, omar, ada, alice):
    proposal = proposal_row(plein, omar, channel="paper")
    endorse_proposal(proposal, actor=alice)
    answer_proposal(proposal, actor=ada, status="rejected", **WORDS)

    tell_about_answer(proposal.pk, status="rejected")

    assert [name for name, *_ in told()] == ["Alice"]


def test_nobody_is_told_what_is_not_true_any_more(bomen, omar):
    answer_proposal(bomen, actor=omar, status="adopted", **WORDS)
    answer_proposal(bomen, actor=omar, status="reviewing")

    assert (tell_about_answer(bomen.pk, status="adopted"), told()) == ([], [])


def test_answer_is_not_taken_away_once_the_consultation_is_answered(bomen, omar):
    answer_proposal(bomen, actor=omar, status="adopted", **WORDS)
    Consultation.objects.filter(pk=bomen.consultation_id).update(answered_at=timezone.now(), answer="Ja")

    with pytest.raises(AnswerStands):
        answer_proposal(bomen, actor=omar, status="reviewing")
    answer_proposal(bomen, actor=omar, status="partly", **WORDS)

    bomen.refresh_from_db()
    assert (bomen.status, bomen.answered_at is not None) == ("partly", True)


@pytest.mark.django_db(transaction=True)
def test_telling_is_asked_for_only_when_the_answer_is_saved(zonnedael, omar, carol):
    proposal = proposal_row(consultation_row(zonnedael), carol)

    with municipality_context(zonnedael):
        with pytest.raises(RuntimeError), transaction.atomic():
            answer_proposal(proposal, actor=omar, status="adopted", **WORDS)
            raise RuntimeError
        undone = waiting_tasks()
        answer_proposal(proposal, actor=omar, status="adopted", **WORDS)

    assert (undone, waiting_tasks()) == ([], [(str(proposal.pk),)])
    connection.close()
