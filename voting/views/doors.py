"""Voting on one ballot without an account: what the browser's session remembers of a letter, or of who helps at a desk.

It ends with the session, after half an hour without a step, or when somebody says that they are done.
"""

import time
from typing import Any

from samenspel.accounts.context import AppRequest
from samenspel.accounts.models import User
from voting.models import Ballot, RollEntry, VotingCode
from voting.permissions import Voter, can_help_vote

LETTER, HELP = "voting.letter", "voting.help"
SECONDS = 30 * 60
STEP = 60  # seconds after which a step makes the half hour start anew


def open_with_letter(request: AppRequest, code: VotingCode) -> None:
    """Let this browser vote with a letter; what was known of it before does not go on under the same key."""
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # with the browser
    request.session[LETTER] = {"ballot": code.ballot_id, "code": code.pk, "until": _now() + SECONDS}


def open_to_help(request: AppRequest, ballot: Ballot, voter: Voter) -> None:
    """Let this officer cast the vote of somebody who stands at the desk."""
    who = {"entry": voter.entry.pk} if voter.entry else {"person": voter.person.pk if voter.person else 0}
    request.session[HELP] = {"ballot": ballot.pk, "by": request.user.pk, "until": _now() + SECONDS, **who}


def close_doors(request: AppRequest) -> None:
    """Forget the letter and whom was helped."""
    for name in (LETTER, HELP):
        request.session.pop(name, None)


def voter_of_session(request: AppRequest, ballot: Ballot) -> Voter | None:
    """Return who votes on this ballot by a letter, or with help; None when nobody does, or not any more."""
    return _helped(request, ballot) or _with_letter(request, ballot)


def _with_letter(request: AppRequest, ballot: Ballot) -> Voter | None:
    kept = _kept(request, LETTER, ballot)
    if kept is None:
        return None
    valid = VotingCode.objects.filter(pk=kept["code"], ballot=ballot, voided_at=None, entry__cancelled_at=None)
    code = valid.select_related("entry").first()
    return None if code is None else Voter(entry=code.entry)


def _helped(request: AppRequest, ballot: Ballot) -> Voter | None:
    kept = _kept(request, HELP, ballot)
    if kept is None or kept["by"] != request.user.pk or not can_help_vote(request.user):
        return None
    helper = request.user
    assert isinstance(helper, User)  # noqa: S101  # who may help has an account
    if "person" in kept:
        person = User.objects.filter(pk=kept["person"], is_active=True).first()
        return None if person is None else Voter(person, helper=helper)
    entry = (
        RollEntry.objects.filter(ballot=ballot, pk=kept["entry"], cancelled_at=None).select_related("person").first()
    )
    return None if entry is None else Voter(entry.person, entry, helper=helper)


def _kept(request: AppRequest, name: str, ballot: Ballot) -> dict[str, Any] | None:
    """Return what the session remembers for this ballot, its half hour started anew."""
    kept: dict[str, Any] | None = request.session.get(name)
    if kept is None or kept["ballot"] != ballot.pk:
        return None
    left = kept["until"] - _now()
    if left <= 0:
        del request.session[name]
        return None
    if left < SECONDS - STEP:
        request.session[name] = {**kept, "until": _now() + SECONDS}
    return kept


def _now() -> int:
    return int(time.time())
