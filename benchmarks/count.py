"""Seconds to count, ours against pabutools and pyrankvote from PyPI on the same ballots: `make bench-count`.

Equal Shares on Warsaw 2026 (61,668 ballots, 83 projects) without completion, and with Add1 on Wieliczka 2023; transferable
votes on all Scottish wards; and how the time grows with 10,000, 100,000 and 1,000,000 approval ballots on 100 projects
(reading the lines included). Parsing is left out on both sides of every comparison: ours counts from a `Profile`, theirs
from its own ballots. The real files are those of SAMENSPEL_REAL_DATA; a part without its file is left out.
"""

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from voting.counting.blt import read_blt
from voting.counting.election import Budget, Form, Limits, Method, Option, Rule, Shares, Tie
from voting.counting.marks import Profile, read_ballots
from voting.counting.pabulib import Imported, read_pabulib
from voting.counting.results import Result
from voting.counting.tally import count

SEED = "bench"
WARSAW = "pb/Poland_Warszawa_2026.pb"
WIELICZKA = "pb/Poland_Wieliczka_2023_Green_Budget.pb"
VOTERS = (10_000, 100_000, 1_000_000)
PROJECTS = 100
MOST_APPROVALS = 8
EURO = 100  # cents


def main() -> int:
    """Run everything that there is data for; the last line holds the figures."""
    folder = Path(os.environ.get("SAMENSPEL_REAL_DATA", "")) / "voting"
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; real data: {folder if folder.is_dir() else 'none'}")
    es, warsaw_add1 = _warsaw(folder / WARSAW)
    _wieliczka(folder / WIELICZKA)
    stv = _wards(sorted((folder / "stv").glob("*.blt")))
    million = _growth()
    print(
        f"count es_vs_pabutools={es:.1f} stv_vs_pyrankvote={stv:.1f} "
        f"warsaw_add1_s={warsaw_add1:.2f} million_s={million:.2f}"
    )
    return 0


