"""Sending: claimed before, marked after.

Only a crash between the server's answer and our mark can send a message twice, and then under the same Message-ID; nothing
is forgotten, because a claim that stays open is taken over.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from samenspel.notifications.exceptions import MailNotSent
from samenspel.notifications.models import OutgoingMail
from samenspel.tenancy.context import current_municipality

CLAIM_LASTS = timedelta(minutes=5)
GIVE_UP_AFTER = 12  # attempts


def deliver_mail(mail_id: int) -> bool:
    """Send one stored message; return False when it was sent before or somebody else is sending it.

    Raises `MailNotSent`, after writing it down, so that the task tries again later. What the mail server said is left
    out: it names the address, and the worker logs what is raised.
    """
    mail = _claim(mail_id)
    if mail is None:
        return False
    try:
        if not settings.DEMO:
            _send(mail)
    except Exception as error:
        OutgoingMail.objects.filter(pk=mail.pk).update(claimed_at=None, error=type(error).__name__[:250])
        raise MailNotSent(type(error).__name__) from None
    _mark_sent(mail)
    return True


def overdue_mail(*, limit: int = 200) -> list[int]:
    """Return ids of messages whose sender crashed or never came, oldest first."""
    before = timezone.now() - CLAIM_LASTS
    waiting = _deliverable().filter(attempts__lt=GIVE_UP_AFTER, created_at__lt=before).order_by("id")
    return list(waiting.values_list("pk", flat=True)[:limit])


def _deliverable() -> QuerySet[OutgoingMail]:
    free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM_LASTS)
    found: QuerySet[OutgoingMail] = OutgoingMail.objects.filter(free, sent_at=None)
    return found


@transaction.atomic
def _claim(mail_id: int) -> OutgoingMail | None:
    mail = _deliverable().select_for_update(skip_locked=True).filter(pk=mail_id).first()
    if mail is not None:
        mail.claimed_at = timezone.now()
        mail.attempts += 1
        mail.save(update_fields=["claimed_at", "attempts"])
    return mail


def _send(mail: OutgoingMail) -> None:
    municipality = current_municipality()
    contact = getattr(getattr(municipality, "settings", None), "contact_email", "")
    message = EmailMultiAlternatives(
        *(mail.subject, mail.text, mail.from_email, [mail.to]),
        reply_to=[contact] if contact else None,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(settings.DELIVERY_BACKEND),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def _mark_sent(mail: OutgoingMail) -> None:
    mail.sent_at, mail.claimed_at, mail.error = timezone.now(), None, ""
    if not settings.DEMO:  # what we wrote to somebody is no longer ours to keep
        mail.text = mail.html = ""
    mail.save(update_fields=["sent_at", "claimed_at", "error", "text", "html"])
