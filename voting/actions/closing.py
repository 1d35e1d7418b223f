"""Counting a ballot that closed: exactly once, with every vote in it, and without a way back to who cast it."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from samenspel.audit.actions import record
from voting.counting.lot import seed_of
from voting.counting.marks import read_ballots
from voting.counting.tally import count, needs_lot
from voting.enums import BallotState, Eligibility
from voting.exceptions import BallotOver, NothingToDraw, PaperNotReady
from voting.models import Ballot, Option, Participation, Vote
from voting.permissions import check_manager
from voting.queries.paper import is_paper_ready, marked_on_paper, paper_lines
from voting.queries.rules import rule_of
from voting.queries.sums import ballots_digest, cells_of, electorate_of, lines_of, public_sums
from voting.signals import ballot_counted

MOST_AT_ONCE = 2000  # votes that are counted in a visitor's request
# New random keys, and rows in the order of those keys: nothing is left of who voted when.
SHUFFLE = """
    INSERT INTO voting_countedvote (id, municipality_id, ballot_id, marks)
    SELECT key, municipality_id, ballot_id, marks
    FROM (SELECT gen_random_uuid() AS key, municipality_id, ballot_id, marks FROM voting_vote
          WHERE municipality_id = %s AND ballot_id = %s) AS votes
    ORDER BY key
"""


@transaction.atomic
def count_ballot(ballot: Ballot, *, with_paper: bool = False) -> Ballot:
    """Count a ballot that is past its close and destroy the link from voters to votes; return it as it is now.

    Does nothing to a ballot that is open, counted or cancelled, so it is safe to run twice and at any moment; nor to one
    that waits for its paper ballots (`count_with_paper`), or for a public draw that decides (`draw_lot`).
    """
    locked: Ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    now = _clock()
    if locked.state != BallotState.PLANNED or now < locked.closes_at or (locked.has_paper and not with_paper):
        return locked
    options = list(Option.objects.filter(ballot=locked).order_by("number"))
    rule = rule_of(locked, options)
    cells, paper = cells_of(locked), paper_lines(locked)
    lines = lines_of(cells, paper)
    profile = read_ballots(rule, lines)
    if locked.lot_source and not locked.lot_drawn and needs_lot(rule, profile):
        return locked
    electorate, typed = electorate_of(locked), sum(paper.values())
    nameless = 0 if locked.eligibility == Eligibility.ROLL else max(0, typed - marked_on_paper(locked))
    could_vote = sum(electorate.values()) + nameless
    seed = seed_of(locked.lot_secret, ballots_digest(lines), locked.lot_drawn)
    locked.result = {
        **count(rule, profile, seed=seed, electorate=could_vote).to_json(),
        "names": _names(options),
        "sums_public": public_sums(cells, paper=typed, electorate=electorate, could_vote=could_vote, rule=rule),
    }
    locked.eligible_count = could_vote
    locked.state, locked.counted_at = BallotState.COUNTED, now
    locked.save(update_fields=["result", "eligible_count", "state", "counted_at"])
    _unlink(locked)
    record("voting.ballot.counted", actor=None, on=locked, voted=profile.cast)
    ballot_counted.send(sender=Ballot, ballot=locked)
    return locked


def count_if_small(ballot: Ballot) -> Ballot:
    """Count a ballot for the first who looks after its close, so that they need not wait; a large one is for the worker."""
    if Participation.objects.filter(ballot=ballot)[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
        return ballot
    return count_ballot(ballot)


@transaction.atomic
def count_with_paper(ballot: Ballot, *, actor: Any) -> Ballot:
    """Count a ballot that has paper ballots, once everybody who types them is ready. Raises `PaperNotReady`."""
    check_manager(actor)
    locked: Ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if locked.state != BallotState.PLANNED or not locked.has_paper:
        raise BallotOver
    if _clock() < locked.closes_at or not is_paper_ready(locked):
        raise PaperNotReady
    record("voting.paper.counted", actor=actor, on=locked)
    return count_ballot(locked, with_paper=True)


@transaction.atomic
def draw_lot(ballot: Ballot, *, actor: Any, drawn: str) -> Ballot:
    """Write down what the public draw gave that was promised, after the close; then the ballot can be counted."""
    check_manager(actor)
    locked: Ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    is_closed = locked.state == BallotState.PLANNED and _clock() >= locked.closes_at
    if not (is_closed and locked.lot_source and drawn.strip()) or locked.lot_drawn:
        raise NothingToDraw
    locked.lot_drawn = " ".join(drawn.split())
    locked.save(update_fields=["lot_drawn"])
    record("voting.ballot.drawn", actor=actor, on=locked, drawn=locked.lot_drawn)
    return count_ballot(locked)


def _clock() -> Any:
    """The moment by the database's clock, as casting reads it: after the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _names(options: Iterable[Option]) -> list[dict[str, Any]]:
    """What the options are called, so that lists of results need no further query."""
    return [{"number": option.number, "kind": option.kind, "text": option.text} for option in options]


def _unlink(ballot: Ballot) -> None:
    """Copy the votes without their voters, in random order under random keys, and destroy the originals."""
    with connection.cursor() as cursor:
        cursor.execute(SHUFFLE, [ballot.municipality_id, ballot.pk])
    Vote.objects.filter(ballot=ballot).delete()
