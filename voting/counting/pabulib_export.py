"""Votes on budgets as files in the Pabulib format: values in, text out. `pabulib` reads them."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from voting.counting.backing import backing_of
from voting.counting.election import Form, Rule
from voting.counting.marks import Marks, Profile
from voting.counting.pabulib import FORMS


def write_pabulib(
    rule: Rule, profile: Profile, *, names: Mapping[int, str], scale: int = 1, meta: Mapping[str, str] | None = None
) -> str:
    """Return a file with a rule's projects and all counted and blank ballots; `scale` as in `Imported`."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\n").writerow
    write(["META"])
    write(["key", "value"])
    for pair in (_meta(rule, profile, scale) | dict(meta or {})).items():
        write(pair)
    _write_projects(write, rule, profile, names, scale)
    write(["VOTES"])
    write(["voter_id", "vote", "points"] if rule.form is Form.POINTS else ["voter_id", "vote"])
    voter = 0
    for marks, times in [*sorted(profile.counted.items()), ((), profile.blank)]:
        cells = _vote(rule, marks)
        for _each in range(times):
            voter += 1
            write([voter, *cells])
    return out.getvalue()


def _meta(rule: Rule, profile: Profile, scale: int) -> dict[str, str]:
    types = {form: name for name, form in reversed(FORMS.items())}
    limits, areas = rule.limits, rule.budget.areas
    entries: dict[str, object] = {
        "description": "", "num_projects": len(rule.counting), "num_votes": profile.number + profile.blank,
        "budget": _amount(rule.budget.total, scale), "vote_type": types[rule.form], "rule": _rule_name(rule, scale),
        "min_length": limits.min or "", "max_length": limits.max or "",
        "max_sum_cost": _amount(limits.cost, scale) if limits.cost else "",
        "max_sum_points": limits.total or "", "max_points": limits.each or "",
        "min_project_score_threshold": rule.budget.threshold or "",
        "neighborhoods": ",".join(areas),
        "budget_per_neighborhood": ",".join(_amount(cap, scale) for cap in areas.values()),
    }  # fmt: skip
    return {key: str(value) for key, value in entries.items() if value != "" or key == "description"}


def _rule_name(rule: Rule, scale: int) -> str:
    shares = rule.shares
    if shares is None:
        return ("greedy-threshold" if rule.budget.threshold else "greedy") + ("" if rule.budget.skip else "-no-skip")
    name = "equalshares"
    if shares.increment and shares.stop != "once":
        name += "/add1e" if shares.stop == "when_exhaustive" else "/add1"
        name += "" if shares.increment == scale else f"-of-{_amount(shares.increment, scale)}"
    return (
        name
        + ("-completion" if shares.completion != "none" else "")
        + ("-comparison" if shares.comparison != "none" else "")
    )


def _amount(amount: int, scale: int) -> str:
    """Return an amount in the unit of the file, with as many decimals as it needs."""
    whole, rest = divmod(amount, scale)
    return f"{whole}.{rest:0{len(str(scale)) - 1}d}".rstrip("0") if rest else str(whole)


def _write_projects(write: Any, rule: Rule, profile: Profile, names: Mapping[int, str], scale: int) -> None:
    write(["PROJECTS"])
    areas, scored = bool(rule.budget.areas), rule.form in {Form.POINTS, Form.RANKING}
    write(["project_id", "cost", "votes", *(["score"] if scored else []), "name", *(["neighborhood"] if areas else [])])
    backing = backing_of(rule, profile)
    for option in rule.counting:
        backers = backing.options[option.number]
        score = [backers.total] if scored else []
        area = [option.area] if areas else []
        cells = [option.number, _amount(option.cost, scale), backers.number, *score, names[option.number], *area]
        write(cells)


def _vote(rule: Rule, marks: Marks) -> Sequence[str]:
    if rule.form is not Form.POINTS:
        return [",".join(map(str, marks))]
    given = [(option.number, points) for option, points in zip(rule.counting, marks, strict=False) if points]
    return [",".join(str(number) for number, _p in given), ",".join(str(points) for _n, points in given)]
