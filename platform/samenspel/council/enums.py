"""Words of the council cycle that the program reasons with; a municipality shows its own words for the stages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where a row came from."""

    MANUAL = "manual", _("Entered by hand")
    CSV = "csv", _("CSV file")
    OPARL = "oparl", "OParl"
    NOTUBIZ = "notubiz", "Notubiz"


class Stage(models.TextChoices):
    """The three stages of Dutch council work (BOB)."""

    EXPLORING = "exploring", _("Forming a picture")
    WEIGHING = "weighing", _("Forming a judgement")
    DECIDING = "deciding", _("Deciding")


class MeetingStatus(models.TextChoices):
    """Where a meeting stands."""

    PLANNED = "planned", _("Planned")
    IN_SESSION = "in_session", _("In session")
    CLOSED = "closed", _("Ended")
    CANCELLED = "cancelled", _("Cancelled")


class ItemKind(models.TextChoices):
    """What a line of an agenda is; only an item can be discussed."""

    ITEM = "item", _("Agenda item")
    HEADING = "heading", _("Heading")
    BREAK = "break", _("Break")
    CLOSED = "closed", _("Not public")


class Outcome(models.TextChoices):
    """What the council decided, read from the source's own words; `unknown` when the words are new to us."""

    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
    AMENDED = "amended", _("Adopted with changes")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DEFERRED = "deferred", _("Deferred")
    NOTED = "noted", _("Noted")
    UNKNOWN = "unknown", _("Decided")


# What a clerk can record as the council's decision; the other outcomes are only ever read from a source's words.
RECORDABLE = (Outcome.ADOPTED, Outcome.AMENDED, Outcome.REJECTED, Outcome.DEFERRED, Outcome.WITHDRAWN)
