"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from samenspel.audit.registry import Detail, register
from samenspel.moderation.enums import Ground, Verdict

register(
    "moderation",
    acts={
        "moderation.report.made": _("Reported something to the moderators"),
        "moderation.case.opened": _("Put something before the moderators"),
        "moderation.decision.made": _("Took a moderation decision"),
        "moderation.appeal.filed": _("Objected to a moderation decision"),
        "moderation.appeal.answered": _("Answered an objection"),
    },
    things={
        "case": _("Case for moderators"),
        "report": _("Report to the moderators"),
        "moderationdecision": _("Moderation decision"),
        "appeal": _("Objection"),
    },
    details={
        "subject": _("About number"),
        "ground": Detail(_("Ground"), dict(Ground.choices)),
        "verdict": Detail(_("Decision"), dict(Verdict.choices)),
        "held": _("Not visible yet"),
        "decision": _("Moderation decision"),
        "case": _("Case for moderators"),
        "upheld": _("Decision stays"),
    },
)
