"""Words of talks, consultations and proposals: stances, reactions, states, levels, phases."""

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
    PAUSED = "paused", _("The talk is paused.")
    NOT_YET = "not_yet", _("The talk has not begun yet.")
    PHASE_OVER = "phase_over", _("The time to talk is over.")
    CONSULTATION_CLOSED = "consultation_closed", _("The consultation is closed.")


class PolicyStage(models.TextChoices):
    """Where in the making of policy residents are asked (Dutch Municipalities Act 150, since 2025)."""

    PREPARATION = "preparation", _("Preparation")
    EXECUTION = "execution", _("Execution")
    EVALUATION = "evaluation", _("Evaluation")


class ParticipationLevel(models.TextChoices):
    """How much say residents get, from least to most."""

    INFORMING = "informing", _("Informing")
    CONSULTING = "consulting", _("Consulting")
    ADVISING = "advising", _("Advising")
    COPRODUCING = "coproducing", _("Co-producing")
    CODECIDING = "codeciding", _("Deciding together")


class ConsultationState(models.TextChoices):
    """Whether residents see a consultation and can still take part."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")


class Activity(models.TextChoices):
    """What a phase of a consultation is for."""

    DISCUSSION = "discussion", _("Talk")
    PROPOSALS = "proposals", _("Make and support proposals")
    SUPPORT = "support", _("Support proposals")
    VOTE = "vote", _("Vote")
    WEIGHING = "weighing", _("The municipality weighs what came in")


class LinkKind(models.TextChoices):
    """What the council does with a consultation at an agenda item."""

    DECIDES = "decides", _("The council decides here")
    DISCUSSES = "discusses", _("The council talks about it here")
    INFORMS = "informs", _("The council is informed here")


class ProposalStatus(models.TextChoices):
    """What the municipality does with a proposal."""

    SUBMITTED = "submitted", _("Submitted")
    REVIEWING = "reviewing", _("Being looked at")
    ADOPTED = "adopted", _("Taken over")
    PARTLY = "partly", _("Partly taken over")
    REJECTED = "rejected", _("Not taken over")
    DONE = "done", _("Has been carried out")


ANSWERED_STATUSES = frozenset(
    {ProposalStatus.ADOPTED, ProposalStatus.PARTLY, ProposalStatus.REJECTED, ProposalStatus.DONE}
)  # these are given with an answer and reasons only


class ProposalSort(models.TextChoices):
    """Orders in which proposals can be read."""

    NEWEST = "newest", _("Newest")
    SUPPORTED = "supported", _("Most supported")
    ANSWERED = "answered", _("With an answer")


class Channel(models.TextChoices):
    """How something reached the municipality."""

    ONLINE = "online", _("On this website")
    PAPER = "paper", _("On paper")
    MEETING = "meeting", _("At a meeting")
