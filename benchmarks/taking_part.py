"""Consultations, proposals, votes and dossiers for `benchmarks.pages`: rows to read, and the acts of a resident."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

PROPOSALS = 1_000
VOTERS = 1_000
FILL_PROPOSALS = """
    WITH subject AS (
        INSERT INTO subjects_subject (municipality_id, kind)
        SELECT %(municipality)s, 'proposal' FROM generate_series(1, %(size)s) RETURNING id
    )
    INSERT INTO deliberation_proposal (
        municipality_id, subject_id, consultation_id, author_id, author_level, channel, title, text, place, state, status,
        version, created_at, published_at, hidden_reasons, endorsement_count, answer, answer_reasons
    )
    SELECT %(municipality)s, id, %(consultation)s, %(author)s, 2, 'online', 'Voorstel ' || id || ' over bomen en bankjes',
        'Schaduw in de zomer en een plek om te zitten.', '', 'published', 'submitted', 1,
        now() - id * interval '1 minute', now() - id * interval '1 minute', '', (id * 7919) %% 211, '', ''
    FROM subject
"""


@dataclass
class Circle:
    """A consultation with many proposals and an open ballot, serving an agenda item about which many people talked."""

    item: Any
    consultation: Any
    proposal: Any
    ballot: Any
    options: list[Any]

    @property
    def pages(self) -> dict[str, str]:
        """What is asked for, by the name of its line."""
        listed = f"/consultations/{self.consultation.pk}/proposals/"
        return {
            "list of consultations": "/consultations/",
            "consultation": f"/consultations/{self.consultation.pk}/",
            f"list of {PROPOSALS} proposals, newest": listed,
            f"list of {PROPOSALS} proposals, most supported": f"{listed}?sort=supported",
            "proposal": f"/proposals/{self.proposal.pk}/",
            "ballot": f"/ballots/{self.ballot.pk}/",
            "dossier": f"/council/items/{self.item.pk}/dossier/",
            "what one took part in": "/account/taking-part/",
        }


def make_circle(item: Any, person: Any) -> Circle:
    """Make the rows, as if a consultation about the item began yesterday."""
    from django.db import connection

    from deliberation.actions import create_rooms
    from deliberation.models import ConsultationLink, Proposal

    consultation = _consultation()
    ConsultationLink.objects.create(consultation=consultation, agenda_item=item, kind="decides")
    create_rooms([consultation.subject_id])
    ballot, options = _ballot(consultation)
    values = {"municipality": item.municipality_id, "consultation": consultation.pk, "author": person.pk}
    with connection.cursor() as cursor:
        cursor.execute(FILL_PROPOSALS, {**values, "size": PROPOSALS})
    _vote(ballot)
    return Circle(item, consultation, Proposal.objects.order_by("pk").first(), ballot, options)


def submitter(client: Any, municipality: Any, circle: Circle) -> Callable[[], Any]:
    """Return a function that submits one more proposal, as the form does once similar ones were seen."""
    from samenspel.common.spam import stamp

    numbers = itertools.count()
    address = f"/consultations/{circle.consultation.pk}/proposals/new/"

    def submit() -> Any:
        _forget_rates(municipality)
        number = next(numbers)
        words = {"title": f"Een fontein, de {number}e", "text": "Spelend water op het plein.", "place": ""}
        return client.post(address, {**words, "checked": "on", "started": stamp(age=60), "website": ""})

    return submit


def supporter(client: Any, municipality: Any, circle: Circle) -> Callable[[], Any]:
    """Return a function that supports the proposal, and takes it back the next time."""
    choices = itertools.cycle(["yes", "no"])

    def support() -> Any:
        _forget_rates(municipality)
        return client.post(f"/proposals/{circle.proposal.pk}/support/", {"support": next(choices)})

    return support


def voter(client: Any, municipality: Any, circle: Circle) -> Callable[[], Any]:
    """Return a function that casts a vote, and another one the next time."""
    choices = itertools.cycle(circle.options)

    def vote() -> Any:
        _forget_rates(municipality)
        return client.post(f"/ballots/{circle.ballot.pk}/vote/", {"marks": next(choices).line})

    return vote


def _consultation() -> Any:
    from django.utils import timezone

    from deliberation.models import Consultation, Phase
    from samenspel.subjects.models import Subject

    now = timezone.now()
    consultation = Consultation.objects.create(
        subject=Subject.objects.create(kind="consultation"),
        title="Het Marktplein",
        question="Wat mist u op het Marktplein?",
        participation_level="consulting",
        policy_stage="preparation",
        open="Bomen, banken en water.",
        responsible_body="Het college",
        answer_promised_on=timezone.localdate() + timedelta(days=40),
        state="published",
        published_at=now - timedelta(days=1),
    )
    Phase.objects.bulk_create(
        Phase(
            consultation=consultation,
            activity=activity,
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=9),
        )
        for activity in ("discussion", "proposals", "vote")
    )
    return consultation


def _ballot(consultation: Any) -> tuple[Any, list[Any]]:
    from django.utils import timezone

    from samenspel.subjects.models import Subject
    from voting.models import Ballot, Option

    now = timezone.now()
    ballot = Ballot.objects.create(
        subject=Subject.objects.create(kind="ballot"),
        about=consultation.subject,
        question="Moet er een fontein komen?",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=9),
    )
    kinds = (("yes", "Ja"), ("no", "Nee"), ("blank", "Blanco"))
    options = [Option(ballot=ballot, number=n, kind=kind, text=text) for n, (kind, text) in enumerate(kinds, 1)]
    found = list(Option.objects.bulk_create(options))
    Ballot.objects.filter(pk=ballot.pk).update(state="planned")
    return ballot, found


def _vote(ballot: Any) -> None:
    """Many people took part already."""
    from samenspel.accounts.models import User
    from voting.models import Participation

    voters = User.objects.bulk_create(
        User(email=f"voter{number}@example.org", verification_level=1) for number in range(VOTERS)
    )
    Participation.objects.bulk_create(Participation(ballot=ballot, person=person, level=1) for person in voters)


def _forget_rates(municipality: Any) -> None:
    """No rate limit in the way of who does the same thing many times."""
    from django.core.cache import cache

    from samenspel.tenancy.context import municipality_context

    with municipality_context(municipality):
        cache.clear()
