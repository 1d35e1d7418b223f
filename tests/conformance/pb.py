"""Participatory budgets of real cities: `pb/*.pb` in the Pabulib format, with what the cities published.

The column `selected` and `pb/EXPECTED.json` (known ties and mismatches in `note`) say what was funded. A file without
published winners is still read, counted and written again.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from tests.conformance.registry import Checks, Found, LeftOut, register_in
from voting.counting.backing import backing_of
from voting.counting.election import Form, Method, Rule, Shares, Tie
from voting.counting.marks import Profile
from voting.counting.pabulib import Imported, PabulibError, read_pabulib
from voting.counting.pabulib_export import write_pabulib
from voting.counting.results import Result
from voting.counting.tally import count

CHECKS: Checks = []
check = register_in(CHECKS)

SEED = "conformance"
LOTS_TRIED = 200
PLAIN = {"greedy", "greedy-threshold", "greedy-no-skip"}
TIE_RULES: dict[str, tuple[Tie, ...]] = {
    "lower_cost": (Tie.LOWER_COST, Tie.LOT),
    "higher_cost": (Tie.HIGHER_COST, Tie.LOT),
    "more_votes": (Tie.MORE_VOTES, Tie.LOT),
}
# Votes whose published winners do not follow from the file: what was found out about them.
CAUSES = {
    "Poland_Warszawa_2018_": "the threshold of 10 % of the votes in the area is approximate in the file, as it says",
    "Poland_Warszawa_2020_Targowek": "the published set spends nearly all of the budget, in no order of votes; cause not found",
    "Poland_Warszawa_2020_Bialoleka": "the published set spends nearly all of the budget, in no order of votes; cause not found",
    "Poland_Wroclaw_2017": "a project was withdrawn after the vote",
}
# How totals are made in files where they are not those of the count; one of these explains each of them.
COUNTED_OTHERWISE = {
    "votes": "count a project again that a ballot names twice, or names with 0 points",
    "score": "give the last place of a short ballot one point",
}


@cache
def _read(path: Path) -> tuple[Imported, Profile]:
    found = read_pabulib(path.read_text("utf-8", errors="replace"))
    return found, found.profile


@cache
def _files(data: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in data.glob("**/*") if path.suffix.lower() == ".pb"))


def _all(data: Path) -> Iterator[tuple[Path, Imported, Profile]]:
    """Yield all files that can be read; the first check tells of the others."""
    if not _files(data):
        raise LeftOut("there are no such files")
    for path in _files(data):
        try:
            yield path, *_read(path)
        except PabulibError:
            continue


@cache
def _expected(data: Path) -> dict[str, dict[str, Any]]:
    return {
        name: row for path in data.glob("**/EXPECTED.json") for name, row in json.loads(path.read_text("utf-8")).items()
    }


def _published(data: Path, path: Path, found: Imported) -> frozenset[str]:
    """Return the keys of the projects that were funded; none when that was not published."""
    told = _expected(data).get(path.name, {}).get("published_winners")
    selected = [project.key for project in found.projects if project.selected == "1"]
    return frozenset(selected if told is None else told)


def _funded(rule: Rule, profile: Profile, found: Imported, seed: str = SEED) -> tuple[frozenset[str], Result]:
    result = count(rule, profile, seed=seed)
    return frozenset(found.keys[number] for number in result.winners), result


def _difference(ours: frozenset[str], theirs: frozenset[str]) -> str:
    return " ".join([*(f"-{key}" for key in sorted(theirs - ours)), *(f"+{key}" for key in sorted(ours - theirs))])


@check("All .pb files: every ballot is read and valid; where there are not as many as the file says, it is told")
def _ballots(data: Path) -> Found:
    problems, notes, number = [], [], 0
    if not _files(data):
        raise LeftOut("there are no such files")
    types: Counter[str] = Counter()
    for path in _files(data):
        try:
            found, profile = _read(path)
        except PabulibError as error:
            problems.append(f"{path.name}: {error}")
            continue
        number += profile.cast
        types[found.meta["vote_type"]] += 1
        notes += [f"{path.name}: {note}" for note in found.notes]
        if profile.invalid:
            problems.append(f"{path.name}: {dict(profile.invalid)} not valid")
        if (stated := found.meta.get("num_votes", "")) and stated != str(profile.cast):
            notes.append(f"{path.name}: {profile.cast} ballots, and num_votes says {stated}")
    return Found(not problems, (f"{len(_files(data))} files, {number} ballots, {dict(types)}", *problems, *notes))


@check("All .pb files: votes and score of every project are what the ballots sum to")
def _totals(data: Path) -> Found:
    problems, notes, cells = [], [], 0
    for path, found, profile in _all(data):
        backing = backing_of(found.rule, profile)
        by_length = _points_by_length(found.rule, profile)
        others: Counter[str] = Counter()
        for project in found.projects:
            backers, mentions = backing.options[project.number], found.mentions.get(project.number, 0)
            for name, theirs, ours, other in (
                ("votes", project.votes, backers.number, mentions),
                ("score", project.score, backers.total, by_length[project.number]),
            ):
                cells += bool(theirs)
                if not theirs or _is(theirs, ours):
                    continue
                if _is(theirs, other):
                    others[name] += 1
                else:
                    problems.append(f"{path.name}: {name} of {project.key}: {ours}, published {theirs}")
        notes += [
            f"{path.name}: {name} of {number} projects {COUNTED_OTHERWISE[name]}" for name, number in others.items()
        ]
    return Found(not problems, (f"{cells} numbers", *problems, *notes))


def _is(text: str, number: int) -> bool:
    try:
        return Decimal(text) == number
    except InvalidOperation:
        return False


def _points_by_length(rule: Rule, profile: Profile) -> Counter[int]:
    """Return points of rankings when the last place of every ballot, however short, is worth one."""
    points: Counter[int] = Counter()
    if rule.form is Form.RANKING:
        for ballot, times in profile.counted.items():
            for place, number in enumerate(ballot):
                points[number] += times * (len(ballot) - place)
    return points


@check("Budgets: the winners of every plain greedy vote, or the known cause why not")
def _greedy(data: Path) -> Found:
    kinds: Counter[str] = Counter()
    problems, notes = [], []
    for path, found, profile in _all(data):
        theirs = _published(data, path, found)
        name = found.meta.get("rule", "").casefold()
        if not theirs or name not in PLAIN:
            continue
        fits = [
            tie
            for tie, rules in TIE_RULES.items()
            if _funded(replace(found.rule, ties=rules), profile, found)[0] == theirs
        ]
        if len(fits) == len(TIE_RULES):
            kinds["same under every tie rule"] += 1
        elif fits:
            kinds["same under one tie rule"] += 1
            notes.append(f"hinges on a tie: {path.name}: as published with {' or '.join(fits)}")
        elif lot := _lot_as_published(found, profile, theirs):
            kinds["same with a lot"] += 1
            notes.append(f"hinges on a tie: {path.name}: as published with the lot of seed {lot}")
        else:
            cause = _cause(data, path)
            ours = _funded(found.rule, profile, found)[0]
            kinds["known cause" if cause else "DIFFERENT"] += 1
            (notes if cause else problems).append(
                f"differs: {path.name}: {_difference(ours, theirs)}: {cause or 'cause unknown'}"
            )
    if not kinds:
        raise LeftOut("there are no such files")
    return Found(not problems, (str(dict(kinds)), *problems, *notes))


def _cause(data: Path, path: Path) -> str:
    """Return why a vote is known not to be reproduced; nothing when it is not known."""
    name = path.name.casefold()
    known = next((cause for start, cause in CAUSES.items() if name.startswith(start.casefold())), "")
    listed = _expected(data).get(path.name, {}).get("our_recount") == "differs"
    return known or ("listed in EXPECTED.json as not reproduced" if listed else "")


def _lot_as_published(found: Imported, profile: Profile, theirs: frozenset[str]) -> str:
    rule = replace(found.rule, ties=(Tie.LOT,))
    if not _funded(rule, profile, found)[1].ties:
        return ""
    return next((str(seed) for seed in range(LOTS_TRIED) if _funded(rule, profile, found, str(seed))[0] == theirs), "")


@check("Budgets: votes by rules of a city's own are counted, and what differs is listed")
def _own_rules(data: Path) -> Found:
    notes = []
    for path, found, profile in _all(data):
        theirs = _published(data, path, found)
        name = found.meta.get("rule", "").casefold()
        if theirs and name not in PLAIN and found.rule.method is Method.BUDGET:
            ours = _funded(found.rule, profile, found)[0]
            notes.append(f"{name}: {path.name}: {_difference(ours, theirs) or 'same as plain greedy'}")
    return Found(True, tuple(notes))


@check("Equal Shares: the official winners of every vote that was counted so")
def _equal_shares(data: Path) -> Found:
    problems, notes = [], []
    for path, found, profile in _all(data):
        theirs = _published(data, path, found)
        if theirs and found.rule.method is Method.EQUAL_SHARES:
            ours, result = _funded(found.rule, profile, found)
            line = f"{path.name}: {len(ours)} funded, endowment {result.facts['endowment']}, {len(result.ties)} ties"
            (notes if ours == theirs else problems).append(f"{line} {_difference(ours, theirs)}".rstrip())
    if not problems and not notes:
        raise LeftOut("there are no such files")
    return Found(not problems, (*problems, *notes))


@check("Wieliczka 2023: stopping as soon as nothing fits gives 31 projects instead of 30: -46 +66 +67")
def _wieliczka(data: Path) -> Found:
    path = next((path for path in _files(data) if path.name == "Poland_Wieliczka_2023_Green_Budget.pb"), None)
    if path is None:
        raise LeftOut("there is no such file")
    found, profile = _read(path)
    rule = replace(found.rule, shares=Shares(increment=found.scale, stop="when_exhaustive"))
    ours, theirs = _funded(rule, profile, found)[0], _published(data, path, found)
    return Found((len(ours), _difference(ours, theirs)) == (31, "-46 +66 +67"))


@check("All .pb files: counted by votes and by Equal Shares within budget and areas")
def _both_methods(data: Path) -> Found:
    problems, number = [], 0
    for path, found, profile in _all(data):
        rules = [replace(found.rule, method=Method.BUDGET, shares=None)]
        if found.rule.form is not Form.RANKING:
            utility = "points" if found.rule.form is Form.POINTS else "cost"
            shares = Shares(utility=utility, stop="once", completion="votes", comparison="votes")
            rules.append(replace(found.rule, method=Method.EQUAL_SHARES, shares=shares))
        for rule in rules:
            result, costs = count(rule, profile, seed=SEED), {option.number: option for option in rule.options}
            spent = Counter(dict.fromkeys(rule.budget.areas, 0))
            for winner in result.winners:
                spent[costs[winner].area] += costs[winner].cost
            within = all(spent[area] <= cap for area, cap in rule.budget.areas.items())
            number += 1
            if not within or not 0 <= result.facts["left"] == rule.budget.total - spent.total():
                problems.append(f"{path.name}: {rule.method}: {result.facts}")
    return Found(not problems, (f"{number} counts", *problems))


@check("All .pb files: written again and read again they are the same rule and ballots")
def _again(data: Path) -> Found:
    problems = []
    for path, found, profile in _all(data):
        names = {project.number: project.name for project in found.projects}
        again = read_pabulib(write_pabulib(found.rule, profile, names=names, scale=found.scale))
        same_names = {project.number: project.name for project in again.projects} == names
        if not same_names or again.scale != found.scale or again.rule != found.rule or again.profile != profile:
            problems.append(path.name)
    return Found(not problems, tuple(problems))
