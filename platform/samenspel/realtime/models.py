"""Streams of ordered events: the truth about what readers must see, in the order in which it happened."""

from django.db import models

from samenspel.tenancy.constraints import TenantKey
from samenspel.tenancy.models import TenantModel


class Stream(TenantModel):
    """A gap-free sequence; a discussion room has one. Writers lock its row until they commit."""

    last_sequence = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"stream {self.pk} at {self.last_sequence}"


class Event(TenantModel):
    """Something changed: which object, in which version. The frame is built from the object as it is now."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="events")
    sequence = models.BigIntegerField()  # counts from 1 per stream, without a gap
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["sequence"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("stream"),
            models.UniqueConstraint(fields=["municipality", "stream", "sequence"], name="realtime_event_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.object_id}"
