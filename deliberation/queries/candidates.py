"""What residents proposed, for a ballot to choose from."""

from django.db.models import Q

from deliberation.enums import ConsultationState, ContributionState
from deliberation.models import Proposal
from samenspel.subjects.models import Subject
from voting.registry import Candidate


def proposals_to_vote_on(about: Subject) -> list[Candidate]:
    """Return the published proposals of a consultation, or of those that serve an agenda item; most supported first."""
    here = Q(consultation__subject=about) | Q(consultation__links__agenda_item__subject=about)
    found = Proposal.objects.filter(here, state=ContributionState.PUBLISHED)
    found = found.exclude(consultation__state=ConsultationState.DRAFT).distinct().order_by("-endorsement_count", "-id")
    return [Candidate(row.subject_id, row.title, row.text, row.place, row.get_absolute_url()) for row in found]
