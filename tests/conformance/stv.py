"""Ranked votes: Scottish wards with what the councils published, further .blt files, and Burlington's two elections.

`stv/*.blt` with `stv/OFFICIAL.json` (elected, quota, every stage), `irv/*.toi` of PrefLib. A file without a published
result, wherever it lies in the folder, is still read, counted, counted by the second program and told.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, Decimal
from functools import cache
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from tests.conformance.registry import Checks, Found, LeftOut, register_in
from voting.counting.blt import Blt, BltError, read_blt, write_blt
from voting.counting.election import Form, Method, Option, Rule, RuleError, Tie
from voting.counting.marks import Profile, line_of, read_ballots
from voting.counting.results import Result, canonical
from voting.counting.stv import VOTE
from voting.counting.tally import count
from voting.verify import recount

CHECKS: Checks = []
check = register_in(CHECKS)

SEED = "conformance"
SEEDS_TRIED = 60
HALF_A_HUNDREDTH = Decimal("0.005")
# Cells that were copied wrongly: (file, stage, candidate) with what stands there and what it must be.
WRONG_IN_THE_SOURCE = {("glasgow_2017_ward1.blt", 3, "6"): (Decimal(393), Decimal(303), "Digney")}
TIE_RULES = (Tie.EARLIER_STAGE, Tie.LOT)


@cache
def _read(path: Path) -> tuple[Blt, Rule, Profile]:
    blt = read_blt(path.read_bytes())
    rule = blt.rule()
    return blt, rule, blt.profile(rule)


@cache
def _counted(path: Path, seed: str = SEED) -> tuple[Blt, Result]:
    blt, rule, profile = _read(path)
    return blt, count(rule, profile, seed=seed)


@cache
def _drawn_as_published(path: Path, published: str) -> Result:
    """Return the count; where lots decide, one that draws as the council did, if there is one."""
    first = _counted(path)[1]
    if not any(tie.by == "lot" for tie in first.ties):
        return first
    stages = json.loads(published)
    tried = [first, *(_counted(path, str(seed))[1] for seed in range(SEEDS_TRIED))]
    return min(tried, key=lambda result: _distance(stages, result))


def _distance(stages: list[dict[str, str]], result: Result) -> Decimal:
    if len(stages) != len(result.rounds):
        return Decimal("Infinity")
    pairs = zip(stages, result.rounds, strict=True)
    return sum(
        (abs(Decimal(t) - Decimal(own["totals"][n])) for told, own in pairs for n, t in told.items()), Decimal(0)
    )


def _official(data: Path) -> dict[str, dict[str, Any]]:
    """Return what councils published, for the files that are there."""
    source = data / "stv" / "OFFICIAL.json"
    published = json.loads(source.read_text("utf-8")) if source.exists() else {}
    return {name: ward for name, ward in published.items() if (data / "stv" / name).exists()}


def _wards(data: Path) -> Iterator[tuple[str, dict[str, Any], Result]]:
    for name, ward in _official(data).items():
        yield name, ward, _drawn_as_published(data / "stv" / name, json.dumps(ward["stages"]))


def _nothing_wrong(number: int, problems: Iterable[str], *notes: str) -> Found:
    if not number:
        raise LeftOut("there are no such files")
    listed = tuple(problems)
    return Found(not listed, (*notes, *listed))


@check("Scottish wards: the candidates elected, each in the stage in which the council declares it")
def _elected(data: Path) -> Found:
    problems, number, lots = [], 0, []
    for name, ward, result in _wards(data):
        number += 1
        # Within a stage the source lists by candidate number, not by the order of election.
        wanted = [(stage, candidate) for stage, candidate, _name in ward["elected"]]
        found = sorted((stage["round"], candidate) for stage in result.rounds for candidate in stage["elected"])
        if found != sorted(wanted):
            problems.append(f"{name}: {found} instead of {wanted}")
        lots += [
            f"{name} stage {tie.round}: {tie.purpose} {tie.chosen} of {tie.options}"
            for tie in result.ties
            if tie.by == "lot"
        ]
        by_earlier = sum(tie.by == "earlier_stage" for tie in result.ties)
        lots += [f"{name}: {by_earlier} decided by an earlier stage"] if by_earlier else []
    return _nothing_wrong(number, problems, f"{number} wards", *lots)


@check("Scottish wards: quota and number of valid ballots")
def _quota(data: Path) -> Found:
    problems, number = [], 0
    for name, ward, result in _wards(data):
        number += 1
        found, wanted = (result.facts["quota"], result.sums["counted"]), (ward["quota"], int(ward["valid"]))
        if found != wanted:
            problems.append(f"{name}: {found} instead of {wanted}")
    return _nothing_wrong(number, problems)


@check("Scottish wards: every candidate in every stage to five decimals")
def _stages(data: Path) -> Found:
    problems: list[str] = []
    kinds: Counter[str] = Counter()
    coarse: Counter[str] = Counter()
    short, known, cells, exact = [], [], 0, 0
    for name, ward, result in _wards(data):
        if len(ward["stages"]) != len(result.rounds):
            problems.append(f"{name}: {len(result.rounds)} stages instead of {len(ward['stages'])}")
            continue
        off = list(_differences(name, ward, result))
        size = sum(map(len, ward["stages"]))
        cells, exact = cells + size, exact + size - len(off)
        expected = [cell for cell in off if _is_known(name, cell)]
        known += [
            f"known: {name} stage {stage}, candidate {who} ({WRONG_IN_THE_SOURCE[name, stage, who][2]}): the source "
            f"says {theirs}, the count {ours}; all other cells agree"
            for stage, who, theirs, ours in expected
        ]
        rest = [cell for cell in off if cell not in expected]
        wrong = [cell for cell in rest if not _printed_coarsely(*cell[2:])]
        problems += [
            f"{name} stage {stage}, candidate {who}: {ours}, published {theirs}" for stage, who, theirs, ours in wrong
        ]
        kinds["exact" if not rest else "wrong" if wrong else "printed with fewer decimals"] += 1
        coarse[ward["council"]] += len(rest) - len(wrong)
        short += [
            f"{name} stage {stage}, candidate {who}: {theirs} for {ours}"
            for stage, who, theirs, ours in rest
            if _decimals(theirs) > 2
        ]
    printed = ", ".join(f"{council} {number}" for council, number in coarse.items() if number)
    return _nothing_wrong(
        cells, problems, f"{exact} of {cells} cells exact; wards: {dict(kinds)}",
        f"cells printed with fewer decimals, all within 0.005: {printed or 'none'}",
        *(f"printed with the fifth decimal cut off: {cell}" for cell in short), *known,
    )  # fmt: skip


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def _printed_coarsely(theirs: Decimal, ours: Decimal) -> bool:
    """Say whether a published total is ours with two decimals, rounded either way, or with four, cut off."""
    if _decimals(theirs) <= 2:
        return abs(theirs - ours) <= HALF_A_HUNDREDTH
    return theirs == ours.quantize(Decimal("0.0001"), ROUND_DOWN)


def _differences(name: str, ward: dict[str, Any], result: Result) -> Iterator[tuple[int, str, Decimal, Decimal]]:
    for stage, (published, own) in enumerate(zip(ward["stages"], result.rounds, strict=True), 1):
        for candidate, total in published.items():
            theirs, ours = Decimal(total), Decimal(own["totals"][candidate])
            if theirs != ours:
                yield stage, candidate, theirs, ours


def _is_known(name: str, cell: tuple[int, str, Decimal, Decimal]) -> bool:
    stage, who, theirs, ours = cell
    return WRONG_IN_THE_SOURCE.get((name, stage, who), (None, None))[:2] == (theirs, ours)


@check("All .blt files: every stage sums to the ballots, and every seat is filled")
def _sums(data: Path) -> Found:
    problems, ballots, stages = [], 0, 0
    paths = _blt_files(data)
    for path in paths:
        try:
            blt, result = _counted(path)
        except (BltError, RuleError) as error:
            problems.append(f"{path.name}: {error}")
            continue
        ballots += result.sums["cast"]
        stages += len(result.rounds)
        for stage in result.rounds:
            units = [int(text.replace(".", "")) for text in (*stage["totals"].values(), stage["non_transferable"])]
            if sum(units) != result.sums["counted"] * VOTE or min(units) < 0:
                problems.append(f"{path.name}: stage {stage['round']} does not sum to the ballots")
        standing = len(blt.names) - len(blt.withdrawn)
        if result.sums["counted"] and len(result.winners) != min(blt.seats, standing):
            problems.append(f"{path.name}: {len(result.winners)} elected for {blt.seats} seats")
    unpublished = [_told(path) for path in paths if path.name not in _official(data)]
    return _nothing_wrong(len(paths), problems, f"{len(paths)} files, {ballots} ballots, {stages} stages", *unpublished)


def _told(path: Path) -> str:
    """Return who is elected in a file without a published result."""
    try:
        blt, result = _counted(path)
    except (BltError, RuleError):
        return f"{path.name}: not counted"
    elected = ", ".join(blt.names[number - 1] or str(number) for number in result.winners)
    lots = sum(tie.by == "lot" for tie in result.ties)
    return f"{path.name}, no published result: {elected}" + (f" ({lots} by lot)" if lots else "")


@check("All .blt files: written again and read again they are the same ballots, names and seats")
def _again(data: Path) -> Found:
    problems, paths = [], _blt_files(data)
    for path in paths:
        try:
            blt, rule, profile = _read(path)
        except (BltError, RuleError):
            continue  # told above
        text = write_blt(
            rule, profile, names={o.number: blt.names[o.number - 1] for o in rule.options}, title=blt.title
        )
        again = read_blt(text)
        rule_again = again.rule()
        profile_again = again.profile(rule_again)
        names = {option.number: again.names[option.number - 1] for option in rule_again.options}
        same = (again.seats, profile_again.cast) == (blt.seats, profile.cast)
        if not same or write_blt(rule_again, profile_again, names=names, title=again.title) != text:
            problems.append(f"{path.name}: not the same after writing")
    return _nothing_wrong(len(paths), problems)


def _blt_files(data: Path) -> list[Path]:
    return sorted(path for path in data.glob("**/*") if path.suffix.lower() == ".blt")


@check("All .blt files: recount.py, the second program, writes the same result byte for byte")
def _recounted(data: Path) -> Found:
    problems, number = [], 0
    for path in _blt_files(data):
        try:
            _blt, rule, profile = _read(path)
        except (BltError, RuleError):
            continue  # told above
        number += 1
        if not _recount_agrees(rule, profile, _counted(path)[1]):
            problems.append(f"{path.name}: the two programs differ")
    return _nothing_wrong(number, problems)


def _recount_agrees(rule: Rule, profile: Profile, result: Result) -> bool:
    lines = (line_of(rule, marks) for marks, times in profile.counted.items() for _ in range(times))
    again = recount.count(rule.to_json(), chain(lines, repeat("-", profile.blank)), seed=SEED)
    return bool(recount.canonical(again) == canonical(result.to_json()).encode())


# --- Burlington: one electorate, three rules, three winners

TOI_LINE = re.compile(r"^(\d+):\s*(.*)$")


def _read_toi(path: Path) -> tuple[dict[int, str], dict[str, int]]:
    """Return the names and the ballot lines of a PrefLib file; a shared place ({2,3}) ends a ballot."""
    text = path.read_text("utf-8")
    names = {int(n): name.strip() for n, name in re.findall(r"^# ALTERNATIVE NAME (\d+): (.*)$", text, re.MULTILINE)}
    lines: Counter[str] = Counter()
    for line in text.splitlines():
        if found := TOI_LINE.match(line):
            before_shared = found[2].split("{", 1)[0].strip(" ,")
            lines[before_shared.replace(" ", "").replace(",", ">")] += int(found[1])
    return names, lines


def _burlington(data: Path, year: str, method: Method) -> tuple[dict[int, str], Result]:
    files = (path for path in _toi_files(data) if f"TITLE: {year} Burlington" in path.read_text("utf-8"))
    path = next(files, None)
    if path is None:
        raise LeftOut("there is no such file")
    names, rule, profile = _by_method(path, method)
    return names, count(rule, profile, seed=SEED)


def _toi_files(data: Path) -> list[Path]:
    """Return PrefLib's files of rankings: complete or not, with ties or without."""
    return sorted(path for path in data.glob("**/*") if path.suffix.lower() in {".toi", ".toc", ".soi", ".soc"})


