"""Finding mail."""

from django.db.models import QuerySet

from samenspel.notifications.models import OutgoingMail


def mailbox(*, to: str = "", limit: int = 100) -> QuerySet[OutgoingMail]:
    """Return the latest messages of the current municipality, to one address if given."""
    mail: QuerySet[OutgoingMail] = OutgoingMail.objects.order_by("-id")
    return (mail.filter(to=to.lower()) if to else mail)[:limit]
