"""What people did, and the chain of hashes that shows when somebody changed the record afterwards."""

from django.conf import settings
from django.db import models

from samenspel.audit import registry
from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel


class AuditEntry(TenantModel):
    """One act: written in the transaction of the act itself, never changed."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=80)  # "<app>.<noun>.<past participle>"
    kind = models.CharField(max_length=40, blank=True)  # what it was done to, and its id
    object_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)  # never a name, an address or a ballot

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [*TenantModel.Meta.constraints, TenantKey("actor")]
        indexes = [
            models.Index(fields=["municipality", "-id"], name="audit_entry_latest"),
            models.Index(fields=["municipality", "kind", "object_id"], name="audit_entry_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind}:{self.object_id}"

    @property
    def act(self) -> str:
        """What was done, in words."""
        return registry.act_words(self.action)

    @property
    def thing(self) -> str:
        """What kind of thing it was done to, in words."""
        return registry.thing_words(self.kind)

    @property
    def details(self) -> list[tuple[str, str]]:
        """Label and value of each recorded detail, in words."""
        return registry.detail_words(self.action, self.data)


class AuditSeal(TenantModel):
    """The hash of an entry and of the seal before it; positions count from 1 per municipality without a gap."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)  # hexadecimal SHA-256
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("entry"),
            models.UniqueConstraint(fields=["municipality", "position"], name="audit_seal_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.hash}"
