"""Making, changing, publishing, closing and answering a consultation."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from deliberation.actions.rooms import create_rooms
from deliberation.enums import ConsultationState
from deliberation.exceptions import (
    AlreadyPublished,
    AnswerIncomplete,
    AnswerTooEarly,
    ConsultationOver,
    DutiesUnmet,
    EditedMeanwhile,
    LevelLowered,
    NotOpen,
    ProposalsUnanswered,
    SayShortened,
    VoteRunning,
)
from deliberation.models import Consultation, ConsultationLink, Phase
from deliberation.queries import (
    answers_every_proposal,
    fingerprint,
    keeps_promises,
    may_be_answered,
    participant_ids,
    room_of,
    rung,
    step_values,
    talk_state,
    unanswered_proposals,
    unmet_duties,
)
from samenspel.accounts.permissions import can_organise
from samenspel.audit.actions import record
from samenspel.common.errors import NotAllowed
from samenspel.notifications.actions.notices import tell
from samenspel.realtime.actions import append_event
from samenspel.subjects.models import Subject
from voting.models import Ballot
from voting.queries import unfinished_ballots


@transaction.atomic
def create_consultation(*, actor: Any, title: str, question: str = "", introduction: str = "") -> Consultation:
    """Begin a draft. Raises `NotAllowed`."""
    if not can_organise(actor):
        raise NotAllowed
    consultation: Consultation = Consultation.objects.create(
        subject=Subject.objects.create(kind="consultation"),
        title=title, question=question, introduction=introduction, created_by=actor, updated_by=actor,
    )  # fmt: skip
    record("deliberation.consultation.created", actor=actor, on=consultation)
    return consultation


@transaction.atomic
def save_step(
    consultation: Consultation, *, actor: Any, step: str, version: int, seen: str, values: dict[str, Any]
) -> Consultation:
    """Save one step of the wizard, on top of the step as it was seen.

    Raises `EditedMeanwhile` when somebody else changed this step since `version`, `ConsultationOver`, and, once
    published, `LevelLowered`, `SayShortened` or `DutiesUnmet`.
    """
    consultation = lock_consultation(consultation, actor)
    if consultation.state == ConsultationState.CLOSED or consultation.answered_at is not None:
        raise ConsultationOver
    before = step_values(consultation, step)
    if version != consultation.version and seen != fingerprint(before):
        raise EditedMeanwhile
    changed = sorted(name for name in values if values[name] != before[name])
    if not changed:
        return consultation
    _require_no_less_say(consultation, values)
    _write(consultation, actor, {name: values[name] for name in changed})
    if consultation.state == ConsultationState.PUBLISHED:
        _require_duties(consultation)
        _announce(consultation)
    kept = changed if consultation.is_public else [name for name in ("phases", "links") if name in changed]
    moved = {name: [_plain(before[name]), _plain(values[name])] for name in kept}
    record(
        "deliberation.consultation.changed",
        actor=actor, on=consultation, version=consultation.version, state=consultation.state, fields=changed, **moved,
    )  # fmt: skip
    return consultation


@transaction.atomic
def publish_consultation(consultation: Consultation, *, actor: Any, version: int) -> Consultation:
    """Let residents see a draft that meets every duty. Raises `EditedMeanwhile`, `AlreadyPublished` or `DutiesUnmet`."""
    consultation = lock_consultation(consultation, actor)
    if consultation.state != ConsultationState.DRAFT:
        raise AlreadyPublished
    if version != consultation.version:
        raise EditedMeanwhile
    _require_duties(consultation)
    consultation.state, consultation.published_at = ConsultationState.PUBLISHED, timezone.now()
    _save(consultation, actor, "state", "published_at")
    create_rooms([consultation.subject_id])
    record(
        "deliberation.consultation.published",
        actor=actor, on=consultation, version=consultation.version, level=consultation.participation_level,
    )  # fmt: skip
    return consultation


@transaction.atomic
def discard_consultation(consultation: Consultation, *, actor: Any) -> None:
    """Remove a draft, which only organisers saw, with the ballots drafted about it. Raises `AlreadyPublished`."""
    consultation = lock_consultation(consultation, actor)
    if consultation.state != ConsultationState.DRAFT:
        raise AlreadyPublished
    record("deliberation.consultation.discarded", actor=actor, on=consultation)
    Ballot.objects.filter(about=consultation.subject_id).delete()
    consultation.delete()


@transaction.atomic
def close_consultation(consultation: Consultation, *, actor: Any, reason: str) -> Consultation:
    """End every phase at once, with a reason that residents read. Raises `NotOpen`."""
    consultation = lock_consultation(consultation, actor)
    if consultation.state != ConsultationState.PUBLISHED:
        raise NotOpen
    consultation.state, consultation.closed_at = ConsultationState.CLOSED, timezone.now()
    consultation.closing_reason = reason
    _save(consultation, actor, "state", "closed_at", "closing_reason")
    record("deliberation.consultation.closed", actor=actor, on=consultation, reason=reason)
    _announce(consultation)
    return consultation


@transaction.atomic
def answer_consultation(consultation: Consultation, *, actor: Any, answer: str) -> Consultation:
    """Answer residents, and tell everybody who took part; a second answer replaces the first and is told as well.

    Raises `AnswerIncomplete` without words, `VoteRunning` before a vote about it is over, `AnswerTooEarly`, or `ProposalsUnanswered` at levels that promise each proposal an answer.
    """
    consultation = lock_consultation(consultation, actor)
    answer = answer.strip()
    if not answer:
        raise AnswerIncomplete
    if not may_be_answered(consultation):
        raise AnswerTooEarly
    if unfinished_ballots(consultation.subject_id).exists():
        raise VoteRunning
    waiting = unanswered_proposals(consultation).count() if answers_every_proposal(consultation) else 0
    if waiting:
        raise ProposalsUnanswered(number=waiting)
    if answer == consultation.answer:
        return consultation
    consultation.answer, consultation.answered_by, consultation.answered_at = answer, actor, timezone.now()
    _save(consultation, actor, "answer", "answered_by", "answered_at")
    record("deliberation.consultation.answered", actor=actor, on=consultation, version=consultation.version)
    task = app.configure_task("deliberation.tell_about_consultation")  # thousands may have taken part
    task.defer(
        municipality_id=consultation.municipality_id,
        consultation_id=consultation.pk,
        answered_at=consultation.answered_at.isoformat(),
    )
    return consultation


@transaction.atomic
def tell_about_consultation(
    consultation: Consultation, *, answered_at: str, after: int = 0, limit: int = 200
) -> int | None:
    """Tell the next people who took part, by their key; return where to go on, or None when all were told.

    Nobody hears the same answer twice, and nobody hears of an answer that was replaced meanwhile.
    """
    if consultation.answered_at is None or consultation.answered_at.isoformat() != answered_at:
        return None
    ids = participant_ids(consultation, after=after, limit=limit)
    title = consultation.title
    tell(
        ids,
        about=consultation.subject,
        key=f"answer-{answered_at}",
        sentence=lambda: _("The municipality answered “%(title)s”, in which you took part.") % {"title": title},
        url=f"{consultation.get_absolute_url()}#answer",
    )
    return ids[-1] if len(ids) == limit else None


def lock_consultation(consultation: Consultation, actor: Any) -> Consultation:
    """Lock a consultation until the transaction ends and return it as it is now; raise `NotAllowed` for others."""
    if not can_organise(actor):
        raise NotAllowed
    locked: Consultation = (
        Consultation.objects.select_for_update(of=("self",)).select_related("subject").get(pk=consultation.pk)
    )
    return locked


def _write(consultation: Consultation, actor: Any, values: dict[str, Any]) -> None:
    phases, links = values.pop("phases", None), values.pop("links", None)
    for name, value in values.items():
        setattr(consultation, name, value)
    if phases is not None:
        Phase.objects.filter(consultation=consultation).delete()
        Phase.objects.bulk_create(
            Phase(consultation=consultation, activity=activity, name=name, starts_at=starts_at, ends_at=ends_at)
            for activity, name, starts_at, ends_at in phases
        )
    if links is not None:
        ConsultationLink.objects.filter(consultation=consultation).delete()
        ConsultationLink.objects.bulk_create(
            ConsultationLink(consultation=consultation, agenda_item_id=item_id, kind=kind) for item_id, kind in links
        )
    _save(consultation, actor, *values)


def _save(consultation: Consultation, actor: Any, *fields: str) -> None:
    consultation.version += 1
    consultation.updated_by = actor
    consultation.save(update_fields=[*fields, "version", "updated_by", "updated_at"])


def _require_no_less_say(consultation: Consultation, values: dict[str, Any]) -> None:
    level = values.get("participation_level", consultation.participation_level)
    if not consultation.is_public:
        return
    if rung(level) < rung(consultation.participation_level):
        raise LevelLowered
    if values.get("minimum_level", consultation.minimum_level) > consultation.minimum_level:
        raise SayShortened
    if "phases" in values and not keeps_promises(consultation.phases.all(), values["phases"]):
        raise SayShortened


def _require_duties(consultation: Consultation) -> None:
    duties = unmet_duties(consultation)
    if duties:
        raise DutiesUnmet(duties=" ".join(str(duty.sentence) for duty in duties))


def _announce(consultation: Consultation) -> None:
    """Let open pages show at once whether one can talk."""
    room = room_of(consultation)
    if room is not None:
        is_open = talk_state(room, consultation).is_open
        append_event(room.stream_id, f"room.{'opened' if is_open else 'closed'}", room.pk)


def _plain(value: Any) -> Any:
    """A value as the log keeps it: dates as text, rows as lists."""
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
