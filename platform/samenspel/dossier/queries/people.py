"""Who took part in what an agenda item is about."""

from django.db.models import Q, QuerySet

from deliberation.enums import ConsultationState, ContributionState
from deliberation.models import Consultation, Contribution, Endorsement, Proposal
from samenspel.accounts.models import User
from samenspel.council.models import AgendaItem
from samenspel.subjects.models import Subject
from voting.models import Participation


def participants(item: AgendaItem) -> QuerySet[User]:
    """Return everybody who said, proposed, supported or voted something about an agenda item or its consultations."""
    scope = subjects_of(item)
    proposals = Proposal.objects.filter(consultation__in=public_consultations(item), state=ContributionState.PUBLISHED)
    said = Contribution.objects.filter(room__about__in=scope, state=ContributionState.PUBLISHED).values("author")
    supported = Endorsement.objects.filter(proposal__in=proposals).values("person")
    voted = Participation.objects.filter(ballot__about__in=scope).values("person")
    took_part = Q(pk__in=said) | Q(pk__in=proposals.values("author")) | Q(pk__in=supported) | Q(pk__in=voted)
    found: QuerySet[User] = User.objects.filter(took_part, is_active=True)
    return found


def participant_ids(item: AgendaItem, *, after: int = 0, limit: int = 200) -> list[int]:
    """Return the next keys of the people who took part, in order."""
    return list(participants(item).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def public_consultations(item: AgendaItem) -> QuerySet[Consultation]:
    """Return the public consultations that serve an agenda item."""
    found: QuerySet[Consultation] = Consultation.objects.filter(links__agenda_item=item)
    return found.exclude(state=ConsultationState.DRAFT).distinct()


def subjects_of(item: AgendaItem) -> QuerySet[Subject]:
    """Return the subjects whose talks and votes belong to an agenda item: itself, its consultations, their proposals."""
    consultations = public_consultations(item).values("pk")
    found: QuerySet[Subject] = Subject.objects.filter(
        Q(pk=item.subject_id)
        | Q(consultation__in=consultations)
        | Q(proposal__consultation__in=consultations, proposal__state=ContributionState.PUBLISHED)
    )
    return found
