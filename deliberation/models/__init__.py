"""What people deliberate on and with: consultations and their phases, proposals, and the rooms in which they talk."""

from deliberation.models.consultations import Consultation, ConsultationLink, Phase
from deliberation.models.proposals import Endorsement, Proposal
from deliberation.models.talk import Contribution, ContributionVersion, Reaction, Room

__all__ = [
    "Consultation",
    "ConsultationLink",
    "Contribution",
    "ContributionVersion",
    "Endorsement",
    "Phase",
    "Proposal",
    "Reaction",
    "Room",
]
