"""The electoral roll of a ballot, and the letters with codes that its entries got."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samenspel.accounts.enums import Level
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel
from voting.enums import EntrySource, LetterFile
from voting.models.ballots import Ballot


class Roll(TenantModel):
    """Who may vote on a ballot, as it was at a moment: from accounts, from imported lists, or both.

    An imported list is kept as salted fingerprints of one field that is different for everybody: no names are needed.
    """

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="roll")
    taken_at = models.DateTimeField(auto_now_add=True)
    reference_date = models.DateField(_("who lived here on"), null=True)
    field_name = models.CharField(_("field that is different for everybody"), max_length=60, blank=True)
    salt = models.CharField(max_length=64, blank=True)  # destroyed when objections are over
    closed_at = models.DateTimeField(null=True)  # from then on nobody is added

    class Meta(TenantModel.Meta):
        constraints = [*TenantModel.Meta.constraints, TenantKey("ballot")]

    def __str__(self) -> str:
        return f"roll of ballot {self.ballot_id}"


class RollEntry(TenantModel):
    """One person who may vote: an account, or a line of an imported list. Cancelled entries stay, and are counted."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="entries")
    source = models.CharField(max_length=10, choices=EntrySource.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    fingerprint = models.CharField(max_length=64, null=True)  # noqa: DJ001  # unique where there is one; HMAC-SHA-256 with the salt
    district = models.CharField(max_length=80, blank=True)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.LETTER)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            TenantKey("person"),
            models.UniqueConstraint(fields=["municipality", "ballot", "person"], name="voting_entry_person"),
            models.UniqueConstraint(fields=["municipality", "ballot", "fingerprint"], name="voting_entry_fingerprint"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(fingerprint__isnull=False),
                name="voting_entry_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class LetterBatch(TenantModel):
    """Letters that are made together, as one file that is fetched once.

    Both texts are encrypted: `waiting` holds who still gets a letter and the address lines to print, `readable` the letters
    that are made. Both are wiped when the file was fetched, or after a day.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="letter_batches")
    kind = models.CharField(_("file"), max_length=3, choices=LetterFile.choices, default=LetterFile.PDF)
    address = models.CharField(max_length=200)  # where one types the code
    wanted = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    waiting = models.BinaryField(null=True)
    readable = models.BinaryField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [*TenantModel.Meta.constraints, TenantKey("ballot"), TenantKey("created_by")]

    def __str__(self) -> str:
        return f"letters {self.pk}"


class VotingCode(TenantModel):
    """A letter's single-use code: `number` is printed and finds it, the secret part is kept as a slow hash only."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="codes")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="codes")
    batch = models.ForeignKey(LetterBatch, on_delete=models.PROTECT, null=True, related_name="codes")
    number = models.CharField(max_length=12)  # of the letter; no secret
    code_hash = models.CharField(max_length=200)
    issued_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)  # printed again, or the entry was cancelled

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("ballot"),
            TenantKey("entry"),
            TenantKey("batch"),
            models.UniqueConstraint(fields=["municipality", "ballot", "number"], name="voting_code_number"),
            models.UniqueConstraint(
                fields=["municipality", "entry"],
                condition=models.Q(voided_at__isnull=True),
                name="voting_code_one_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
