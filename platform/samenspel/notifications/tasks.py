"""The worker's part in mail."""

from contextlib import suppress

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from samenspel.notifications.actions.deliveries import deliver_mail, overdue_mail
from samenspel.tenancy.queries import in_municipality, municipalities

BACK_OFF = RetryStrategy(max_attempts=8, exponential_wait=4)  # 4 s, 16 s, ... some 18 hours


@app.task(name="notifications.send_mail", retry=BACK_OFF)
def send_mail(municipality_id: int, mail_id: int) -> None:
    """Send one stored message."""
    with in_municipality(municipality_id):
        deliver_mail(mail_id)


@app.periodic(cron="* * * * *")
@app.task(name="notifications.send_overdue_mail", queueing_lock="notifications.send_overdue_mail")
def send_overdue_mail(timestamp: int) -> None:
    """Ask again for messages that a crash left behind, unless they are still in the queue."""
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            for mail_id in overdue_mail():
                with suppress(AlreadyEnqueued), transaction.atomic():
                    task = send_mail.configure(queueing_lock=f"mail-{mail_id}")
                    task.defer(municipality_id=municipality.pk, mail_id=mail_id)
