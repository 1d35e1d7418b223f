"""Consultations with their phases and the agenda items they serve, published some time ago."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deliberation.actions import create_rooms
from deliberation.enums import Activity, ConsultationState
from deliberation.models import Consultation, ConsultationLink, Phase
from samenspel.accounts.models import User
from samenspel.config.demo.days import day, last_minute, morning, office_hours
from samenspel.config.demo.rows import audit_all, insert_dated
from samenspel.config.demo.script import Script
from samenspel.council.models import AgendaItem
from samenspel.subjects.models import Subject

FIELDS = (
    "title", "question", "introduction", "policy_stage", "participation_level", "fixed", "open", "legal_basis",
    "responsible_body", "audience", "minimum_level",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A consultation that was made just now, with what is written about it."""

    plan: dict[str, Any]
    consultation: Consultation
    item: AgendaItem

    def window(self, activity: str, now: datetime) -> tuple[datetime, datetime]:
        """Return from when until when people can do something, as far as that lies before `now`."""
        phases = [(start, end) for name, start, end in self.plan["phases"] if name == activity]
        return morning(now, phases[0][0]), min(last_minute(now, phases[-1][1]), now)


def fill_consultations(script: Script, *, items: dict[str, AgendaItem], organiser: User, now: datetime) -> list[Asked]:
    """Make the consultations of agenda items that have none, and return those."""
    served = set(ConsultationLink.objects.values_list("agenda_item_id", flat=True))
    plans = [plan for plan in script.consultations if items[plan["serves"]].pk not in served]
    rows = [_row(plan, organiser, now) for plan in plans]
    insert_dated(Consultation, rows, "created_at")
    asked = [Asked(plan, row, items[plan["serves"]]) for plan, row in zip(plans, rows, strict=True)]
    Phase.objects.bulk_create(phase for one in asked for phase in _phases(one, now))
    ConsultationLink.objects.bulk_create(
        ConsultationLink(consultation=one.consultation, agenda_item=one.item, kind=one.plan["kind"]) for one in asked
    )
    create_rooms([one.consultation.subject_id for one in asked])
    _audit(asked, organiser)
    return asked


def _row(plan: dict[str, Any], organiser: User, now: datetime) -> Consultation:
    values = {name: plan[name].strip() if isinstance(plan[name], str) else plan[name] for name in FIELDS}
    return Consultation(
        subject=Subject.objects.create(kind="consultation"),
        state=ConsultationState.PUBLISHED,
        answer_promised_on=day(now, plan["promised"]),
        created_by=organiser,
        updated_by=organiser,
        created_at=office_hours(now, plan["published"] - 6),
        published_at=office_hours(now, plan["published"]),
        version=2,
        **values,
    )


def _phases(one: Asked, now: datetime) -> list[Phase]:
    return [
        Phase(
            consultation=one.consultation,
            activity=Activity(name),
            starts_at=morning(now, start),
            ends_at=last_minute(now, end),
        )
        for name, start, end in one.plan["phases"]
    ]


def _audit(asked: list[Asked], organiser: User) -> None:
    audit_all(("deliberation.consultation.created", organiser, one.consultation, {}) for one in asked)
    audit_all(
        (
            "deliberation.consultation.published",
            organiser,
            one.consultation,
            {"version": 2, "level": one.consultation.participation_level},
        )
        for one in asked
    )
