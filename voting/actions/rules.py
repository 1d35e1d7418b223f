"""Fixing the rule of a ballot: composed, checked, and committed to before anybody can vote."""

import hashlib
import secrets

from voting.counting.election import MONEY, Method, Rule, RuleError
from voting.counting.lot import commitment_of
from voting.counting.results import canonical
from voting.exceptions import NotComplete, RuleDoesNotFit
from voting.models import Ballot, Option
from voting.queries.rules import compose_rule, default_settings

__all__ = ["FIXED_FIELDS", "default_settings", "fix_rule"]

FIXED_FIELDS = ("rule", "rule_digest", "lot_secret", "lot_commitment")
SECRET_BYTES = 32


def fix_rule(ballot: Ballot) -> Rule:
    """Write the whole rule, its digest and the commitment of the lot on a ballot, unsaved: save `FIXED_FIELDS`.

    Raises `NotComplete` or `RuleDoesNotFit` when people could not vote by it.
    """
    options = list(Option.objects.filter(ballot=ballot).order_by("number"))
    if len(options) < (1 if Method(ballot.method) in MONEY else 2):
        raise NotComplete
    try:
        rule = compose_rule(ballot, options)
    except RuleError as error:
        raise RuleDoesNotFit(problem=str(error)) from error
    if rule.method in MONEY and not rule.budget.total:
        raise RuleDoesNotFit(problem="The budget is 0.")
    ballot.rule = rule.to_json()
    ballot.rule_digest = digest_of(rule)
    if not ballot.lot_secret:
        ballot.lot_secret = secrets.token_hex(SECRET_BYTES)
        ballot.lot_commitment = commitment_of(ballot.lot_secret)
    return rule


def digest_of(rule: Rule) -> str:
    """Return SHA-256 in hex of `rule.json`."""
    return hashlib.sha256(canonical(rule.to_json()).encode()).hexdigest()
