"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from deliberation.enums import ConsultationState, ContributionState, ParticipationLevel, ReactionKind
from samenspel.audit.registry import Detail, register

FIELDS = {
    "title": _("Title"),
    "question": _("Question"),
    "phases": _("Phases"),
    "links": _("Links with the council"),
    "fixed": _("What is fixed"),
    "open": _("What is open"),
    "participation_level": _("Participation level"),
}

register(
    "deliberation",
    acts={
        "deliberation.contribution.posted": _("Posted a contribution"),
        "deliberation.contribution.edited": _("Edited a contribution"),
        "deliberation.contribution.withdrawn": _("Withdrew a contribution"),
        "deliberation.contribution.reacted": _("Reacted to a contribution"),
        "deliberation.contribution.unreacted": _("Took back a reaction to a contribution"),
        "deliberation.contribution.published": _("Made a contribution visible"),
        "deliberation.contribution.hidden": _("Hid a contribution"),
        "deliberation.contribution.held": _("Set a contribution aside for a moderator"),
        "deliberation.room.opened": _("Opened a talk"),
        "deliberation.room.closed": _("Closed a talk"),
        "deliberation.consultation.created": _("Made a consultation"),
        "deliberation.consultation.changed": _("Changed a consultation"),
        "deliberation.consultation.published": _("Published a consultation"),
        "deliberation.consultation.closed": _("Closed a consultation"),
        "deliberation.consultation.answered": _("Answered a consultation"),
        "deliberation.proposal.submitted": _("Made a proposal"),
        "deliberation.proposal.withdrawn": _("Withdrew a proposal"),
        "deliberation.proposal.endorsed": _("Supported a proposal"),
        "deliberation.proposal.unendorsed": _("Took back support for a proposal"),
        "deliberation.proposal.answered": _("Answered a proposal"),
        "deliberation.proposal.published": _("Made a proposal visible"),
        "deliberation.proposal.hidden": _("Hid a proposal"),
        "deliberation.proposal.held": _("Set a proposal aside for a moderator"),
    },
    things={
        "contribution": _("Contribution"),
        "room": _("Talk"),
        "consultation": _("Consultation"),
        "proposal": _("Proposal"),
    },
    details={
        "room": _("Talk"),
        "state": Detail(_("Status"), dict(ConsultationState.choices) | dict(ContributionState.choices)),
        "reaction": Detail(_("Reaction"), dict(ReactionKind.choices)),
        "decision": _("Moderation decision"),
        "version": _("Version"),
        "reason": _("Reason"),
        "level": Detail(_("Level"), dict(ParticipationLevel.choices)),
        "fields": Detail(_("Changed"), FIELDS),
        "phases": _("Phases"),
        "links": _("Links with the council"),
        "consultation": _("Consultation"),
        "channel": _("Came in"),
        "status": _("Status"),
    },
)
