"""Votes that were counted and votes that are open, each about a consultation or an agenda item."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from samenspel.accounts.models import User
from samenspel.config.demo.consultations import Asked
from samenspel.config.demo.days import morning, office_hours, start_of
from samenspel.config.demo.lines import seeded
from samenspel.config.demo.pictures import draw_photo
from samenspel.config.demo.rows import audit_all, insert_dated
from samenspel.config.demo.script import Script
from samenspel.council.models import AgendaItem
from samenspel.subjects.models import Subject
from voting.actions import count_ballot
from voting.actions.casting import new_receipt
from voting.actions.rules import FIXED_FIELDS, fix_rule
from voting.counting.election import Form, Kind, Rule
from voting.counting.marks import BLANK
from voting.enums import BallotState, Method, OptionKind
from voting.models import Ballot, Option, OptionPhoto, Participation, Vote

FIXED_OPTIONS = ((OptionKind.YES, "Ja"), (OptionKind.NO, "Nee"), (OptionKind.BLANK, "Blanco"))
CLOSING_TIME = timedelta(hours=20)
STILL_TO_VOTE = {"noor", "ravi", "jet", "daan"}  # so that whoever tries the demo finds a vote to cast


def fill_ballots(
    script: Script, asked: Iterable[Asked], *, residents: list[User], organiser: User, now: datetime
) -> None:
    """Hold the votes of new consultations; the application itself counts those that are over."""
    for one in asked:
        if "ballot" in one.plan:
            dice, about = seeded(script.slug, one.plan["serves"], "votes"), one.consultation.subject
            _hold(about, one.plan["ballot"], residents=residents, organiser=organiser, dice=dice, now=now)


def fill_item_ballots(
    script: Script, items: Mapping[str, AgendaItem], *, residents: list[User], organiser: User, now: datetime
) -> None:
    """Hold the votes about agenda items that were not held yet."""
    held = set(Ballot.objects.values_list("question", flat=True))
    for plan in script.ballots:
        if plan["question"] not in held:
            dice, about = seeded(script.slug, plan["question"], "votes"), items[plan["about"]].subject
            _hold(about, plan, residents=residents, organiser=organiser, dice=dice, now=now)


def _hold(
    about: Subject,
    plan: dict[str, Any],
    *,
    residents: list[User],
    organiser: User,
    dice: random.Random,
    now: datetime,
) -> None:
    opens_at, closes_at = morning(now, plan["opens"]), start_of(now, plan["closes"]) + CLOSING_TIME
    ballot = _create(about, plan, organiser, opens_at=opens_at, closes_at=min(closes_at, now), now=now)
    options = _options(ballot, plan)
    _draw(options, plan, dice)
    rule = fix_rule(ballot)
    ballot.save(update_fields=FIXED_FIELDS)
    Ballot.objects.filter(pk=ballot.pk).update(state=BallotState.PLANNED)
    _vote(ballot, rule, plan, residents=residents, dice=dice)
    if closes_at > now:  # until the close the database hides votes, also from who would write many at once
        Ballot.objects.filter(pk=ballot.pk).update(closes_at=closes_at)
        return
    count_ballot(ballot)
    Ballot.objects.filter(pk=ballot.pk).update(counted_at=closes_at + timedelta(minutes=1))


def _create(
    about: Subject, plan: dict[str, Any], organiser: User, *, opens_at: datetime, closes_at: datetime, now: datetime
) -> Ballot:
    ballot = Ballot(
        subject=Subject.objects.create(kind="ballot"),
        about=about,
        question=plan["question"],
        explanation=plan["explanation"],
        method=Method(plan["method"]),
        settings=plan.get("settings", {}),
        is_binding=plan.get("binding", False),
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
    rows = [Option(kind=kind, text=text) for kind, text in choices]
    if "projects" in plan:
        rows = [
            Option(text=text, cost=euros * 100, area=area, place=place, description=description)
            for text, euros, area, place, _motif, _seen, description, _liked in plan["projects"]
        ]
    for number, row in enumerate(rows, start=1):
        row.ballot, row.number = ballot, number
    return list(Option.objects.bulk_create(rows))


def _draw(options: list[Option], plan: dict[str, Any], dice: random.Random) -> None:
    """Give every project a picture."""
    photos = []
    for option, project in zip(options, plan.get("projects", []), strict=False):
        photo = draw_photo(project[4], dice)
        size = {"width": photo.width, "height": photo.height}
        photos.append(
            OptionPhoto(option=option, image=photo.image, digest=photo.digest, alternative=project[5], **size)
        )
    OptionPhoto.objects.bulk_create(photos)


def _vote(ballot: Ballot, rule: Rule, plan: dict[str, Any], *, residents: list[User], dice: random.Random) -> None:
    voters = dice.sample(residents, round(len(residents) * plan["turnout"] / 100))
    voters = [user for user in voters if user.email.partition("@")[0] not in STILL_TO_VOTE]
    rows = Participation.objects.bulk_create(
        Participation(ballot=ballot, person=person, level=person.verification_level, receipt=new_receipt())
        for person in voters
    )
    lines = _lines(rule, plan, len(rows), dice)
    Vote.objects.bulk_create(
        Vote(ballot=ballot, participation=row, marks=line) for row, line in zip(rows, lines, strict=True)
    )
    audit_all(("voting.vote.cast", person, ballot, {}) for person in voters)


def _lines(rule: Rule, plan: dict[str, Any], number: int, dice: random.Random) -> list[str]:
    """How so many people vote: by the weights of the options, by lines that are written down, or by what they like."""
    if "weights" in plan:
        lines = [BLANK if option.kind is Kind.BLANK else str(option.number) for option in rule.options]
        return dice.choices(lines, weights=plan["weights"], k=number)
    if "lines" in plan:
        weights, written = zip(*plan["lines"], strict=True)
        return dice.choices(written, weights=weights, k=number)
    liked = plan.get("liked") or [project[-1] for project in plan["projects"]]
    return [_liked_line(rule, liked, dice) for _voter in range(number)]


def _liked_line(rule: Rule, liked: list[int], dice: random.Random) -> str:
    """Mark what somebody likes, most liked first, as far as the ballot allows it."""
    chosen, cost, points = [], 0, 0
    limits, by_number = rule.limits, {option.number: option for option in rule.counting}
    numbers = [number for number in by_number if dice.random() * 100 < liked[number - 1]]
    dice.shuffle(numbers)
    for number in numbers[: limits.max or None]:
        cost += by_number[number].cost
        if limits.cost and cost > limits.cost:
            break
        chosen.append(number)
    if rule.form is not Form.POINTS:
        return " ".join(map(str, sorted(chosen))) or BLANK
    given = {}
    for number in chosen:
        given[number] = min(dice.randint(1, limits.each or 5), limits.total - points)
        points += given[number]
    return " ".join(f"{number}:{given[number]}" for number in sorted(given) if given[number]) or BLANK
