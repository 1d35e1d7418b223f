"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from samenspel.audit.registry import Detail, register

FIELDS = {
    "tagline": _("Sentence below the name"),
    "contact_email": _("E-mail address for questions"),
    "sender_name": _("Sender of mail"),
    "privacy_text": _("Privacy"),
    "terms_text": _("House rules"),
    "accessibility_text": _("Accessibility"),
    "theme": _("Colours"),
    "rules": _("Rules"),
}

register(
    "portal",
    acts={"portal.settings.changed": _("Changed the settings of the website")},
    things={"municipalitysettings": _("Settings")},
    details={"changed": Detail(_("Changed"), FIELDS), "theme": _("Colours"), "rules": _("Rules")},
)
