"""Working out once what the page of a result shows besides the result: the lot, and what other rules would have chosen."""

from django.db import transaction

from voting.counting.comparison import compare
from voting.counting.lot import seed_of
from voting.counting.marks import read_ballots
from voting.enums import BallotState
from voting.models import Ballot, ResultNote
from voting.queries.published import counted_lines
from voting.queries.rules import rule_of
from voting.queries.sums import ballots_digest


def note_result(ballot: Ballot) -> ResultNote | None:
    """Work out and store the note of a counted ballot; return the one that is there when it was made before.

    Returns None for a ballot that is not counted, or whose rule was never fixed. Counting by other rules may take a while,
    so nothing is locked: two that do it at once write the same.
    """
    if ballot.state != BallotState.COUNTED or ballot.rule is None or ballot.result is None:
        return None
    rule, lines = rule_of(ballot), counted_lines(ballot)
    digest = ballots_digest(lines)
    seed = seed_of(ballot.lot_secret, digest, ballot.lot_drawn)
    comparison = compare(rule, read_ballots(rule, lines), ballot.result["winners"], seed=seed)
    with transaction.atomic():
        note: ResultNote
        note, _created = ResultNote.objects.get_or_create(
            ballot=ballot, defaults={"ballots_digest": digest, "seed": seed, "comparison": comparison}
        )
    return note
