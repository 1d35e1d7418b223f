"""Run the checks of all kinds of data, or of those named, and print `N of M hold`.

The exit status is 1 if any does not hold, 2 if the data is missing.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.conformance import council, pb, recount, stv
from tests.conformance.registry import run


def _transferable(folder: Path) -> list[bool]:
    return run(stv.CHECKS, folder)


def _budgets(folder: Path) -> list[bool]:
    return run(pb.CHECKS, folder)


def _recounts(folder: Path) -> list[bool]:
    return run(recount.CHECKS, folder)


def _largest_recount(folder: Path) -> list[bool]:
    return run(recount.LARGEST, folder)


PARTS: dict[str, tuple[str, Callable[[Path], list[bool]]]] = {
    "stv": ("voting", _transferable),
    "pb": ("voting", _budgets),
    "recount": ("voting", _recounts),
    "council": ("council", council.run_all),
}
ON_REQUEST: dict[str, tuple[str, Callable[[Path], list[bool]]]] = {
    "warsaw": ("voting", _largest_recount),  # takes a minute or more
}


def main(names: list[str]) -> int:
    """Run what was asked for; everything when nothing was."""
    known = {**PARTS, **ON_REQUEST}
    if unknown := set(names) - set(known):
        print(f"There are no checks named {', '.join(sorted(unknown))}; there are: {', '.join(known)}.")
        return 2
    data = os.environ.get("SAMENSPEL_REAL_DATA", "")
    wanted = {name: known[name] for name in names or PARTS}
    found = {name: part for name, part in wanted.items() if data and (Path(data) / part[0]).is_dir()}
    if not found:
        folders = " or ".join(f"`{folder}/`" for folder in sorted({folder for folder, _run in wanted.values()}))
        print(
            f"The real data is missing: set SAMENSPEL_REAL_DATA to the folder that holds {folders} "
            f"(it is {data or 'not set'}), then run `make conformance` again."
        )
        return 2
    results = [ok for folder, run_part in found.values() for ok in run_part(Path(data) / folder)]
    for name in sorted(set(wanted) - set(found)):
        print(f"left out: {name} (there is no {Path(data) / wanted[name][0]})")
    print(f"{sum(results)} of {len(results)} hold")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
