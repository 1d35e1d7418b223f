"""What residents propose in a consultation, who supports it, and what the municipality answers."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.enums import Channel, ContributionState, ProposalStatus
from deliberation.models.consultations import Consultation
from samenspel.accounts.enums import Level
from samenspel.subjects.models import Subject
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel


class Proposal(TenantModel):
    """A proposal: `state` is what readers see of it, `status` what the municipality does with it."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="proposal")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="proposals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    author_level = models.PositiveSmallIntegerField(choices=Level.choices)  # as it was when submitted
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    title = models.CharField(_("your proposal in one sentence"), max_length=150)
    text = models.TextField(_("explanation"), max_length=5000)
    place = models.CharField(_("street, square or neighbourhood"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ContributionState.choices, default=ContributionState.PUBLISHED)
    status = models.CharField(max_length=12, choices=ProposalStatus.choices, default=ProposalStatus.SUBMITTED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, default=timezone.now)  # None: readers never saw it
    hidden_reasons = models.TextField(blank=True)  # shown in its place while hidden
    endorsement_count = models.PositiveIntegerField(default=0)
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answer_reasons = models.TextField(_("reasons"), max_length=5000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True)  # of the form it was submitted with: the same form submits once

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("subject"),
            TenantKey("consultation"),
            TenantKey("author"),
            TenantKey("answered_by"),
            models.UniqueConstraint(fields=["municipality", "form_token"], name="deliberation_submitted_once"),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "consultation", "-endorsement_count", "-id"],
                condition=models.Q(state="published"),
                name="deliberation_proposal_top",
            ),
            models.Index(
                fields=["municipality", "consultation", "-published_at", "-id"],
                condition=models.Q(state="published"),
                name="deliberation_proposal_newest",
            ),
            models.Index(fields=["municipality", "author", "-id"], name="deliberation_proposal_author"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("proposals:proposal", args=[self.pk])


class Endorsement(TenantModel):
    """One person's support for one proposal, with the verification level it was given at."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("proposal"),
            TenantKey("person"),
            models.UniqueConstraint(fields=["municipality", "proposal", "person"], name="deliberation_endorsed_once"),
        ]
        indexes = [models.Index(fields=["municipality", "person", "-id"], name="deliberation_endorsed_by")]

    def __str__(self) -> str:
        return f"endorsement {self.pk}"
