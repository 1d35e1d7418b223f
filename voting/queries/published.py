"""What is published of a counted ballot, and the folder itself."""

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404

from voting.enums import BallotState
from voting.models import Ballot, CountedVote, Participation, Publication, SigningKey
from voting.queries.ballots import access_ballot
from voting.queries.paper import paper_lines
from voting.queries.rolls import roll_equations
from voting.queries.sums import in_canonical_form


def counted_lines(ballot: Ballot) -> Counter[str]:
    """Return each line of a counted ballot with how often it was cast or typed."""
    groups = CountedVote.objects.filter(ballot=ballot).order_by().values_list("marks")
    lines: Counter[str] = Counter(dict(groups.annotate(number=Count("pk"))))
    lines.update(in_canonical_form(paper_lines(ballot)))
    return lines


def receipts_of(ballot: Ballot) -> list[str]:
    """Return the receipts of everybody whose vote was counted, sorted: the order says nothing."""
    found = Participation.objects.filter(ballot=ballot).exclude(receipt="")
    return sorted(found.values_list("receipt", flat=True))


def has_receipt(ballot: Ballot, receipt: str) -> bool:
    """Return whether a receipt is in the published list; spaces, dashes and capitals do not matter."""
    letters = "".join(receipt.split()).replace("-", "").upper()
    written = "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    return bool(letters) and Participation.objects.filter(ballot=ballot, receipt=written).exists()


def roll_sums(ballot: Ballot) -> dict[str, Any]:
    """Return the numbers of the roll that must agree with each other; none without a roll."""
    sums = roll_equations(ballot)
    return {} if sums is None else sums.to_json()


def unpublished_ballots() -> QuerySet[Ballot]:
    """Return the counted ballots whose folder is still to be made. Those without a fixed rule have none."""
    found: QuerySet[Ballot] = Ballot.objects.filter(state=BallotState.COUNTED, publication=None, rule__isnull=False)
    return found.order_by("counted_at", "pk")


def unnoted_ballots() -> QuerySet[Ballot]:
    """Return the counted ballots of which nobody worked out yet what other rules would have chosen."""
    found: QuerySet[Ballot] = Ballot.objects.filter(state=BallotState.COUNTED, result_note=None, rule__isnull=False)
    return found.order_by("counted_at", "pk")


def access_counted_ballot(pk: int, user: Any) -> Ballot:
    """Return a ballot that was counted, or raise `Http404`: before that there is nothing to publish."""
    ballot = access_ballot(pk, user)
    if ballot.state != BallotState.COUNTED:
        raise Http404
    return ballot


def publication_of(ballot: Ballot) -> Publication | None:
    """Return the published folder of a ballot; None as long as it was not made."""
    found: Publication | None = Publication.objects.filter(ballot=ballot).first()
    return found


def public_key() -> str:
    """Return the public half of the municipality's key, as PEM; an empty string when it never published anything."""
    found: str | None = SigningKey.objects.values_list("public_key", flat=True).first()
    return found or ""
