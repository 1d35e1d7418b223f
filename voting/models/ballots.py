"""Ballots, their options, who voted, and the votes: linked to a person only until the ballot closes."""

import uuid

from django.conf import settings as configuration
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.enums import Level
from samenspel.subjects.models import Subject
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel
from voting.constraints import OptionStaysAsItOpened, RuleStaysAsItOpened, SealedUntilClose
from voting.counting.marks import BLANK, LONGEST_LINE
from voting.enums import BallotState, Channel, Eligibility, Method, OptionKind


class Ballot(TenantModel):
    """One question that people vote on, about an agenda item or a consultation.

    `settings` are the parts of the rule that its makers chose; `rule` is the whole of it as `rule.json`, composed when the
    ballot is planned, with its SHA-256. The database refuses to change what people vote on after the opening. `result` is
    written when it is counted: what `voting.counting` returned, as JSON. Before that nobody knows a tally.
    """

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="ballot")
    about = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="ballots")
    question = models.CharField(_("question"), max_length=300)
    explanation = models.TextField(_("explanation"), max_length=3000, blank=True)
    method = models.CharField(_("how people vote"), max_length=20, choices=Method.choices, default=Method.YES_NO)
    settings = models.JSONField(default=dict)  # form, seats, limits, budget, shares, ties, decision: as in `rule.json`
    rule = models.JSONField(null=True)  # the whole rule; None as long as it is a draft
    rule_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the canonical `rule.json`, in hex
    lot_secret = models.CharField(max_length=64, blank=True)  # shown to nobody before the count
    lot_commitment = models.CharField(max_length=64, blank=True)  # SHA-256 of the secret, shown from the planning on
    lot_source = models.CharField(_("public draw"), max_length=300, blank=True)  # which public draw is added, if any
    lot_drawn = models.CharField(max_length=200, blank=True)  # what that draw gave, typed in after the close
    eligibility = models.CharField(
        _("electoral roll"), max_length=10, choices=Eligibility.choices, default=Eligibility.ACCOUNTS
    )
    has_paper = models.BooleanField(_("paper ballots are counted too"), default=False)
    minimum_level = models.PositiveSmallIntegerField(_("who may vote"), choices=Level.choices, default=Level.EMAIL)
    is_binding = models.BooleanField(_("the municipality does what the vote says"), default=False)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    state = models.CharField(max_length=10, choices=BallotState.choices, default=BallotState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(configuration.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
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
            RuleStaysAsItOpened(name="voting_ballot_rule_fixed"),
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
    description = models.TextField(_("description"), max_length=3000, blank=True)
    cost = models.BigIntegerField(_("cost"), default=0)  # in cents
    area = models.CharField(_("area"), max_length=80, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)  # an address or a name people know
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    proposal = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")  # where it comes from

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            TenantKey("proposal"),
            models.CheckConstraint(condition=models.Q(cost__gte=0), name="voting_option_cost"),
            OptionStaysAsItOpened(name="voting_option_fixed"),
            models.UniqueConstraint(fields=["municipality", "ballot", "number"], name="voting_option_number"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def line(self) -> str:
        """The canonical line of a ballot that names this option and nothing else."""
        return BLANK if self.kind == OptionKind.BLANK else str(self.number)

    @property
    def label(self) -> str:
        """What the ballot says: yes, no and blank in the reader's language, all else as it was typed."""
        return self.text if self.kind == OptionKind.CHOICE else str(OptionKind(self.kind).label)


class OptionPhoto(TenantModel):
    """A photo of a project, re-encoded: no place, time or camera in it. Served by its municipality's host only."""

    option = models.OneToOneField(Option, on_delete=models.CASCADE, related_name="photo")
    image = models.BinaryField()  # JPEG
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alternative = models.CharField(_("what one sees on the photo"), max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 in hex; part of the address, so that browsers may keep it

    class Meta(TenantModel.Meta):
        constraints = [*TenantModel.Meta.constraints, TenantKey("option", cascade=True)]

    def __str__(self) -> str:
        return self.alternative


class Participation(TenantModel):
    """That somebody voted on a ballot, and as whom they were verified; never what they voted. Stays.

    With an electoral roll it is an entry that votes (of an account or not); without one it is a person. `receipt` is new
    with every change of the vote: the last one is published among the others when the ballot was counted.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(configuration.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey("voting.RollEntry", on_delete=models.PROTECT, null=True, related_name="+")
    receipt = models.CharField(max_length=20, blank=True)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            TenantKey("person"),
            TenantKey("entry"),
            models.UniqueConstraint(fields=["municipality", "ballot", "person"], name="voting_voted_once"),
            models.UniqueConstraint(fields=["municipality", "ballot", "entry"], name="voting_entry_voted_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(entry__isnull=False), name="voting_somebody_voted"
            ),
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
    marks = models.CharField(max_length=LONGEST_LINE)  # the canonical line of the ballot, as it is published

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            TenantKey("participation"),
            SealedUntilClose("participation", with_entries=True, name="voting_vote_sealed"),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class CountedVote(TenantModel):
    """A vote as it was counted, without a person, a time or an order: keys are random, rows come in random order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="counted_votes")
    marks = models.CharField(max_length=LONGEST_LINE)

    class Meta(TenantModel.Meta):
        constraints = [*TenantModel.Meta.constraints, TenantKey("ballot")]

    def __str__(self) -> str:
        return "counted vote"
