"""What `benchmarks.cast` needs on the servers it breaks: a ballot with voters who are signed in, and a measurement in process.

python -m benchmarks.cast_stage fill VOTERS FILE    the sessions of the voters go to the file, one line each
python -m benchmarks.cast_stage measure CASTS       casts by the action against the bare statements they need
"""

import json
import secrets
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.database import set_up

SLUG = "stembus"
CHUNK = 250
OPTIONS = 8
PARTICIPATION = """
    INSERT INTO voting_participation (municipality_id, ballot_id, person_id, receipt, level, channel)
    VALUES (%s, %s, %s, %s, 1, 'online') RETURNING id
"""
VOTE = "INSERT INTO voting_vote (municipality_id, ballot_id, participation_id, marks) VALUES (%s, %s, %s, %s)"
AUDIT = """
    INSERT INTO audit_auditentry (municipality_id, action, actor_id, kind, object_id, data, at)
    VALUES (%s, 'voting.vote.cast', %s, 'ballot', %s, '{}', now())
"""


def main() -> None:
    """Do what the first word says, and print it as JSON."""
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    what, number = sys.argv[1], int(sys.argv[2])
    found = fill(number, Path(sys.argv[3])) if what == "fill" else measure(number)
    sys.stdout.write("\n" + json.dumps(found))


def fill(number: int, file: Path) -> dict[str, Any]:
    """Make a municipality with an open ballot and so many voters; return where they vote."""
    from benchmarks.pages import new_municipality
    from samenspel.tenancy.context import municipality_context

    municipality = new_municipality(SLUG)
    with municipality_context(municipality):
        ballot = open_ballot()
        lines = [f"{person.pk} {key}" for person, key in zip(*_signed_in(number), strict=True)]
    file.write_text("\n".join(lines), encoding="ascii")
    return {"municipality": municipality.pk, "ballot": ballot.pk, "slug": SLUG}


def measure(casts: int) -> dict[str, float]:
    """Cast by the action and by bare statements in turn; return how many of each in a second."""
    from django.db import connection

    from benchmarks.pages import new_municipality
    from samenspel.tenancy.context import municipality_context

    municipality = new_municipality("meting")
    seconds = {"action": 0.0, "insert": 0.0}
    with municipality_context(municipality):
        people = _people(2 * casts)
        ballot = open_ballot()
        with connection.cursor():
            pass
        for at in range(0, 2 * casts, 2 * CHUNK):
            seconds["action"] += _by_action(ballot, people[at : at + CHUNK])
            seconds["insert"] += _by_statements(ballot, people[at + CHUNK : at + 2 * CHUNK])
    return {name: casts / taken for name, taken in seconds.items()}


def open_ballot() -> Any:
    """Make a ballot on which people tick what they like, open for a day."""
    from django.utils import timezone

    from samenspel.subjects.models import Subject
    from voting.actions.options import write_options
    from voting.actions.rules import FIXED_FIELDS, fix_rule
    from voting.models import Ballot

    now = timezone.now()
    ballot = Ballot.objects.create(
        subject=Subject.objects.create(kind="ballot"),
        about=Subject.objects.create(kind="agenda_item"),
        question="Wat moet er komen?",
        method="approval",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
    )
    write_options(ballot, [f"Plan {number}" for number in range(1, OPTIONS + 1)])
    fix_rule(ballot)
    ballot.save(update_fields=FIXED_FIELDS)
    Ballot.objects.filter(pk=ballot.pk).update(state="planned")
    return ballot


def _by_action(ballot: Any, people: list[Any]) -> float:
    from voting.actions import cast_vote
    from voting.permissions import Voter

    started = time.perf_counter()
    for person in people:
        cast_vote(ballot, voter=Voter(person), marks="1 3 5")
    return time.perf_counter() - started


def _by_statements(ballot: Any, people: list[Any]) -> float:
    """The same rows on a bare connection: the setting that the seal on votes asks for, and three INSERTs."""
    import psycopg
    from django.db import connection

    known = connection.get_connection_params()
    names = {key: known[key] for key in ("host", "port", "dbname", "user", "password") if key in known}
    place = ballot.municipality_id
    with psycopg.connect(**names, autocommit=True) as bare:
        bare.execute("SELECT set_config('samenspel.municipality', %s, false)", [str(place)])
        started = time.perf_counter()
        for person in people:
            with bare.transaction():
                bare.execute("SELECT set_config('samenspel.actor', %s, true)", [str(person.pk)])
                values = [place, ballot.pk, person.pk, secrets.token_hex(8)]
                row = bare.execute(PARTICIPATION, values).fetchone()
                assert row is not None
                bare.execute(VOTE, [place, ballot.pk, row[0], "1 3 5"])
                bare.execute(AUDIT, [place, person.pk, ballot.pk])
        return time.perf_counter() - started


def _people(number: int) -> list[Any]:
    from samenspel.accounts.models import User

    return list(
        User.objects.bulk_create(
            (User(email=f"voter{n}@example.org", verification_level=1) for n in range(number)), batch_size=2000
        )
    )


def _signed_in(number: int) -> tuple[list[Any], list[str]]:
    """Make voters and their sessions, as signing in does, many at once."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone
    from django.utils.crypto import get_random_string

    from samenspel.accounts.adapters.sessions import SessionStore
    from samenspel.accounts.models import Session

    people, store, expires = _people(number), SessionStore(), timezone.now() + timedelta(days=1)
    sessions = [
        Session(
            session_key=get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789"),
            session_data=store.encode(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                }
            ),
            expire_date=expires,
            user_id=person.pk,
        )
        for person in people
    ]
    Session.objects.bulk_create(sessions, batch_size=2000)
    return people, [session.session_key for session in sessions]


if __name__ == "__main__":
    main()
