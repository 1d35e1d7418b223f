"""Votes on budgets in the Pabulib format (http://pabulib.org/format): text in, values out.

Files of real cities hold ballots outside their own limits, and their published totals count those too. So an import takes
limits as information (they stay in `meta`) unless it is told to apply them.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from voting.counting.election import Budget, Form, Limits, Method, Option, Rule, RuleError, Shares, Tie
from voting.counting.marks import BLANK, Profile, read_ballots

FORMS = {
    "approval": Form.APPROVAL,
    "choose-1": Form.CHOICE,
    "ordinal": Form.RANKING,
    "cumulative": Form.POINTS,
    "scoring": Form.POINTS,
}
SECTIONS = ("META", "PROJECTS", "VOTES")
AREAS = (
    ("neighborhood", "budget_per_neighborhood", "neighborhoods"),
    ("category", "budget_per_category", "categories"),
)
MOST_DECIMALS = 6


class PabulibError(ValueError):
    """The text is not in the format; the sentence says at which line and why."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(f"Line {line}: {sentence}" if line else sentence)
        self.line = line


@dataclass(frozen=True)
class Project:
    """A project as the file has it: its key there, its number on our ballot, and what the file says it got."""

    key: str
    number: int
    name: str = ""
    votes: str = ""
    score: str = ""
    selected: str = ""


@dataclass(frozen=True)
class Imported:
    """A file as our values. Amounts of money in `rule` are `scale` times those of the file, so that they are whole."""

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    scale: int
    rule: Rule
    ballots: Mapping[str, int]
    mentions: Mapping[int, int] = field(
        default_factory=dict
    )  # how often ballots name a project, with 0 points or twice too
    notes: tuple[str, ...] = ()

    @property
    def profile(self) -> Profile:
        """The ballots, read by the rule."""
        return read_ballots(self.rule, self.ballots)

    @property
    def keys(self) -> dict[int, str]:
        """The keys of the projects in the file, by their numbers."""
        return {project.number: project.key for project in self.projects}


@dataclass
class _Row:
    line: int
    values: Mapping[str, str]

    def get(self, *names: str) -> str:
        return next((self.values[name] for name in names if self.values.get(name)), "")


@dataclass
class _Reading:
    """What was found so far."""

    meta: dict[str, str] = field(default_factory=dict)
    meta_lines: dict[str, int] = field(default_factory=dict)
    projects: list[_Row] = field(default_factory=list)
    votes: list[_Row] = field(default_factory=list)
    mentions: Counter[int] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def number(self, name: str) -> Decimal | None:
        """Return a number of the section META; None when it is absent."""
        text = self.meta.get(name, "")
        return _decimal(text, name, self.meta_lines[name]) if text else None


def read_pabulib(text: str, *, apply_limits: bool = False) -> Imported:
    """Read a file. Raises `PabulibError`, with the line, for what is not in the format."""
    found = _sections(text)
    form = _form(found)
    keys = _keys(found)
    scale = _scale(found)
    if form is Form.CHOICE and not apply_limits and any("," in row.get("vote") for row in found.votes):
        form = Form.APPROVAL
        found.notes["A ballot for one choice names several: all ballots are read as approvals."] += 1
    ballots = _ballots(found, form, keys)
    try:
        rule = _rule(found, form, scale, ballots, apply_limits=apply_limits)
    except RuleError as error:
        raise PabulibError(str(error)) from error
    return Imported(
        meta=found.meta,
        projects=tuple(
            Project(key, number, *(row.get(name) for name in ("name", "votes", "score", "selected")))
            for (key, number), row in zip(keys.items(), found.projects, strict=True)
        ),
        scale=scale,
        rule=rule,
        ballots=ballots,
        mentions=found.mentions,
        notes=tuple(f"{note} ({times}×)" if times > 1 else note for note, times in found.notes.items()),
    )


# --- Sections and rows


