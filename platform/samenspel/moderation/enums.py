"""Grounds, verdicts and states of moderation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """Why something is reported or hidden."""

    UNLAWFUL = "unlawful", _("Against the law")
    HATE = "hate", _("Discrimination or hate")
    THREAT = "threat", _("Threat or intimidation")
    PRIVACY = "privacy", _("Personal data of somebody else")
    SPAM = "spam", _("Advertising or spam")
    OFF_TOPIC = "off_topic", _("Not about this subject")
    OTHER = "other", _("Something else")


class Verdict(models.TextChoices):
    """What a moderator decided."""

    HIDE = "hide", _("Hidden")
    RESTORE = "restore", _("Visible again")
    APPROVE = "approve", _("Published")
    KEEP = "keep", _("Left as it is")
