"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from deliberation.enums import (
    Channel,
    ConsultationState,
    ContributionState,
    ParticipationLevel,
    ProposalStatus,
    ReactionKind,
)
from samenspel.audit.registry import Detail, register

FIELDS = {
    "title": _("title"),
    "question": _("question to residents"),
    "introduction": _("what it is about"),
    "policy_stage": _("policy stage"),
    "participation_level": _("participation level"),
    "fixed": _("what is fixed"),
    "open": _("what is still open"),
    "legal_basis": _("legal basis"),
    "responsible_body": _("responsible body"),
    "answer_promised_on": _("promised answer date"),
    "minimum_level": _("who may take part"),
    "audience": _("for whom in particular"),
    "phases": _("phases"),
    "links": _("links with the council"),
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
        "deliberation.consultation.discarded": _("Removed a draft consultation"),
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
        **FIELDS,
        "consultation": _("Consultation"),
        "channel": Detail(_("Came in"), dict(Channel.choices)),
        "status": Detail(_("Status"), dict(ProposalStatus.choices)),
    },
)
