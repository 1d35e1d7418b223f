"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from samenspel.audit.registry import Detail, register

FIELDS = {
    "settings": _("rule"),
    "lot_source": _("public draw"),
    "eligibility": _("electoral roll"),
    "has_paper": _("paper ballots are counted too"),
    "question": _("question"),
    "explanation": _("explanation"),
    "method": _("how people vote"),
    "minimum_level": _("who may vote"),
    "is_binding": _("the municipality does what the vote says"),
    "opens_at": _("opens"),
    "closes_at": _("closes"),
}

register(
    "voting",
    acts={
        "voting.ballot.created": _("Prepared a ballot"),
        "voting.ballot.changed": _("Changed a ballot that was not open yet"),
        "voting.ballot.planned": _("Set the dates of a ballot"),
        "voting.ballot.unplanned": _("Took a planned ballot back to change it"),
        "voting.photo.placed": _("Placed a photo on a ballot"),
        "voting.photo.removed": _("Removed a photo from a ballot"),
        "voting.ballot.cancelled": _("Cancelled a ballot"),
        "voting.ballot.discarded": _("Removed a ballot that was not ready"),
        "voting.ballot.counted": _("Counted a ballot"),
        "voting.ballot.drawn": _("Wrote down what a public draw gave"),
        "voting.ballot.published": _("Published the folder of a counted ballot"),
        "voting.paper.counted": _("Had a ballot counted with its paper ballots"),
        "voting.vote.cast": _("Cast a vote"),
    },
    things={"ballot": _("Ballot")},
    details={
        "about": _("About number"),
        "option": _("Option number"),
        "fields": Detail(_("Changed"), FIELDS),
        "voted": _("People who voted"),
        "rule": _("Fingerprint of the rule"),
        "drawn": _("What was drawn"),
        "digest": _("Fingerprint of the folder"),
    },
)
