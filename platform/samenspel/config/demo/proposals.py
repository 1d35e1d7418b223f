"""What residents propose, who supports it, and what the municipality answered."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deliberation.enums import ANSWERED_STATUSES, ProposalStatus
from deliberation.models import Endorsement, Proposal
from samenspel.accounts.models import User
from samenspel.config.demo.consultations import Asked
from samenspel.config.demo.days import office_hours
from samenspel.config.demo.lines import seeded, waking
from samenspel.config.demo.people import Cast
from samenspel.config.demo.rows import audit_all, insert_dated
from samenspel.config.demo.script import Script
from samenspel.subjects.models import Subject


@dataclass(frozen=True)
class Planned:
    """A proposal of the script with its moment: [person, title, text, place, support, {answer}]."""

    at: datetime
    row: list[Any]
    one: Asked


def fill_proposals(
    script: Script, asked: Iterable[Asked], *, cast: Cast, residents: list[User], organiser: User, now: datetime
) -> list[Proposal]:
    """Add the proposals of new consultations with their support and answers; return them, oldest first."""
    planned = sorted((line for one in asked for line in _plan(script, one, now)), key=lambda line: line.at)
    subjects = Subject.objects.bulk_create(Subject(kind="proposal") for _line in planned)
    proposals = [
        _proposal(line, subject, author=cast[line.row[0]], organiser=organiser, now=now)
        for line, subject in zip(planned, subjects, strict=True)
    ]
    dice = seeded(script.slug, "support")
    support = [
        endorsement
        for line, proposal in zip(planned, proposals, strict=True)
        for endorsement in _support(line, proposal, residents=residents, dice=dice, now=now)
    ]
    insert_dated(Proposal, proposals, "created_at")
    support.sort(key=lambda endorsement: endorsement.created_at)
    insert_dated(Endorsement, support, "created_at")
    _audit(proposals, support, organiser)
    return proposals


def _plan(script: Script, one: Asked, now: datetime) -> list[Planned]:
    rows = one.plan.get("proposals", [])
    if not rows:
        return []
    dice = seeded(script.slug, one.plan["serves"], "proposals")
    start, end = one.window("proposals", now)
    end -= timedelta(hours=20)  # so that others find it in time
    return [Planned(waking(start + (end - start) * 0.9 * dice.random()), row, one) for row in rows]


def _proposal(line: Planned, subject: Subject, *, author: User, organiser: User, now: datetime) -> Proposal:
    _person, title, text, place, _number, *rest = line.row
    answer = rest[0] if rest else {}
    status = ProposalStatus(answer.get("status", ProposalStatus.SUBMITTED))
    is_answered = status in ANSWERED_STATUSES
    return Proposal(
        subject=subject,
        consultation=line.one.consultation,
        author=author,
        author_level=author.verification_level,
        title=title,
        text=text,
        place=place,
        status=status,
        version=1 if status == ProposalStatus.SUBMITTED else 2,
        created_at=line.at,
        published_at=line.at,
        answer=answer.get("answer", ""),
        answer_reasons=answer.get("reasons", ""),
        answered_by=organiser if is_answered else None,
        answered_at=office_hours(now, answer["answered"], len(title)) if is_answered else None,
    )


def _support(
    line: Planned, proposal: Proposal, *, residents: list[User], dice: random.Random, now: datetime
) -> list[Endorsement]:
    """Support by about so many others, most of it in the first days."""
    others = [user for user in residents if user.pk != proposal.author_id]
    people = dice.sample(others, line.row[4] + dice.randint(-3, 3))
    _start, end = line.one.window("proposals", now)
    proposal.endorsement_count = len(people)
    return [
        Endorsement(
            proposal=proposal,
            person=person,
            level=person.verification_level,
            created_at=proposal.created_at + (end - proposal.created_at) * dice.random() ** 1.5,
        )
        for person in people
    ]


def _audit(proposals: list[Proposal], support: list[Endorsement], organiser: User) -> None:
    audit_all(
        (
            "deliberation.proposal.submitted",
            proposal.author,
            proposal,
            {"consultation": proposal.consultation_id, "state": proposal.state, "channel": proposal.channel},
        )
        for proposal in proposals
    )
    audit_all(("deliberation.proposal.endorsed", one.person, one.proposal, {"level": one.level}) for one in support)
    audit_all(
        ("deliberation.proposal.answered", organiser, proposal, {"status": str(proposal.status)})
        for proposal in proposals
        if proposal.status != ProposalStatus.SUBMITTED
    )
