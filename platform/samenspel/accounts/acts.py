"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from samenspel.accounts.enums import Level, Role
from samenspel.audit.registry import Detail, register

register(
    "accounts",
    acts={
        "accounts.account.opened": _("Opened an account"),
        "accounts.display_name.changed": _("Changed the name that others see"),
        "accounts.guest.merged": _("Took what was done as a guest into an account"),
        "accounts.invitation.sent": _("Invited somebody to work here"),
        "accounts.invitation.accepted": _("Accepted an invitation"),
        "accounts.invitation.withdrawn": _("Withdrew an invitation"),
        "accounts.letter_batch.created": _("Made letters with codes"),
        "accounts.letter_batch.imported": _("Read in codes for letters"),
        "accounts.letter_batch.downloaded": _("Downloaded the codes of letters"),
        "accounts.letter_batch.voided": _("Made the codes of letters invalid"),
        "accounts.letter_batch.wiped": _("Removed codes that were not downloaded in time"),
        "accounts.municipality.created": _("Set up the municipality"),
        "accounts.person.verified": _("Proved who they are"),
        "accounts.person.ended": _("Ended somebody's access"),
        "accounts.person.reopened": _("Gave somebody access again"),
        "accounts.role.granted": _("Gave somebody a role"),
        "accounts.role.ended": _("Ended somebody's role"),
        "accounts.second_factor.added": _("Added a second step for signing in"),
        "accounts.second_factor.removed": _("Removed a second step for signing in"),
        "accounts.second_factor.reset": _("Let somebody set up the second step again"),
        "accounts.second_factor_reset.requested": _("Asked that somebody may set up the second step again"),
        "accounts.second_factor_reset.refused": _("Refused that somebody sets up the second step again"),
    },
    things={
        "user": _("Person"),
        "invitation": _("Invitation"),
        "lettercodebatch": _("Letters"),
        "municipality": _("Municipality"),
    },
    details={
        "was_guest": _("Was a guest before"),
        "slug": _("Short name"),
        "level": Detail(_("How sure"), dict(Level.choices)),
        "method": Detail(_("How"), {"email_code": _("Code by e-mail"), "letter_code": _("Code from a letter")}),
        "wanted": _("Number of codes"),
        "codes": _("Number of codes"),
        "stopped": _("Codes made invalid"),
        "removed": _("Number removed"),
        "guest": _("Guest"),
        "role": Detail(_("Role"), dict(Role.choices)),
        "roles": Detail(_("Roles"), dict(Role.choices)),
        "type": Detail(
            _("Second step"),
            {"totp": _("App on a telephone"), "webauthn": _("Passkey"), "recovery_codes": _("Spare codes")},
        ),
    },
)
