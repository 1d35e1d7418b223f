"""Paper ballots: bundles that two people type in, blind to each other."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel
from voting.constraints import BlindUntilCompared
from voting.counting.marks import LONGEST_LINE
from voting.enums import BundleState
from voting.models.ballots import Ballot


class PaperBundle(TenantModel):
    """A numbered pile of paper ballots. It counts when both people typed the same; a difference blocks the count."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="bundles")
    number = models.PositiveIntegerField(_("bundle"))
    expected = models.PositiveIntegerField(_("ballots in it"))
    district = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=BundleState.choices, default=BundleState.TYPING)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    first_done_at = models.DateTimeField(null=True)
    second_done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            TenantKey("first"),
            TenantKey("second"),
            models.UniqueConstraint(fields=["municipality", "ballot", "number"], name="voting_bundle_number"),
            models.CheckConstraint(
                condition=models.Q(first__isnull=True)
                | models.Q(second__isnull=True)
                | ~models.Q(first=models.F("second")),
                name="voting_bundle_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"bundle {self.number}"


class PaperSheet(TenantModel):
    """One paper ballot as one of the two people typed it. The other does not see it before both are done."""

    bundle = models.ForeignKey(PaperBundle, on_delete=models.PROTECT, related_name="sheets")
    typist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()  # in the pile, from 1
    marks = models.CharField(max_length=LONGEST_LINE, blank=True)  # as on the paper, valid or not

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("bundle"),
            TenantKey("typist"),
            models.UniqueConstraint(
                fields=["municipality", "bundle", "typist", "position"], name="voting_sheet_position"
            ),
            BlindUntilCompared("typist", name="voting_sheet_blind"),
        ]

    def __str__(self) -> str:
        return f"sheet {self.pk}"
