"""Methods, channels and states of ballots."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    """How people mark a ballot and how it is counted."""

    YES_NO = "yes_no", _("Yes, no or blank")
    SINGLE_CHOICE = "single_choice", _("One choice of many")


class BallotState(models.TextChoices):
    """What was done with a ballot by hand; whether it is open follows from its times."""

    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    COUNTED = "counted", _("Counted")
    CANCELLED = "cancelled", _("Cancelled")


class OptionKind(models.TextChoices):
    """What choosing an option means for the count."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    BLANK = "blank", _("Blank")
    CHOICE = "choice", _("Choice")


class Channel(models.TextChoices):
    """How a vote was cast."""

    ONLINE = "online", _("On this website")
