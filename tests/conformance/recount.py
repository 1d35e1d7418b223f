"""The count and `recount.py` agree on every real budget, to the last byte (ranked votes: see `stv`).

Two programs that were written apart read the same ballots by the same rule. Budgets are counted by their own rule, and by
Equal Shares with an endowment that is raised again and again ("Add1"), as far as the minutes allow.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tests.conformance import pb
from tests.conformance.registry import Checks, Found, LeftOut, register_in
from voting.counting.election import Form, Method, Rule, Shares, Tie
from voting.counting.marks import Profile
from voting.counting.pabulib import Imported
from voting.counting.tally import count
from voting.verify import recount

CHECKS: Checks = []
check = register_in(CHECKS)
LARGEST: Checks = []
check_largest = register_in(LARGEST)

SEED = "conformance"
MOST_MARKS = 20_000  # files with more approvals than this take tens of seconds by Equal Shares
STEPS = 150  # currencies differ: where the endowment is many units, it is raised by a part of it


@check("The count and recount.py agree on every .pb file, by its own rule")
def _own_rules(data: Path) -> Found:
    problems, files, ballots = [], 0, 0
    for path, found, profile in pb._all(data):
        if found.rule.method is Method.EQUAL_SHARES:
            continue  # by its own rule below
        files, ballots = files + 1, ballots + profile.cast
        if where := _difference(found.rule, profile, found.ballots)[0]:
            problems.append(f"{path.name}: {where}")
    return Found(not problems, (f"{files} files, {ballots} ballots", *problems))


@check("The count and recount.py agree on .pb files by Equal Shares, raised until it overspends")
def _equal_shares(data: Path) -> Found:
    problems, notes, files, raised = [], [], 0, 0
    for path, found, profile in pb._all(data):
        marks = sum(number * sum(map(bool, ballot)) for ballot, number in profile.counted.items())
        if found.rule.form is Form.RANKING or marks > MOST_MARKS:
            notes.append(f"left out, {'ranked' if found.rule.form is Form.RANKING else f'{marks} marks'}: {path.name}")
            continue
        where, increments = _difference(_by_equal_shares(found, profile), profile, found.ballots)
        files, raised = files + 1, raised + increments
        if where:
            problems.append(f"{path.name}: {where}")
    return Found(not problems, (f"{files} files, {raised} times raised", *notes, *problems))


@check_largest("The count and recount.py agree on Warsaw 2026 by Equal Shares, raised by 1 until it overspends")
def _warsaw(data: Path) -> Found:
    for path, found, profile in pb._all(data):
        if path.name == "Poland_Warszawa_2026.pb":
            rule = _by_equal_shares(found, profile, steps=found.rule.budget.total)
            started = time.process_time()
            recount.count(rule.to_json(), _lines(found.ballots), seed=SEED)
            seconds = time.process_time() - started
            where, increments = _difference(rule, profile, found.ballots)
            told = f"{profile.cast} ballots, {increments} times raised, recount.py {seconds:.1f} s of processor time"
            return Found(not where, (told, *([where] if where else [])))
    raise LeftOut("there is no such file")


def _difference(rule: Rule, profile: Profile, ballots: Mapping[str, int]) -> tuple[str, int]:
    """Return where the two results differ first (nothing when they are the same bytes), and how often was raised."""
    ours = count(rule, profile, seed=SEED).to_json()
    theirs = recount.count(rule.to_json(), _lines(ballots), seed=SEED)
    increments = ours["facts"].get("increments", 0)
    if recount.canonical(ours) == recount.canonical(theirs):
        return "", increments
    path, one, other = next(recount.differences_of(ours, theirs, ""))
    return f"{path}: the count {one}, the recount {other}", increments


def _by_equal_shares(found: Imported, profile: Profile, steps: int = STEPS) -> Rule:
    """Return the file's own variant of Equal Shares; for other files Add1, in so many steps for the endowment at most."""
    if found.rule.method is Method.EQUAL_SHARES:
        return found.rule
    utility = "points" if found.rule.form is Form.POINTS else "cost"
    part = found.rule.budget.total // max(1, profile.cast) // steps
    shares = Shares(utility=utility, increment=max(found.scale, part))
    ties = (Tie.LOWER_COST, Tie.MORE_VOTES, Tie.LOT)
    return replace(found.rule, method=Method.EQUAL_SHARES, shares=shares, ties=ties)


def _lines(ballots: Mapping[str, int]) -> Iterator[str]:
    for line, number in ballots.items():
        for _ in range(number):
            yield line
