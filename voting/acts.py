"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from samenspel.audit.registry import register

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
    details={"about": _("About number"), "fields": _("Changed"), "voted": _("People who voted")},
)
