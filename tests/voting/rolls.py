"""Electoral rolls for tests: a list, its letters, and people who vote by them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.voting.conftest import make_ballot
from voting.actions.letters import fill_letters, make_letters
from voting.actions.rolls import import_roll
from voting.enums import LetterFile
from voting.importers.lists import people_in, read_table
from voting.models import Ballot, LetterBatch

ADDRESS = "https://zonnedael.example/ballots/1/code/"


def coming_ballot(municipality: Any, **fields: Any) -> Any:
    """Make a ballot with a roll that opens tomorrow."""
    now = timezone.now()
    times = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=5)}
    return make_ballot(municipality, **{**times, "eligibility": "roll", **fields})


def open_now(ballot: Any) -> Any:
    """Let the opening of a ballot be past, as time does."""
    Ballot.objects.filter(pk=ballot.pk).update(opens_at=timezone.now() - timedelta(minutes=1))
    ballot.refresh_from_db()
    return ballot


def list_of(*numbers: Any, districts: tuple[str, ...] = ("Noord", "Zuid")) -> bytes:
    """Return a list with a number and a district for everybody."""
    lines = [f"{number};{districts[place % len(districts)]}" for place, number in enumerate(numbers)]
    return "\n".join(["nummer;wijk", *lines]).encode()


def fill_roll(ballot: Any, actor: Any, *numbers: Any) -> int:
    """Put so many people on the roll."""
    people = people_in(read_table(list_of(*numbers)), field="nummer", district="wijk")
    return import_roll(ballot, people, actor=actor, field="nummer")


def letters_for(ballot: Any, actor: Any, kind: LetterFile = LetterFile.CSV, **options: Any) -> LetterBatch:
    """Make the missing letters, the worker's part included."""
    return fill_letters(make_letters(ballot, actor=actor, kind=kind, address=ADDRESS, **options))
