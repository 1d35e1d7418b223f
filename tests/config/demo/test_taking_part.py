"""Consultations, proposals, votes and decisions of the demo: in every phase, lawful, and told to who took part."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation.enums import ANSWERED_STATUSES, Activity, ProposalStatus
from deliberation.models import Consultation, ConsultationLink, Endorsement, Proposal
from deliberation.queries import consultation_list, may_be_answered, open_activities, participant_ids, unmet_duties
from samenspel.accounts.enums import Role
from samenspel.accounts.models import User
from samenspel.audit.models import AuditEntry
from samenspel.config.demo.script import read_script
from samenspel.council.models import AgendaItem, Decision
from samenspel.dossier.models import DossierVisit, PrivateNote
from samenspel.notifications.models import Notice, OutgoingMail
from samenspel.tenancy.context import actor_context
from voting.enums import BallotState
from voting.models import Ballot, CountedVote, Participation, Vote
from voting.queries import open_ballots


def test_four_consultations_in_four_phases(filled):
    found = consultation_list()

    open_now = [open_activities(consultation) for consultation in found.open]
    assert sorted(open_now, key=len) == [{Activity.VOTE}, {Activity.DISCUSSION, Activity.PROPOSALS}]
    assert (len(found.coming), len(found.to_be_answered), len(found.answered)) == (0, 1, 1)
    assert Consultation.objects.count() == 4


def test_every_consultation_keeps_its_duties(filled):
    for consultation in Consultation.objects.prefetch_related("phases"):
        assert unmet_duties(consultation) == []
        assert consultation.created_at < consultation.published_at < min(p.starts_at for p in consultation.phases.all())
        assert consultation.answered_at is None or may_be_answered(consultation, consultation.answered_at)


def test_every_consultation_serves_an_item_of_the_council(filled):
    links = list(ConsultationLink.objects.select_related("agenda_item"))

    assert len({link.agenda_item_id for link in links}) == 4
    assert all(link.agenda_item.is_discussable for link in links)


def test_proposals_have_support_and_every_status(filled):
    proposals = list(Proposal.objects.select_related("consultation", "author"))
    support = Counter(Endorsement.objects.values_list("proposal_id", flat=True))

    assert 20 <= len(proposals) <= 30
    assert {proposal.status for proposal in proposals} == set(ProposalStatus.values)
    for proposal in proposals:
        assert proposal.endorsement_count == support[proposal.pk] > 2
        assert proposal.author.date_joined < proposal.consultation.published_at < proposal.created_at < timezone.now()
        is_answered = proposal.status in ANSWERED_STATUSES
        answered = (bool(proposal.answer), bool(proposal.answer_reasons), proposal.answered_at is not None)
        assert answered == (is_answered, is_answered, is_answered)
        assert proposal.answered_at is None or proposal.created_at < proposal.answered_at < timezone.now()


def test_support_comes_from_residents_within_the_phase(filled):
    for one in Endorsement.objects.select_related("proposal__consultation", "person"):
        phases = [p for p in one.proposal.consultation.phases.all() if p.activity == Activity.PROPOSALS]

        assert one.proposal.created_at <= one.created_at < min(timezone.now(), phases[0].ends_at)
        assert (one.person_id != one.proposal.author_id, one.level) == (True, one.person.verification_level)
    assert not Endorsement.objects.filter(person__role_grants__isnull=False).exists()


def test_three_votes_are_open_and_three_were_counted(filled):
    counted, current = Ballot.objects.filter(state=BallotState.COUNTED), open_ballots()

    assert (len(counted), len(current)) == (3, 3)
    for over in counted:
        voted = Participation.objects.filter(ballot=over).count()
        assert (CountedVote.objects.filter(ballot=over).count(), over.result["sums"]["cast"]) == (voted, voted)
        assert not Vote.objects.filter(ballot=over).exists()
        assert over.closes_at < over.counted_at < timezone.now()
        assert 0.2 < voted / over.eligible_count < 0.9
    for ballot in current:
        assert 0.2 < Participation.objects.filter(ballot=ballot).count() / counted[0].eligible_count < 0.9
        assert timedelta(days=1) < ballot.closes_at - timezone.now() < timedelta(days=30)


def test_open_votes_are_sealed_but_to_who_voted(filled):
    person_id = Participation.objects.filter(ballot__in=open_ballots()).values_list("person_id", flat=True).first()
    took_part = Participation.objects.filter(ballot__in=open_ballots(), person_id=person_id)

    with actor_context(person_id):
        own = set(Vote.objects.values_list("participation_id", flat=True))

    assert not Vote.objects.exists()
    assert own == {one.pk for one in took_part}


def test_every_decision_says_why_and_what_was_done_with_the_input(filled):
    decisions = list(Decision.objects.select_related("agenda_item"))

    assert {decision.agenda_item.external_id.removeprefix("demo-") for decision in decisions} == set(
        read_script(filled.slug).decisions
    )
    for decision in decisions:
        assert all(len(text) > 50 for text in (decision.reasons, decision.input_use))
        assert decision.outcome == decision.agenda_item.outcome
        assert decision.agenda_item.decided_at < decision.recorded_at < timezone.now()


def test_who_took_part_was_told_on_their_own_page_and_not_by_mail(filled):
    answered = Consultation.objects.get(answered_at__isnull=False)
    told = Notice.objects.filter(about=answered.subject).values_list("person_id", flat=True)

    assert set(told) == set(participant_ids(answered))
    assert set(Notice.objects.values_list("about__kind", flat=True)) == {"agenda_item", "consultation", "proposal"}
    assert not Notice.objects.filter(created_at__gt=timezone.now() - timedelta(days=1)).exists()
    assert not OutgoingMail.objects.filter(subject__in=Notice.objects.values("sentence")).exists()


def test_every_act_of_taking_part_is_in_the_audit_log(filled):
    done = Counter(AuditEntry.objects.values_list("action", flat=True))

    assert {
        "deliberation.consultation.created": 4,
        "deliberation.consultation.published": 4,
        "deliberation.consultation.answered": 1,
        "deliberation.proposal.submitted": Proposal.objects.count(),
        "deliberation.proposal.endorsed": Endorsement.objects.count(),
        "deliberation.proposal.answered": Proposal.objects.exclude(status=ProposalStatus.SUBMITTED).count(),
        "voting.ballot.created": 6,
        "voting.ballot.planned": 6,
        "voting.ballot.counted": 3,
        "voting.vote.cast": Participation.objects.count(),
        "council.decision.recorded": Decision.objects.count(),
    }.items() <= done.items()


def test_a_council_member_keeps_a_note_that_nobody_else_sees(filled):
    reader = User.objects.get(pk=DossierVisit.objects.get().person_id)

    with actor_context(reader.pk):
        note = PrivateNote.objects.get()

    assert Role.COUNCIL_MEMBER in reader.roles
    assert (note.author_id, note.agenda_item_id) == (reader.pk, DossierVisit.objects.get().agenda_item_id)
    assert not PrivateNote.objects.exists()


def test_every_page_of_taking_part_answers(filled, browser_at):
    anonymous = browser_at(filled)
    pages = [
        reverse("consultations:list"),
        *(one.get_absolute_url() for model in (Consultation, Proposal, Ballot) for one in model.objects.all()),
    ]

    assert {page: anonymous.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize(
    ("role", "name"),
    [(Role.ORGANISER, "consultations:desk"), (Role.ORGANISER, "voting:desk"), (Role.COUNCIL_MEMBER, "dossier:desk")],
)
def test_every_desk_answers(filled, browser_at, role, name):
    holder = User.objects.filter(role_grants__role=role).first()

    response = browser_at(filled, user=holder).get(reverse(name))

    assert response.status_code == 200


def test_dossier_of_the_item_the_council_weighs_can_be_read(filled, browser_at):
    visit = DossierVisit.objects.get()
    item = AgendaItem.objects.get(pk=visit.agenda_item_id)
    reader = User.objects.get(pk=visit.person_id)

    response = browser_at(filled, user=reader).get(reverse("dossier:dossier", args=[item.pk]))

    assert response.status_code == 200
    assert read_script(filled.slug).dossier["note"].strip().splitlines()[0] in response.content.decode()
