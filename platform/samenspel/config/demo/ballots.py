"""A vote that was counted and a vote that is open, each about a consultation."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from samenspel.accounts.models import User
from samenspel.config.demo.consultations import Asked
from samenspel.config.demo.days import morning, office_hours, start_of
from samenspel.config.demo.lines import seeded
from samenspel.config.demo.rows import audit_all, insert_dated
from samenspel.config.demo.script import Script
from samenspel.subjects.models import Subject
from voting.actions import count_ballot
from voting.actions.casting import new_receipt
from voting.actions.rules import FIXED_FIELDS, fix_rule
from voting.enums import BallotState, Method, OptionKind
from voting.models import Ballot, Option, Participation, Vote

FIXED_OPTIONS = ((OptionKind.YES, "Ja"), (OptionKind.NO, "Nee"), (OptionKind.BLANK, "Blanco"))
CLOSING_TIME = timedelta(hours=20)
STILL_TO_VOTE = {"noor", "ravi", "jet", "daan"}  # so that whoever tries the demo finds a vote to cast


def fill_ballots(
    script: Script, asked: Iterable[Asked], *, residents: list[User], organiser: User, now: datetime
) -> None:
    """Hold the votes of new consultations; the application itself counts those that are over."""
    for one in asked:
        if "ballot" in one.plan:
            dice = seeded(script.slug, one.plan["serves"], "votes")
            _hold(one, one.plan["ballot"], residents=residents, organiser=organiser, dice=dice, now=now)


def _hold(
    one: Asked, plan: dict[str, Any], *, residents: list[User], organiser: User, dice: random.Random, now: datetime
) -> None:
    opens_at, closes_at = morning(now, plan["opens"]), start_of(now, plan["closes"]) + CLOSING_TIME
    ballot = _create(one, plan, organiser, opens_at=opens_at, closes_at=min(closes_at, now), now=now)
    options = _options(ballot, plan)
    fix_rule(ballot)
    ballot.save(update_fields=FIXED_FIELDS)
    Ballot.objects.filter(pk=ballot.pk).update(state=BallotState.PLANNED)
    _vote(ballot, options, plan, residents, dice)
    if closes_at > now:  # until the close the database hides votes, also from who would write many at once
        Ballot.objects.filter(pk=ballot.pk).update(closes_at=closes_at)
        return
    count_ballot(ballot)
    Ballot.objects.filter(pk=ballot.pk).update(counted_at=closes_at + timedelta(minutes=1))


def _create(
    one: Asked, plan: dict[str, Any], organiser: User, *, opens_at: datetime, closes_at: datetime, now: datetime
) -> Ballot:
    ballot = Ballot(
        subject=Subject.objects.create(kind="ballot"),
        about=one.consultation.subject,
        question=plan["question"],
        explanation=plan["explanation"],
        method=Method(plan["method"]),
        opens_at=opens_at,
        closes_at=closes_at,
        created_by=organiser,
        created_at=office_hours(now, plan["opens"] - 4),
    )
    insert_dated(Ballot, [ballot], "created_at")
    audit_all(
        [
            ("voting.ballot.created", organiser, ballot, {"about": ballot.about_id}),
            ("voting.ballot.planned", organiser, ballot, {}),
        ]
    )
    return ballot


def _options(ballot: Ballot, plan: dict[str, Any]) -> list[Option]:
    choices = [(OptionKind.CHOICE, text) for text in plan.get("options", [])] or FIXED_OPTIONS
    return list(
        Option.objects.bulk_create(
            Option(ballot=ballot, number=number, kind=kind, text=text)
            for number, (kind, text) in enumerate(choices, start=1)
        )
    )


def _vote(
    ballot: Ballot, options: list[Option], plan: dict[str, Any], residents: list[User], dice: random.Random
) -> None:
    voters = dice.sample(residents, round(len(residents) * plan["turnout"] / 100))
    voters = [user for user in voters if user.email.partition("@")[0] not in STILL_TO_VOTE]
    rows = Participation.objects.bulk_create(
        Participation(ballot=ballot, person=person, level=person.verification_level, receipt=new_receipt())
        for person in voters
    )
    chosen = dice.choices(options, weights=plan["weights"], k=len(rows))
    Vote.objects.bulk_create(
        Vote(ballot=ballot, participation=row, marks=option.line) for row, option in zip(rows, chosen, strict=True)
    )
    audit_all(("voting.vote.cast", person, ballot, {}) for person in voters)
