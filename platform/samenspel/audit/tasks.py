"""Sealing, every minute."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from samenspel.audit.actions import seal_entries
from samenspel.tenancy.queries import in_municipality, municipalities

LIMIT = 5000


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:
    """Chain the new entries of every municipality; once an hour also those that committed very late."""
    whole = datetime.fromtimestamp(timestamp, UTC).minute == 0
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            while seal_entries(limit=LIMIT, whole=whole) == LIMIT:
                pass
