"""Closing by itself: once a minute everything that is past its close is counted, and what was counted is published."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from procrastinate.contrib.django import app

from samenspel.tenancy.queries import in_municipality, municipalities
from voting.actions import count_ballot, publish_ballot
from voting.models import Ballot
from voting.queries import due_ballots, unpublished_ballots

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="voting.count_due", queueing_lock="voting.count_due")
def count_due(timestamp: int) -> None:
    """Count the ballots of every municipality that closed; one that fails is logged and does not hold up the others."""
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            _for_each(due_ballots(), count_ballot, "voting.count_failed")


@app.periodic(cron="* * * * *")
@app.task(name="voting.publish_counted", queueing_lock="voting.publish_counted")
def publish_counted(timestamp: int) -> None:
    """Make the folders of ballots that were counted; one that fails is logged and does not hold up the others."""
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            _for_each(unpublished_ballots(), publish_ballot, "voting.publish_failed")


def _for_each(ballots: Iterable[Ballot], act: Callable[[Ballot], Any], event: str) -> None:
    for ballot in ballots:
        try:
            act(ballot)
        except Exception:
            logger.exception(event, extra={"ballot_id": ballot.pk})