def _timed(function: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Return the median of the seconds that a function takes, and what it returned last."""
    seconds = []
    for _each in range(times):
        gc.collect()
        started = time.perf_counter()
        value = function()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), value


# --- Equal Shares


def _imported(path: Path, shares: Shares) -> tuple[Imported, Rule, Profile]:
    found = read_pabulib(path.read_text("utf-8"))
    budget = replace(found.rule.budget, threshold=0)  # pabutools knows no threshold
    return found, replace(found.rule, method=Method.EQUAL_SHARES, shares=shares, budget=budget), found.profile


def _pabutools(path: Path, **options: Any) -> tuple[float, set[str]]:
    """Count a file with pabutools: approval ballots, utility by cost; the same endowment as `start="exact"`."""
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import method_of_equal_shares

    instance, profile = parse_pabulib(str(path))
    seconds, funded = _timed(lambda: method_of_equal_shares(instance, profile, sat_class=Cost_Sat, **options))
    return seconds, {project.name for project in funded}


def _tell(name: str, result: Result, found: Imported, ours: float, pabutools: tuple[float, set[str]]) -> None:
    theirs, their_keys = pabutools
    our_keys = {found.keys[number] for number in result.winners}
    difference = "same winners" if our_keys == their_keys else f"-{their_keys - our_keys} +{our_keys - their_keys}"
    print(f"{name}: {ours:.3f} s, pabutools {theirs:.2f} s, {theirs / ours:.0f}x; {len(our_keys)} funded, {difference}")


def _warsaw(path: Path) -> tuple[float, float]:
    """Return how many times faster one run is than that of pabutools, and the seconds of Add1."""
    if not path.exists():
        return 0.0, 0.0
    found, rule, profile = _imported(path, Shares(start="exact", stop="once"))
    ours, result = _timed(lambda: count(rule, profile, seed=SEED), 7)
    theirs = _pabutools(path)
    _tell(f"Warsaw 2026, one run ({profile.number} ballots)", result, found, ours, theirs)
    add1 = replace(rule, shares=Shares(increment=found.scale))
    seconds, result = _timed(lambda: count(add1, profile, seed=SEED), 3)
    print(f"Warsaw 2026, Add1: {seconds:.2f} s for {result.facts['increments'] + 2} runs; {len(result.winners)} funded")
    return theirs[0] / ours, seconds


def _wieliczka(path: Path) -> None:
    if not path.exists():
        return
    shares = Shares(start="exact", increment=1, stop="when_exhaustive")
    found, rule, profile = _imported(path, shares)
    ours, result = _timed(lambda: count(rule, profile, seed=SEED), 3)
    theirs = _pabutools(path, voter_budget_increment=1)
    _tell("Wieliczka 2023, Add1 until nothing fits", result, found, ours, theirs)
    official = replace(rule, shares=Shares(increment=1, comparison="votes"))
    seconds, result = _timed(lambda: count(official, profile, seed=SEED), 3)
    print(f"Wieliczka 2023, Add1 as it was counted, with comparison: {seconds:.2f} s; {len(result.winners)} funded")


# --- Transferable votes


def _wards(paths: list[Path]) -> float:
    """Return how many times faster all wards are than with pyrankvote."""
    if not paths:
        return 0.0
    ours = theirs = 0.0
    same = 0
    for path in paths:
        blt = read_blt(path.read_bytes())
        rule = replace(blt.rule(), ties=(Tie.EARLIER_STAGE, Tie.LOT))
        profile = blt.profile(rule)
        seconds, result = _timed(lambda: count(rule, profile, seed=SEED), 3)  # noqa: B023  # called at once
        their_seconds, elected = _pyrankvote(rule, profile)
        ours, theirs, same = ours + seconds, theirs + their_seconds, same + (set(result.winners) == elected)
    print(
        f"{len(paths)} Scottish wards: {ours:.2f} s, pyrankvote {theirs:.2f} s, {theirs / ours:.1f}x; "
        f"the same elected in {same} (its rule is another one)"
    )
    return theirs / ours


def _pyrankvote(rule: Rule, profile: Profile) -> tuple[float, set[int]]:
    from pyrankvote import Ballot, Candidate, single_transferable_vote

    candidates = {option.number: Candidate(str(option.number)) for option in rule.counting}
    ballots = [
        Ballot(ranked_candidates=[candidates[number] for number in marks])
        for marks, times in profile.counted.items()
        for _each in range(times)
    ]
    random.seed(SEED)  # it draws lots for ties
    seconds, result = _timed(
        lambda: single_transferable_vote(list(candidates.values()), ballots, number_of_seats=rule.seats)
    )
    return seconds, {int(winner.name) for winner in result.get_winners()}


# --- Growth


def _growth() -> float:
    """Return the seconds for the most voters, from lines to result."""
    rule, total = _plans(), 0.0
    for voters in VOTERS:
        lines = list(_lines(voters))
        reading, profile = _timed(lambda: read_ballots(rule, lines))  # noqa: B023  # called at once
        counting, result = _timed(lambda: count(rule, profile, seed=SEED), 3)  # noqa: B023
        total = reading + counting
        print(
            f"{voters} approval ballots ({len(profile.counted)} different) on {PROJECTS} projects, one run: "
            f"reading {reading:.2f} s, counting {counting:.2f} s; {len(result.winners)} funded"
        )
    return total


def _plans() -> Rule:
    rng = random.Random(SEED)
    options = tuple(Option(n, cost=rng.randint(5_000, 250_000) * EURO) for n in range(1, PROJECTS + 1))
    return Rule(
        method=Method.EQUAL_SHARES,
        form=Form.APPROVAL,
        options=options,
        limits=Limits(max=MOST_APPROVALS),
        budget=Budget(3_000_000 * EURO),
        shares=Shares(stop="once"),
    )


def _lines(voters: int) -> Iterator[str]:
    """Yield ballots of 1 to 8 approvals; some projects are several times as popular as others."""
    rng = random.Random(SEED)
    numbers = range(1, PROJECTS + 1)
    popularity = [1 / (number + 5) ** 0.7 for number in numbers]
    drawn = rng.choices(numbers, popularity, k=voters * MOST_APPROVALS)
    for voter in range(voters):
        approved = drawn[voter * MOST_APPROVALS : voter * MOST_APPROVALS + rng.randint(1, MOST_APPROVALS)]
        yield " ".join(map(str, sorted(set(approved))))


if __name__ == "__main__":
    sys.exit(main())