def _by_method(path: Path, method: Method) -> tuple[dict[int, str], Rule, Profile]:
    names, lines = _read_toi(path)
    firsts: Counter[str] = Counter()
    for line, times in lines.items():
        firsts[line.split(">", 1)[0]] += times
    form = Form.CHOICE if method is Method.SINGLE_CHOICE else Form.RANKING
    ties = TIE_RULES if method is Method.INSTANT_RUNOFF else (Tie.LOT,)
    rule = Rule(method, form, tuple(map(Option, sorted(names))), ties=ties)
    return names, rule, read_ballots(rule, firsts if form is Form.CHOICE else lines)


def _totals(names: dict[int, str], result: Result, at: int) -> dict[str, str]:
    return {names[int(number)]: total for number, total in result.rounds[at]["totals"].items()}


@check("Burlington 2009: instant runoff elects Kiss, Schulze and Condorcet Montroll, most first votes Wright")
def _burlington_2009(data: Path) -> Found:
    names, runoff = _burlington(data, "2009", Method.INSTANT_RUNOFF)
    schulze = _burlington(data, "2009", Method.SCHULZE)[1]
    plurality = _burlington(data, "2009", Method.SINGLE_CHOICE)[1]
    winners = [names[result.winners[0]] for result in (runoff, schulze, plurality)]
    condorcet = names[schulze.facts["condorcet_winner"]]
    return Found(
        (winners, condorcet) == (["Bob Kiss", "Andy Montroll", "Kurt Wright"], "Andy Montroll"),
        (f"first round {_totals(names, runoff, 0)}", f"last round {_totals(names, runoff, -1)}"),
    )


