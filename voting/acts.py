"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from samenspel.audit.registry import Detail, register

FIELDS = {
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
        "voting.ballot.cancelled": _("Cancelled a ballot"),
        "voting.ballot.discarded": _("Removed a ballot that was not ready"),
        "voting.ballot.counted": _("Counted a ballot"),
        "voting.vote.cast": _("Cast a vote"),
    },
    things={"ballot": _("Ballot")},
    details={"about": _("About number"), "fields": Detail(_("Changed"), FIELDS), "voted": _("People who voted")},
)
