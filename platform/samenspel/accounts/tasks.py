"""The worker's part in letter codes."""

from procrastinate.contrib.django import app

from samenspel.accounts.actions.letter_codes import fill_batch, wipe_readable_codes
from samenspel.accounts.models import LetterCodeBatch
from samenspel.tenancy.queries import in_municipality, municipalities


@app.task(name="accounts.fill_letter_batch", retry=3)
def fill_letter_batch(municipality_id: int, batch_id: int) -> None:
    """Make or store the codes of a batch; running it twice changes nothing."""
    with in_municipality(municipality_id):
        fill_batch(LetterCodeBatch.objects.get(pk=batch_id))


@app.periodic(cron="*/15 * * * *")
@app.task(name="accounts.wipe_letter_codes", queueing_lock="accounts.wipe_letter_codes")
def wipe_letter_codes(timestamp: int) -> None:
    """Wipe readable codes that nobody fetched in a day."""
    for municipality in municipalities():
        with in_municipality(municipality.pk):
            wipe_readable_codes()
