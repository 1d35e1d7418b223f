"""What was done with it: decisions of the council, answers of the municipality, and who was told."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.actions.proposal_answers import what_became
from deliberation.enums import ANSWERED_STATUSES
from deliberation.models import Consultation, Endorsement, Proposal
from deliberation.queries import participant_ids as participants_of
from samenspel.accounts.models import User
from samenspel.config.demo.consultations import Asked
from samenspel.config.demo.days import office_hours
from samenspel.config.demo.rows import audit_all
from samenspel.config.demo.script import Script
from samenspel.council.actions import record_decision
from samenspel.council.models import AgendaItem, Decision
from samenspel.dossier.actions.telling import sentence_of
from samenspel.dossier.queries import participant_ids
from samenspel.notifications.actions import tell
from samenspel.notifications.models import Notice
from samenspel.subjects.models import Subject

EVERYBODY = 10_000


def fill_decisions(script: Script, *, items: dict[str, AgendaItem], clerk: User) -> None:
    """Record the decisions of items that have none, as the clerk did the day after, and tell who took part."""
    decided = set(Decision.objects.values_list("agenda_item_id", flat=True))
    for key, words in script.decisions.items():
        item = items[key]
        if item.pk not in decided and item.decided_at is not None:
            _record(item, words, clerk, item.decided_at)


def fill_answers(asked: Iterable[Asked], proposals: Iterable[Proposal], *, organiser: User, now: datetime) -> None:
    """Answer the consultations whose script has an answer, and tell who took part in them or in a proposal."""
    for proposal in proposals:
        if proposal.status in ANSWERED_STATUSES:
            _tell_about(proposal)
    for one in asked:
        if "answer" in one.plan:
            _answer(one.consultation, one.plan, organiser, now)


def _record(item: AgendaItem, words: dict[str, str], clerk: User, decided_at: datetime) -> None:
    decision = record_decision(
        item,
        actor=clerk,
        outcome=item.outcome,
        decided_on=timezone.localtime(decided_at).date(),
        text=words["text"],
        reasons=words["reasons"],
        input_use=words["input_use"],
    )
    AgendaItem.objects.filter(pk=item.pk).update(decided_at=decided_at)
    recorded_at = decided_at + timedelta(hours=14)
    Decision.objects.filter(pk=decision.pk).update(recorded_at=recorded_at)
    _tell(
        participant_ids(item, limit=EVERYBODY),
        about=item.subject,
        key=f"decision-{decision.version}",
        sentence=lambda: sentence_of(decision),
        url=f"{item.get_absolute_url()}#decision",
        at=recorded_at,
    )


def _answer(consultation: Consultation, plan: dict[str, Any], organiser: User, now: datetime) -> None:
    consultation.answer, consultation.answered_by = plan["answer"].strip(), organiser
    consultation.answered_at = office_hours(now, plan["answered"])
    consultation.version += 1
    consultation.save(update_fields=["answer", "answered_by", "answered_at", "version"])
    audit_all([("deliberation.consultation.answered", organiser, consultation, {"version": consultation.version})])
    title = consultation.title
    _tell(
        participants_of(consultation),
        about=consultation.subject,
        key=f"answer-{consultation.version}",
        sentence=lambda: _("The municipality answered “%(title)s”, in which you took part.") % {"title": title},
        url=f"{consultation.get_absolute_url()}#answer",
        at=consultation.answered_at,
    )


def _tell_about(proposal: Proposal) -> None:
    people = set(Endorsement.objects.filter(proposal=proposal).values_list("person_id", flat=True))
    assert proposal.answered_at is not None  # noqa: S101  # every answer of the demo has a date
    _tell(
        people | {proposal.author_id},
        about=proposal.subject,
        key=f"proposal-{proposal.status}",
        sentence=lambda: what_became(proposal.status) % {"title": proposal.title},
        url=proposal.get_absolute_url(),
        at=proposal.answered_at,
    )


def _tell(
    people: Collection[int], *, about: Subject, key: str, sentence: Callable[[], str], url: str, at: datetime
) -> None:
    """On their own page only: nobody should get a hundred mails because a demo was filled."""
    notices = tell(people, about=about, key=key, sentence=sentence, url=url, mail=False)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(created_at=at)