@check("Burlington 2006: instant runoff elects Kiss")
def _burlington_2006(data: Path) -> Found:
    names, runoff = _burlington(data, "2006", Method.INSTANT_RUNOFF)
    notes = (f"first round {_totals(names, runoff, 0)}", f"last round {_totals(names, runoff, -1)}")
    return Found("Kiss" in names[runoff.winners[0]], notes)


@check("All PrefLib rankings: counted under five rules, and recount.py writes the same results")
def _preflib_recounted(data: Path) -> Found:
    problems, notes = [], []
    methods = (Method.SINGLE_CHOICE, Method.BORDA, Method.SCHULZE, Method.INSTANT_RUNOFF, Method.STV)
    for path in _toi_files(data):
        elected = []
        for method in methods:
            names, rule, profile = _by_method(path, method)
            if profile.invalid or not profile.cast:
                problems.append(f"{path.name}: {profile.cast} ballots, not valid: {dict(profile.invalid)}")
            result = count(rule, profile, seed=SEED)
            elected.append(
                ", ".join(f"{names[number]} ({method})" for number in result.winners) or f"nobody ({method})"
            )
            if not _recount_agrees(rule, profile, result):
                problems.append(f"{path.name}: the two programs differ under {method}")
        notes.append(f"{path.name}: {'; '.join(elected)}")
    return _nothing_wrong(len(notes), problems, *notes)
