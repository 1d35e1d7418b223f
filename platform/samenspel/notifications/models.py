"""Mail that waits, was sent, or could not be; and what people are told about what they took part in."""

from django.conf import settings
from django.db import models

from samenspel.subjects.models import Subject
from samenspel.tenancy.constraints import TenantKey
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


class Notice(TenantModel):
    """One sentence to one person about something they took part in, in their language, with a link.

    `key` tells apart what is told about the same subject: a second notice with the same key is not written.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)  # "decision-2", "proposal-answer-1", …
    sentence = models.CharField(max_length=500)
    url = models.CharField(max_length=300)  # path on the municipality's host
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-id"]
        constraints = [
            *TenantModel.Meta.constraints,
            TenantKey("person"),
            TenantKey("about"),
            models.UniqueConstraint(fields=["municipality", "person", "about", "key"], name="notifications_told_once"),
        ]
        indexes = [models.Index(fields=["municipality", "person", "-id"], name="notifications_notice_person")]

    def __str__(self) -> str:
        return f"notice {self.pk}"
