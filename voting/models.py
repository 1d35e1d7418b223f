"""Ballots, their options, who voted, and the votes: linked to a person only until the ballot closes."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.enums import Level
from samenspel.subjects.models import Subject
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel
from voting.constraints import SealedUntilClose
from voting.enums import BallotState, Channel, Method, OptionKind


class Ballot(TenantModel):
    """One question that people vote on, about an agenda item or a consultation.

    `result` is written when it is counted: what `voting.counting` returned, as JSON. Before that nobody knows a tally.
    """

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="ballot")
    about = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="ballots")
    question = models.CharField(_("question"), max_length=300)
    explanation = models.TextField(_("explanation"), max_length=3000, blank=True)
    method = models.CharField(_("how people vote"), max_length=20, choices=Method.choices, default=Method.YES_NO)
    minimum_level = models.PositiveSmallIntegerField(_("who may vote"), choices=Level.choices, default=Level.EMAIL)
    is_binding = models.BooleanField(_("the municipality does what the vote says"), default=False)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    state = models.CharField(max_length=10, choices=BallotState.choices, default=BallotState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_reason = models.CharField(max_length=500, blank=True)
    eligible_count = models.PositiveIntegerField(null=True)  # people who could vote, counted at the close
    counted_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("subject"),
            TenantKey("about"),
            TenantKey("created_by"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="voting_ballot_closes_later"
            ),
            models.CheckConstraint(
                condition=models.Q(state="counted", counted_at__isnull=False, result__isnull=False)
                | (~models.Q(state="counted") & models.Q(counted_at=None, result=None)),
                name="voting_ballot_counted_once",
            ),
            models.CheckConstraint(condition=models.Q(minimum_level__gte=Level.EMAIL), name="voting_ballot_no_guests"),
        ]
        indexes = [
            models.Index(fields=["municipality", "about"], name="voting_ballot_about"),
            models.Index(fields=["municipality", "state", "closes_at"], name="voting_ballot_closing"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Return the address of the ballot: to vote while it is open, with the result afterwards."""
        return reverse("voting:ballot", args=[self.pk])


class Option(TenantModel):
    """Something one can choose on a ballot."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()  # 1, 2, … as printed
    kind = models.CharField(max_length=10, choices=OptionKind.choices, default=OptionKind.CHOICE)
    text = models.CharField(_("option"), max_length=200)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            models.UniqueConstraint(fields=["municipality", "ballot", "number"], name="voting_option_number"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def label(self) -> str:
        """What the ballot says: yes, no and blank in the reader's language, all else as it was typed."""
        return self.text if self.kind == OptionKind.CHOICE else str(OptionKind(self.kind).label)


class Participation(TenantModel):
    """That a person voted on a ballot, and as whom they were verified; never what they voted. Stays."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            TenantKey("person"),
            models.UniqueConstraint(fields=["municipality", "ballot", "person"], name="voting_voted_once"),
        ]
        indexes = [models.Index(fields=["municipality", "person", "-id"], name="voting_voted_by")]

    def __str__(self) -> str:
        return f"participation {self.pk}"


class Vote(TenantModel):
    """What a person votes, as long as the ballot is open and they may change it. Destroyed when it is counted.

    Until the close the database shows a vote only to who cast it, inside `actor_context`.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes")
    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="vote")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            TenantKey("participation"),
            TenantKey("option"),
            SealedUntilClose("participation", name="voting_vote_sealed"),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class CountedVote(TenantModel):
    """A vote as it was counted, without a person, a time or an order: keys are random, rows come in random order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="counted_votes")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [*TenantModel.Meta.constraints, TenantKey("ballot"), TenantKey("option")]

    def __str__(self) -> str:
        return "counted vote"
