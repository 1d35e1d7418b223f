"""Writing mail down, in the transaction of the act that causes it."""

from email.utils import formataddr, make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate.contrib.django import app

from samenspel.notifications.models import OutgoingMail
from samenspel.tenancy.context import current_municipality
from samenspel.tenancy.models import Municipality
from samenspel.tenancy.queries import primary_host

HTML = "text/html"


@transaction.atomic
def queue_message(message: EmailMessage) -> int:
    """Store one row per recipient, with a Message-ID that stays the same, and ask the worker to send them."""
    municipality = current_municipality()
    if municipality is None:
        raise ValueError("Mail belongs to a municipality: enter one before sending.")
    alternatives = getattr(message, "alternatives", [])
    html = next((str(content) for content, kind in alternatives if kind == HTML), "")
    for recipient in message.recipients():
        mail = OutgoingMail.objects.create(
            to=recipient.lower(),
            subject=" ".join(str(message.subject).split())[:250],
            text=str(message.body),
            html=html,
            from_email=sender_of(municipality),
            message_id=make_msgid(domain=primary_host(municipality) or "localhost"),
        )
        task = app.configure_task("notifications.send_mail", queueing_lock=f"mail-{mail.pk}")
        task.defer(municipality_id=municipality.pk, mail_id=mail.pk)
    return len(message.recipients())


def sender_of(municipality: Municipality) -> str:
    """Return the From line: the municipality's own sender name with the platform's address."""
    named = getattr(municipality, "settings", None)
    name = named.sender_name if named is not None else ""
    return formataddr((name or municipality.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
