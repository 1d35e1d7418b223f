"""Ballots about an agenda item, in each of their states, and people who vote."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from samenspel.tenancy.context import actor_context, municipality_context
from tests.deliberation.conftest import make_item

CONNECTIONS = 100  # the private PostgreSQL has three hundred, for two processes of tests
BRIDGES = ("Houten brug", "Stalen brug", "Geen brug")


def make_ballot(municipality: Any, *, state: str = "planned", **fields: Any) -> Any:
    """Make a ballot about an agenda item; open unless its times say otherwise."""
    from samenspel.subjects.models import Subject
    from voting.actions.options import write_options
    from voting.models import Ballot

    now = timezone.now()
    with municipality_context(municipality):
        about = fields.pop("about", None) or make_item(municipality).subject
        options = fields.pop("options", BRIDGES)
        times = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=5)}
        ballot = Ballot.objects.create(
            subject=Subject.objects.create(kind="ballot"),
            about=about,
            **{"question": "Moet er een brug komen?", **times, **fields},
        )
        write_options(ballot, list(options))
        Ballot.objects.filter(pk=ballot.pk).update(state=state)  # from now on the database keeps it as it is
        ballot.state = state
    return ballot


def close_now(ballot: Any) -> Any:
    """Let the close of a ballot be past, as time does."""
    from voting.models import Ballot

    now = timezone.now()
    Ballot.objects.filter(pk=ballot.pk).update(
        opens_at=now - timedelta(days=2), closes_at=now - timedelta(milliseconds=1)
    )
    ballot.refresh_from_db()
    return ballot


def votes_seen_by(person: Any, ballot: Any) -> list[str]:
    """Return the lines of the votes that the database shows to a person; None: to nobody in particular."""
    from voting.models import Vote

    with actor_context(None if person is None else person.pk):
        return sorted(Vote.objects.filter(ballot=ballot).values_list("marks", flat=True))


@pytest.fixture
def ballot(in_zonnedael: Any) -> Any:
    """An open ballot with yes, no and blank."""
    return make_ballot(in_zonnedael)


@pytest.fixture
def voters(zonnedael: Any, make_user: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Make so many residents: `voters(7, level=2)`."""
    made: list[Any] = []

    def make(number: int, *, level: int = 1) -> list[Any]:
        people = [make_user(zonnedael, f"inwoner{len(made) + n}", level=level) for n in range(number)]
        made.extend(people)
        return people

    return make


def fixed_ballot(municipality: Any, **fields: Any) -> Any:
    """Make an open ballot as planning leaves it: its rule and its lot are fixed."""
    from voting.actions.rules import FIXED_FIELDS, fix_rule
    from voting.models import Ballot

    ballot = make_ballot(municipality, state="draft", **fields)
    if ballot.method in {"budget", "equal_shares"}:
        ballot.options.update(cost=100_000)
    fix_rule(ballot)
    ballot.save(update_fields=FIXED_FIELDS)
    Ballot.objects.filter(pk=ballot.pk).update(state="planned")
    ballot.refresh_from_db()
    return ballot


@pytest.fixture
def at_once(zonnedael: Any) -> Iterator[Callable[..., "Future[Any]"]]:
    """Run an act of Zonnedael on a connection of its own: `at_once(act, *args)` returns its future."""
    pool = ThreadPoolExecutor(CONNECTIONS)

    def run(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            with municipality_context(zonnedael):
                return act(*args, **kwargs)
        finally:
            connection.close()

    yield lambda act, *args, **kwargs: pool.submit(run, act, *args, **kwargs)
    pool.shutdown()


@pytest.fixture
def open_ballot(zonnedael: Any) -> Iterator[Any]:
    with municipality_context(zonnedael):
        yield make_ballot(zonnedael)
