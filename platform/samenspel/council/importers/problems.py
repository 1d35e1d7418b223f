"""The sentences a clerk reads about an import: what happened, and what to do."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from samenspel.council.importers.normal import Flag

SENTENCES = {
    "unknown-result": _("The result “%(about)s” is new to us. It is shown as it is; set the outcome by hand."),
    "unknown-type": _("The source sent something of a type that is new to us: “%(about)s”. It was left out."),
    "unknown-status": _("The meeting's status “%(about)s” is new to us. Set the status by hand."),
    "cycle": _("Item %(about)s contains itself at the source. It was taken over once; check the agenda."),
    "no-title": _("Item %(about)s has no title at the source and was left out. Add it by hand."),
    "two-meetings": _("Item %(about)s is on two agendas at the source. It stays where it is; check which is right."),
    "missing-reference": _("%(about)s documents or names could not be read yet. We try again every week, five times."),
    "given-up": _("%(about)s references could not be read in five attempts. Add what is missing by hand."),
    "withdrawn": _("Withdrawn at the source: %(about)s. What residents said about it is kept with a notice."),
    "confidential": _("No longer public: %(about)s. Its text was removed; what residents said is kept with a notice."),
    "missing-line": _("A line of “%(about)s” could not be read. The rest was taken over; import again later."),
    "no-time": _("The start of “%(about)s” could not be read. Enter date and time by hand."),
    "other-host": _("The source pointed to another host and this was not followed: %(about)s."),
    "unreadable-file": _("The file %(about)s could not be read and was left out."),
}


def sentence(flag: Flag) -> str:
    """Return the sentence for a flag, in the municipality's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(SENTENCES[flag.code]) % {"about": flag.about}
