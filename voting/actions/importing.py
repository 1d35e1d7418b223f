"""Projects of a file in the Pabulib format as the options of a draft."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from samenspel.audit.actions import record
from voting.actions.options import OptionDraft, write_options
from voting.counting.pabulib import Imported, PabulibError, read_pabulib
from voting.enums import BallotState, Method
from voting.exceptions import BallotFixed, FileNotUnderstood, NotForMoney
from voting.models import Ballot
from voting.permissions import check_manager

CENTS = 100
LONGEST_NAME, LONGEST_AREA, MOST_PROJECTS = 200, 80, 500


@dataclass(frozen=True)
class Found:
    """What a file holds: its projects as options, and its budget in cents."""

    options: tuple[OptionDraft, ...]
    budget: int


@transaction.atomic
def import_projects(ballot: Ballot, *, actor: Any, text: str) -> Ballot:
    """Make the projects of a .pb file the options of a draft, with their costs and areas; the file's budget as well.

    The ballots in the file are left alone: only what people choose from is taken. Raises `FileNotUnderstood`.
    """
    check_manager(actor)
    locked: Ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if locked.state != BallotState.DRAFT:
        raise BallotFixed
    if locked.method not in {Method.BUDGET, Method.EQUAL_SHARES}:
        raise NotForMoney
    found = projects_in(text)
    write_options(locked, found.options)
    budget = {**locked.settings.get("budget", {}), "total": found.budget}
    locked.settings = {**locked.settings, "budget": budget}
    locked.version += 1
    locked.save(update_fields=["settings", "version"])
    record("voting.ballot.changed", actor=actor, on=locked, fields=["settings"])
    return locked


def projects_in(text: str) -> Found:
    """Return what a file in the Pabulib format holds, amounts in cents. Raises `FileNotUnderstood`."""
    try:
        file = read_pabulib(text)
    except PabulibError as error:
        raise FileNotUnderstood(line=error.line or 1) from error
    if len(file.projects) > MOST_PROJECTS:
        raise FileNotUnderstood(line=1)
    costs = {option.number: (option.cost, option.area) for option in file.rule.options}
    return Found(
        options=tuple(
            OptionDraft(
                text=(project.name or project.key)[:LONGEST_NAME],
                cost=_in_cents(file, costs[project.number][0]),
                area=costs[project.number][1][:LONGEST_AREA],
            )
            for project in file.projects
        ),
        budget=_in_cents(file, file.rule.budget.total),
    )


def _in_cents(file: Imported, amount: int) -> int:
    """The file's amounts are `scale` times too large; what is less than a cent falls away."""
    return amount * CENTS // file.scale
