"""What was worked out once, after the count, for the page of a result."""

from django.db import models

from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel
from voting.models.ballots import Ballot


class ResultNote(TenantModel):
    """The lot as anybody can follow it, and what other rules would have chosen: see `voting.counting.comparison`."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="result_note")
    ballots_digest = models.CharField(max_length=64)  # SHA-256 of `ballots.txt`, in hex
    seed = models.CharField(max_length=64)  # of the lot
    comparison = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [*TenantModel.Meta.constraints, TenantKey("ballot")]

    def __str__(self) -> str:
        return f"note on the result of ballot {self.ballot_id}"
