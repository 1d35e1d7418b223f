"""Closing by itself: once a minute everything that is past its close is counted."""

import logging

from procrastinate.contrib.django import app

from samenspel.tenancy.queries import in_municipality, municipalities
from voting.actions import count_ballot
from voting.queries import due_ballots

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="voting.count_due", queueing_lock="voting.count_due")
def count_due(timestamp: int) -> None:
    """Count the ballots of every municipality that closed; one that fails is logged and does not hold up the others."""
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            for ballot in due_ballots():
                try:
                    count_ballot(ballot)
                except Exception:
                    logger.exception("voting.count_failed", extra={"ballot_id": ballot.pk})
