"""What this app writes down in the audit log, in words."""

from django.utils.translation import gettext_lazy as _

from samenspel.audit.registry import Detail, register
from samenspel.council.enums import MeetingStatus, Outcome, Source, Stage

FIELDS = {
    "title": _("Title"),
    "name": _("Name"),
    "short_name": _("Short name"),
    "number": _("Number"),
    "kind": _("Kind"),
    "stage": _("Phase"),
    "starts_at": _("Start"),
    "location": _("Place"),
    "body": _("Council body"),
    "parent": _("Under"),
    "explanation": _("Explanation"),
    "result": _("Result"),
    "outcome": _("Outcome"),
    "decided_at": _("Decided on"),
}

register(
    "council",
    acts={
        "council.body.created": _("Added a council body"),
        "council.body.changed": _("Changed a council body"),
        "council.body.removed": _("Removed a council body"),
        "council.councilbody.bound": _("Linked a council body to its source"),
        "council.words.changed": _("Changed the words for the phases"),
        "council.meeting.created": _("Added a meeting"),
        "council.meeting.changed": _("Changed a meeting"),
        "council.meeting.status_set": _("Set the status of a meeting"),
        "council.meeting.bound": _("Linked a meeting to its source"),
        "council.item.created": _("Added an agenda item"),
        "council.item.changed": _("Changed an agenda item"),
        "council.item.moved": _("Moved an agenda item"),
        "council.item.withdrawn": _("Took an agenda item off the agenda"),
        "council.item.restored": _("Put an agenda item back on the agenda"),
        "council.agendaitem.bound": _("Linked an agenda item to its source"),
        "council.document.created": _("Added a document"),
        "council.document.removed": _("Removed a document"),
        "council.decision.recorded": _("Recorded what the council decided"),
        "council.import.finished": _("Read in the council's agenda"),
    },
    things={
        "councilbody": _("Council body"),
        "meeting": _("Meeting"),
        "agendaitem": _("Agenda item"),
        "councildocument": _("Document"),
        "decision": _("Decision"),
        "importrun": _("Import"),
    },
    details={
        "fields": Detail(_("Changed"), FIELDS),
        "stages": Detail(_("Phases"), dict(Stage.choices)),
        "status": Detail(_("Status"), dict(MeetingStatus.choices)),
        "source": Detail(_("Source"), dict(Source.choices)),
        "meeting": _("Meeting"),
        "item": _("Agenda item"),
        "up": _("Up"),
        "version": _("Version"),
        "outcome": Detail(_("Outcome"), dict(Outcome.choices)),
        "created": _("Added"),
        "updated": _("Changed"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "removed": _("Removed"),
        "withdrawn": _("Withdrawn"),
        "skipped": _("Passed over"),
    },
)