def _sections(text: str) -> _Reading:
    """Cut a text into its three sections; where a quote that nobody closes swallows a section, quotes are plain letters."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = _Reading()
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        seen: set[str] = set()
        rows = list(_rows(text, quoting, seen))
        if seen == set(SECTIONS) or quoting == csv.QUOTE_NONE:
            break
    for section, row in rows:
        if section == "META":
            key = row.get("key").casefold()
            found.meta[key], found.meta_lines[key] = row.get("value"), row.line
        else:
            (found.projects if section == "PROJECTS" else found.votes).append(row)
    missing = [name for name in SECTIONS[:2] if name not in {section for section, _row in rows}]
    if missing:
        raise PabulibError(f"There is no section {missing[0]}, or nothing in it.")
    return found


def _rows(text: str, quoting: Any, seen: set[str]) -> Iterator[tuple[str, _Row]]:
    section = ""
    header: list[str] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", quoting=quoting)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                continue
            if stripped[0].upper() in SECTIONS and not any(stripped[1:]):
                section, header = stripped[0].upper(), []
                seen.add(section)
            elif not section:
                raise PabulibError("The file begins with the word META.", reader.line_num)
            elif not header:
                header = [cell.casefold() for cell in stripped]
            else:
                yield section, _Row(reader.line_num, dict(zip(header, stripped, strict=False)))
    except csv.Error as error:
        raise PabulibError(str(error), reader.line_num) from error


def _form(found: _Reading) -> Form:
    name = found.meta.get("vote_type", "").casefold()
    if name not in FORMS:
        line = found.meta_lines.get("vote_type", 0)
        raise PabulibError(f"vote_type is one of {', '.join(FORMS)}, not {name or 'absent'}.", line)
    return FORMS[name]


def _keys(found: _Reading) -> dict[str, int]:
    keys: dict[str, int] = {}
    for row in found.projects:
        key = row.get("project_id")
        if not key:
            raise PabulibError("A project has no project_id.", row.line)
        if key in keys:
            raise PabulibError(f"There are two projects {key}.", row.line)
        keys[key] = len(keys) + 1
    return keys


# --- Numbers


def _decimal(text: str, name: str, line: int) -> Decimal:
    plain = text.replace(" ", "").replace("\u00a0", "")
    decimal_comma = plain.count(",") == 1 and "." not in plain  # otherwise commas part thousands
    try:
        value = Decimal(plain.replace(",", "." if decimal_comma else ""))
    except InvalidOperation:
        raise PabulibError(f"{name} is a number, not {text!r}.", line) from None
    if not value.is_finite() or value < 0:
        raise PabulibError(f"{name} is 0 or more, not {text}.", line)
    return value


def _cost(row: _Row) -> Decimal:
    return _decimal(row.get("cost"), "cost", row.line)


def _area_caps(found: _Reading) -> tuple[str, dict[str, Decimal]]:
    """Return which column names the area of a project, and the caps; amounts stand in the order of the names."""
    for column, budgets, names in AREAS:
        if not found.meta.get(budgets):
            continue
        areas = [name.strip() for name in found.meta.get(names, "").split(",")]
        amounts = [_decimal(part, budgets, found.meta_lines[budgets]) for part in found.meta[budgets].split(",")]
        if len(areas) != len(amounts):
            raise PabulibError(f"{budgets} has another number of parts than {names}.", found.meta_lines[budgets])
        return column, dict(zip(areas, amounts, strict=True))
    return "", {}


def _scale(found: _Reading) -> int:
    """Return 1, 10, 100, …: by what amounts are multiplied to be whole."""
    amounts = [_cost(row) for row in found.projects]
    amounts += [amount for name in ("budget", "max_sum_cost") if (amount := found.number(name)) is not None]
    amounts += _area_caps(found)[1].values()
    places = max(0, *(-int(amount.normalize().as_tuple().exponent) for amount in amounts))
    if places > MOST_DECIMALS:
        raise PabulibError(f"An amount of money has {places} decimals; {MOST_DECIMALS} are read.")
    return int(10**places)


# --- Ballots


def _ballots(found: _Reading, form: Form, keys: Mapping[str, int]) -> dict[str, int]:
    """Return lines in our notation, and how often each occurs."""
    lines: Counter[str] = Counter()
    for row in found.votes:
        lines[_line(row, form, keys, found)] += 1
    repeated = len(found.votes) - len({row.get("voter_id") or row.line for row in found.votes})
    if repeated:
        found.notes["A voter_id stands on more than one ballot: each ballot counts."] = repeated
    return dict(lines)


def _line(row: _Row, form: Form, keys: Mapping[str, int], found: _Reading) -> str:
    names = [name.strip() for name in row.get("vote").split(",") if name.strip()]
    known = [keys[name] for name in names if _known(name, keys, found.notes)]
    found.mentions.update(known)
    once = list(dict.fromkeys(known))
    if len(once) < len(known):
        twice = "its points are added up" if form is Form.POINTS else "it counts once"
        found.notes[f"A ballot names a project twice: {twice}."] += 1
    if form is not Form.POINTS:
        return (">" if form is Form.RANKING else " ").join(map(str, once)) or BLANK
    given = [_points(part, row.line) for part in row.get("points").split(",") if part.strip()]
    if len(given) != len(names):
        raise PabulibError("A ballot has points for another number of projects than it names.", row.line)
    points = dict.fromkeys(once, 0)
    for name, number in zip(names, given, strict=True):
        if name in keys:
            points[keys[name]] += number
    return " ".join(f"{project}:{number}" for project, number in points.items()) or BLANK


def _known(name: str, keys: Mapping[str, int], notes: Counter[str]) -> bool:
    if name not in keys:
        notes[f"Ballots name {name}, which is no project of the file: it is left out."] += 1
    return name in keys


def _points(text: str, line: int) -> int:
    value = _decimal(text.strip(), "points", line)
    if value != int(value):
        raise PabulibError(f"Points are whole numbers, not {text}.", line)
    return int(value)


# --- The rule


def _rule(found: _Reading, form: Form, scale: int, ballots: Mapping[str, int], *, apply_limits: bool) -> Rule:
    column, caps = _area_caps(found)
    options = tuple(
        Option(number, cost=int(_cost(row) * scale), area=row.get(column) if row.get(column) in caps else "")
        for number, row in enumerate(found.projects, start=1)
    )
    name = found.meta.get("rule", "").casefold()
    equal = "equalshares" in name.replace("_", "").replace("-", "") and form is not Form.RANKING
    budget = found.number("budget")
    if budget is None:
        raise PabulibError("There is no budget.")
    threshold = found.number("min_project_score_threshold") or Decimal(0)
    if "leftover_budget" in found.meta:
        found.notes["The file spends what areas leave over in a way of its own, which is not counted here."] += 1
    return Rule(
        method=Method.EQUAL_SHARES if equal else Method.BUDGET,
        form=form,
        options=options,
        limits=_limits(found, form, scale, ballots, apply_limits=apply_limits),
        budget=Budget(
            total=int(budget * scale),
            skip="no-skip" not in name,
            threshold=-int(-threshold // 1),
            areas={area: int(amount * scale) for area, amount in caps.items()},
        ),
        shares=_shares(name, form, scale) if equal else None,
        ties=(Tie.LOWER_COST, Tie.MORE_VOTES, Tie.LOT),
    )


def _shares(name: str, form: Form, scale: int) -> Shares:
    """Return the variant that a name stands for; `add1` adds one unit of the currency until money runs out."""
    add = "add1" in name
    return Shares(
        utility="points" if form is Form.POINTS else "cost",
        increment=scale if add else 0,
        stop="when_exhaustive" if "add1e" in name else "before_overspending" if add else "once",
        completion="votes" if "greedy" in name or "completion" in name else "none",
        comparison="votes" if "comparison" in name else "none",
    )


def _limits(found: _Reading, form: Form, scale: int, ballots: Mapping[str, int], *, apply_limits: bool) -> Limits:
    """Return the file's limits, or those without which its ballots mean nothing: places of a ranking, points at all."""
    stated = {
        "min": "min_length", "max": "max_length", "cost": "max_sum_cost", "total": "max_sum_points", "each": "max_points",
    }  # fmt: skip
    values = {name: int((found.number(key) or 0) * (scale if name == "cost" else 1)) for name, key in stated.items()}
    if apply_limits:
        least = found.number("min_sum_points")
        if least:
            found.notes["A least sum of points (min_sum_points) is not applied."] += 1
        return Limits(**values)
    if form is Form.RANKING:
        return Limits(max=values["max"])
    if form is Form.POINTS:
        return Limits(total=max(values["total"], 1, *(_sum_of_points(line) for line in ballots)))
    return Limits()


def _sum_of_points(line: str) -> int:
    return 0 if line == BLANK else sum(int(pair.split(":")[1]) for pair in line.split(" "))
