"""Signing in to one ballot with the number and the code of a letter."""

from functools import cache

from samenspel.accounts.actions.letter_codes import normalise_code
from samenspel.common.ratelimit import check_rate, client_key
from voting.actions.letters import hash_of, is_code
from voting.exceptions.rolls import CodeNotValid
from voting.models import Ballot, VotingCode

QUARTER, DAY = 15 * 60, 24 * 60 * 60
LONGEST = 60  # characters that are looked at


def enter_code(ballot: Ballot, *, number: str, code: str, address: str) -> VotingCode:
    """Return the letter's code when number and code belong together and work; `address` is the client's, for the limits.

    Raises `TooMany` and `CodeNotValid`. The answer is the same, and takes as long, whatever is wrong: an unknown number,
    another code, a letter that was replaced, an entry that was cancelled. Limits count numbers that do not exist as well.
    """
    number = "".join(letter for letter in number if letter.isdecimal())[:12]
    for key, few, many in ((f"{ballot.pk}:{number}", 5, 20), (client_key(address), 30, 100)):
        check_rate("voting-code-quarter", key, limit=few, seconds=QUARTER)
        check_rate("voting-code-day", key, limit=many, seconds=DAY)
    codes = VotingCode.objects.select_related("entry").filter(ballot=ballot, number=number)
    found: VotingCode | None = codes.first()
    fits = is_code(normalise_code(code[:LONGEST]), _nobody() if found is None else found.code_hash)
    if found is None or not fits or found.voided_at is not None or found.entry.cancelled_at is not None:
        raise CodeNotValid
    return found


@cache
def _nobody() -> str:
    """The hash of a code that nobody has."""
    return hash_of("no code")
