"""Stances, reactions and states of contributions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stance(models.TextChoices):
    """Where a contribution stands towards what is being decided."""

    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    NEUTRAL = "neutral", _("Neutral")
    QUESTION = "question", _("Question")


class ReactionKind(models.TextChoices):
    """What a reader can say with one press."""

    AGREE = "agree", _("Agree")
    USEFUL = "useful", _("Useful")


class ContributionState(models.TextChoices):
    """Whether readers see a contribution; the row and its place in the talk always stay."""

    PUBLISHED = "published", _("Published")
    HELD = "held", _("Waiting for a moderator")
    HIDDEN = "hidden", _("Hidden by a moderator")
    WITHDRAWN = "withdrawn", _("Withdrawn by the author")


class Sort(models.TextChoices):
    """Orders in which a talk can be read."""

    NEWEST = "newest", _("Newest")
    SUPPORTED = "supported", _("Most supported")
    UNANSWERED = "unanswered", _("Unanswered questions")


class Closing(models.TextChoices):
    """Why nobody can add to a talk now."""

    NOT_DISCUSSABLE = "not_discussable", _("This line of the agenda is not open for discussion.")
    BY_STAFF = "by_staff", _("The clerk closed this talk.")
    DECIDED = "decided", _("The council has dealt with this item.")
    CANCELLED = "cancelled", _("The meeting is cancelled.")
    MEETING_OVER = "meeting_over", _("The meeting is over.")
