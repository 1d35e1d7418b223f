"""An agenda item with a consultation, and people who talked, proposed, supported and voted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from samenspel.tenancy.context import actor_context
from tests.deliberation.conftest import make_item


@pytest.fixture
def item(in_zonnedael: Any) -> Any:
    return make_item(in_zonnedael, title="Nieuwe inrichting van het Marktplein")


@pytest.fixture
def consultation(item: Any) -> Any:
    """A published consultation that serves the item."""
    return make_consultation(item)


def make_consultation(item: Any, **fields: Any) -> Any:
    from deliberation.models import Consultation, ConsultationLink
    from samenspel.subjects.models import Subject

    values = {
        "title": "Het Marktplein van straks",
        "question": "Hoe richten we het Marktplein in?",
        "participation_level": "advising",
        "fixed": "De bus blijft rijden.",
        "open": "Bomen, bankjes en de plek van de markt.",
        "state": "published",
        "published_at": timezone.now(),
        **fields,
    }
    made = Consultation.objects.create(subject=Subject.objects.create(kind="consultation"), **values)
    ConsultationLink.objects.create(consultation=made, agenda_item=item, kind="decides")
    return made


@pytest.fixture
def say(item: Any) -> Callable[..., Any]:
    """Say something in the item's talk, or about another subject: `say(alice, "Graag bomen", stance="for")`."""
    from deliberation.models import Contribution, Room
    from samenspel.realtime.models import Stream
    from samenspel.subjects.models import Subject

    def make(person: Any, text: str, *, about: Any = None, **fields: Any) -> Any:
        subject = about or item.subject
        room = Room.objects.filter(about=subject).first()
        room = room or Room.objects.create(about=subject, stream=Stream.objects.create())
        own = Subject.objects.create(kind="contribution")
        return Contribution.objects.create(room=room, subject=own, author=person, text=text, **fields)

    return make


@pytest.fixture
def propose(consultation: Any) -> Callable[..., Any]:
    """Propose something in the consultation: `propose(alice, "Tien bomen", supporters=[bob])`."""
    from deliberation.models import Endorsement, Proposal
    from samenspel.subjects.models import Subject

    def make(person: Any, title: str, *, supporters: Any = (), **fields: Any) -> Any:
        proposal = Proposal.objects.create(
            **{
                "subject": Subject.objects.create(kind="proposal"),
                "consultation": consultation,
                "author": person,
                "author_level": person.verification_level,
                "title": title,
                "text": f"{title}, want dat is beter.",
                "endorsement_count": len(supporters),
                **fields,
            }
        )
        for supporter in supporters:
            level = supporter.verification_level
            Endorsement.objects.create(proposal=proposal, person=supporter, level=level)
        return proposal

    return make


@pytest.fixture
def vote_on() -> Callable[..., Any]:
    """Make a ballot about a subject on which people voted: `vote_on(item.subject, alice, bob)`."""
    from samenspel.subjects.models import Subject
    from voting.actions import count_ballot
    from voting.models import Ballot, Option, Participation, Vote

    def make(about: Any, *voters: Any, is_counted: bool = False, **fields: Any) -> Any:
        now = timezone.now()
        ballot = Ballot.objects.create(
            **{
                "subject": Subject.objects.create(kind="ballot"),
                "about": about,
                "question": "Moet het Marktplein autovrij worden?",
                "opens_at": now - timedelta(days=2),
                "closes_at": now + timedelta(days=2),
                **fields,
            }
        )
        for number, (kind, text) in enumerate((("yes", "Ja"), ("no", "Nee"), ("blank", "Blanco")), start=1):
            Option.objects.create(ballot=ballot, number=number, kind=kind, text=text)
        if ballot.state == "draft":
            Ballot.objects.filter(pk=ballot.pk).update(state="planned")  # from now on its options stay
        for voter in voters:
            part = Participation.objects.create(ballot=ballot, person=voter, level=voter.verification_level)
            with actor_context(voter.pk):
                Vote.objects.create(ballot=ballot, participation=part, marks="1")
        if is_counted:
            Ballot.objects.filter(pk=ballot.pk).update(closes_at=now)
            count_ballot(ballot)
        return ballot

    return make


@pytest.fixture
def decide(item: Any, griet: Any) -> Callable[..., Any]:
    """Let the clerk record a decision on the item."""
    from samenspel.council.actions import record_decision

    def make(**fields: Any) -> Any:
        values = {
            "outcome": "amended",
            "decided_on": timezone.localdate(),
            "text": "Het plan gaat door met tien bomen meer.",
            "reasons": "Veel mensen vroegen om groen.",
            "input_use": "Het voorstel voor tien bomen is overgenomen.",
            **fields,
        }
        return record_decision(item, actor=griet, **values)

    return make
