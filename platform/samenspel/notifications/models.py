"""Mail that waits, was sent, or could not be."""

from django.db import models

from samenspel.tenancy.models import TenantModel


class OutgoingMail(TenantModel):
    """One message to one address; its texts are wiped after sending, except in demo mode."""

    to = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    from_email = models.CharField(max_length=250)
    message_id = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=250, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["municipality", "message_id"], name="notifications_mail_message_id"),
        ]

    def __str__(self) -> str:
        return self.message_id
