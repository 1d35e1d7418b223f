"""Closing by itself: once a minute everything that is past its close is counted, and what was counted is published."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from procrastinate.contrib.django import app

from samenspel.tenancy.queries import in_municipality, municipalities
from voting.actions import count_ballot, note_result, publish_ballot
from voting.actions.letters import fill_letters, wipe_letters
from voting.actions.rolls import destroy_old_salts
from voting.models import Ballot, LetterBatch
from voting.queries import due_ballots, unnoted_ballots, unpublished_ballots

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


@app.task(name="voting.fill_letters", retry=3)
def fill_letters_of(municipality_id: int, batch_id: int) -> None:
    """Make the letters of a batch; running it twice changes nothing."""
    with in_municipality(municipality_id):
        fill_letters(LetterBatch.objects.get(pk=batch_id))


@app.periodic(cron="*/15 * * * *")
@app.task(name="voting.forget", queueing_lock="voting.forget")
def forget(timestamp: int) -> None:
    """Wipe letters that nobody fetched in a day, and keys of lists six weeks after their ballot was over."""
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            wipe_letters()
            destroy_old_salts()


@app.periodic(cron="* * * * *")
@app.task(name="voting.note_results", queueing_lock="voting.note_results")
def note_results(timestamp: int) -> None:
    """Work out what other rules would have chosen from ballots that were counted; one that fails is logged."""
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            _for_each(unnoted_ballots(), note_result, "voting.note_failed")


def _for_each(ballots: Iterable[Ballot], act: Callable[[Ballot], Any], event: str) -> None:
    for ballot in ballots:
        try:
            act(ballot)
        except Exception:
            logger.exception(event, extra={"ballot_id": ballot.pk})
