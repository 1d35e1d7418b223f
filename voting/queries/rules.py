"""The rule of a ballot as a value: from what was fixed, or from what its makers chose so far."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from voting.counting.election import MONEY, Budget, Decision, Form, Kind, Limits, Method, Rule, RuleError, Shares, Tie
from voting.counting.election import Option as Choice
from voting.models import Ballot, Option

FORMS = {
    Method.YES_NO: Form.CHOICE,
    Method.SINGLE_CHOICE: Form.CHOICE,
    Method.APPROVAL: Form.APPROVAL,
    Method.SCORE: Form.POINTS,
    Method.BORDA: Form.RANKING,
    Method.SCHULZE: Form.RANKING,
    Method.INSTANT_RUNOFF: Form.RANKING,
    Method.STV: Form.RANKING,
    Method.BUDGET: Form.APPROVAL,
    Method.EQUAL_SHARES: Form.APPROVAL,
}
WHOLE_EURO = 100  # cents: raised by one cent at a time, a large budget takes a hundred times as long
BY_STAGES = {Method.INSTANT_RUNOFF, Method.STV}


def default_settings(method: str) -> dict[str, Any]:
    """Return the settings of a method as long as nobody chose others: the keys of `rule.json` that its makers choose."""
    found = Method(method)
    ties = [Tie.EARLIER_STAGE, Tie.LOT] if found in BY_STAGES else [Tie.LOT]
    return {
        "form": FORMS[found].value,
        "seats": 1,
        "limits": asdict(Limits(each=5 if found is Method.SCORE else 0)),
        "budget": asdict(Budget()),
        "shares": asdict(Shares(increment=WHOLE_EURO)) if found is Method.EQUAL_SHARES else None,
        "ties": [tie.value for tie in ties],
        "decision": {"quorum": "0", "majority": "votes", "share": "0"},
    }


def first_settings(method: str, form: str = "") -> dict[str, Any]:
    """Return what a ballot begins with that is built by hand, where that differs from the defaults of its method.

    Shares of money are raised by whole euros: by cents the count would take a hundred times as long, for a difference of
    less than a euro a person.
    """
    found = Method(method)
    if found not in MONEY:
        return {}
    points = form == Form.POINTS
    settings: dict[str, Any] = {
        "form": form or FORMS[found].value,
        "ties": [Tie.LOWER_COST, Tie.LOT] if found is Method.EQUAL_SHARES else [Tie.LOT],
    }
    if points:
        settings["limits"] = {"total": 10}
    if found is Method.EQUAL_SHARES:
        settings["shares"] = {"utility": "points" if points else "cost", "increment": WHOLE_EURO, "completion": "votes"}
    return settings


def settings_of(ballot: Ballot) -> dict[str, Any]:
    """Return the settings of a ballot with the defaults of its method where nothing was chosen."""
    found = default_settings(ballot.method)
    for key, value in (ballot.settings or {}).items():
        standard = found.get(key)
        found[key] = {**standard, **value} if isinstance(standard, dict) and isinstance(value, Mapping) else value
    return found


def rule_of(ballot: Ballot, options: Iterable[Option] | None = None) -> Rule:
    """Return the rule as it was fixed when the ballot was planned, or of a draft as it would be. Raises `RuleError`.

    `options` saves a query for a ballot that has no rule yet.
    """
    if ballot.rule is not None:
        return Rule.from_json(ballot.rule)
    return compose_rule(ballot, Option.objects.filter(ballot=ballot).order_by("number") if options is None else options)


def compose_rule(ballot: Ballot, options: Iterable[Option]) -> Rule:
    """Return the rule from the settings and the options of a ballot. Raises `RuleError` when they do not fit together."""
    chosen = settings_of(ballot)
    decision = {key: chosen["decision"][key] for key in ("quorum", "majority", "share")}
    try:
        return Rule(
            method=Method(ballot.method),
            form=Form(chosen["form"]),
            options=tuple(Choice(one.number, Kind(one.kind), one.cost, one.area) for one in options),
            seats=chosen["seats"],
            limits=Limits(**chosen["limits"]),
            budget=Budget(**chosen["budget"]),
            shares=None if chosen["shares"] is None else Shares(**chosen["shares"]),
            ties=tuple(Tie(tie) for tie in chosen["ties"]),
            decision=Decision(
                Fraction(decision["quorum"]), decision["majority"], Fraction(decision["share"]), bool(ballot.is_binding)
            ),
        )
    except RuleError:
        raise
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise RuleError(f"The rule cannot be read: {error}") from error
