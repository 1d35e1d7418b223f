"""The published folder of a counted ballot, and the key it is signed with."""

from django.db import models

from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel
from voting.models.ballots import Ballot


class Publication(TenantModel):
    """The folder as one file (zip), made once and never changed."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="publication")
    archive = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of the archive, in hex
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [*TenantModel.Meta.constraints, TenantKey("ballot")]

    def __str__(self) -> str:
        return f"publication of ballot {self.ballot_id}"


class SigningKey(TenantModel):
    """The municipality's Ed25519 key for publications: the private half is encrypted with the program's secret."""

    public_key = models.TextField()  # PEM
    private_key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality"], name="voting_one_signing_key"),
        ]

    def __str__(self) -> str:
        return f"signing key {self.pk}"
