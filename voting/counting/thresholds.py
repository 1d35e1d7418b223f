"""Statements of support against what an ordinance asks: enough in total and per area, of age, in time, each person once.

Several steps may follow each other, each with its own deadline: first so many to begin, then so many for a vote.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Channel(StrEnum):
    """How a statement came in."""

    ONLINE = "online"
    PAPER = "paper"


class Refused(StrEnum):
    """Why a statement does not count; checked in this order, the first names it."""

    INVALID = "invalid"  # the check found it not valid: `why` of the statement says more
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    AGE_UNKNOWN = "age_unknown"
    TOO_YOUNG = "too_young"
    DUPLICATE = "duplicate"  # the same person, earlier or in the other channel


class ThresholdError(ValueError):
    """The steps do not fit together, or a statement belongs to none."""


@dataclass(frozen=True)
class Step:
    """What one step asks. `areas`: the least number in each; `areas_needed`: in how many of them, 0 for all.

    Both days count. `least_age` 0 means any age. `keeps_earlier`: statements that counted before count here too.
    """

    needed: int
    until: date
    since: date | None = None
    areas: Mapping[str, int] = field(default_factory=dict)
    areas_needed: int = 0
    least_age: int = 0
    keeps_earlier: bool = False

    def __post_init__(self) -> None:
        if min([self.needed, self.areas_needed, self.least_age, *self.areas.values()]) < 0:
            raise ThresholdError("Numbers of a step are 0 or more.")
        if self.areas_needed > len(self.areas):
            raise ThresholdError("A step cannot ask for more areas than it names.")
        if self.since is not None and self.since > self.until:
            raise ThresholdError("A step begins before it ends.")


@dataclass(frozen=True)
class Statement:
    """One statement of support. `supporter` is the same for the same person, and says nothing else about them.

    Of age is who belongs to an age class (`age_class`: at least so old, as somebody checked), or who reaches the age in the
    calendar year of the statement (`birth_year`).
    """

    supporter: str
    signed: date
    area: str = ""
    channel: Channel = Channel.ONLINE
    step: int = 1
    valid: bool = True
    why: str = ""
    age_class: int | None = None
    birth_year: int | None = None


@dataclass(frozen=True)
class AreaResult:
    """An area with a minimum: what it needed, got and lacks."""

    area: str
    needed: int
    got: int

    @property
    def lacks(self) -> int:
        """How many are missing; 0 when there are enough."""
        return max(0, self.needed - self.got)


@dataclass(frozen=True)
class StepResult:
    """What a step came to. `received` = the sum of `counted` + the sum of `refused`; `kept` come from earlier steps.

    `met`: enough in total, enough areas, and every step before it is met.
    """

    number: int
    step: Step
    received: int
    counted: Mapping[Channel, int]
    refused: Mapping[Refused, int]
    kept: int
    areas: tuple[AreaResult, ...]
    earlier_met: bool

    @property
    def got(self) -> int:
        """All statements that count."""
        return sum(self.counted.values()) + self.kept

    @property
    def lacks(self) -> int:
        """How many are missing in total; 0 when there are enough."""
        return max(0, self.step.needed - self.got)

    @property
    def areas_lacking(self) -> int:
        """In how many more areas the minimum must be reached; 0 when there are enough."""
        reached = sum(not area.lacks for area in self.areas)
        return max(0, (self.step.areas_needed or len(self.areas)) - reached)

    @property
    def met(self) -> bool:
        """Whether the step is done."""
        return self.earlier_met and not self.lacks and not self.areas_lacking


@dataclass(frozen=True)
class ThresholdResult:
    """All steps, in order."""

    steps: tuple[StepResult, ...]

    @property
    def met(self) -> bool:
        """Whether every step is met."""
        return all(step.met for step in self.steps)

    @property
    def next_step(self) -> int:
        """The number of the first step that is not met, 0 when all are."""
        return next((step.number for step in self.steps if not step.met), 0)


def count_statements(steps: Sequence[Step], statements: Iterable[Statement]) -> ThresholdResult:
    """Count statements for each step; the order in which they are given does not matter. Raises `ThresholdError`."""
    if not steps:
        raise ThresholdError("There is no step to count for.")
    by_step: dict[int, list[Statement]] = {number: [] for number in range(1, len(steps) + 1)}
    for statement in statements:
        if statement.step not in by_step:
            raise ThresholdError(f"There is no step {statement.step}.")
        by_step[statement.step].append(statement)
    results: list[StepResult] = []
    kept: dict[str, str] = {}
    for number, step in enumerate(steps, 1):
        earlier = kept if step.keeps_earlier else {}
        result, kept = _count_step(number, step, by_step[number], earlier, all(one.met for one in results))
        results.append(result)
    return ThresholdResult(tuple(results))


def _count_step(
    number: int, step: Step, statements: list[Statement], earlier: Mapping[str, str], earlier_met: bool
) -> tuple[StepResult, dict[str, str]]:
    """Return the result, and the area of every supporter who counts."""
    supporters = dict(earlier)
    counted: Counter[Channel] = Counter()
    refused: Counter[Refused] = Counter()
    for statement in sorted(statements, key=_first_come):
        reason = _refuse(step, statement, supporters)
        if reason is None:
            supporters[statement.supporter] = statement.area
            counted[statement.channel] += 1
        else:
            refused[reason] += 1
    areas = Counter(supporters.values())
    result = StepResult(
        number=number,
        step=step,
        received=len(statements),
        counted={channel: counted[channel] for channel in Channel},
        refused={reason: refused[reason] for reason in Refused if refused[reason]},
        kept=len(earlier),
        areas=tuple(AreaResult(area, needed, areas[area]) for area, needed in sorted(step.areas.items())),
        earlier_met=earlier_met,
    )
    return result, supporters


def _first_come(statement: Statement) -> tuple[object, ...]:
    """Order statements so that the same one of two duplicates counts, whatever the order of the input."""
    return (statement.signed, statement.channel.value, statement.area, statement.supporter)


def _refuse(step: Step, statement: Statement, supporters: Mapping[str, str]) -> Refused | None:
    if not statement.valid:
        return Refused.INVALID
    if step.since is not None and statement.signed < step.since:
        return Refused.TOO_EARLY
    if statement.signed > step.until:
        return Refused.TOO_LATE
    if step.least_age:
        if statement.age_class is None and statement.birth_year is None:
            return Refused.AGE_UNKNOWN
        if _age(statement) < step.least_age:
            return Refused.TOO_YOUNG
    return Refused.DUPLICATE if statement.supporter in supporters else None


def _age(statement: Statement) -> int:
    by_year = 0 if statement.birth_year is None else statement.signed.year - statement.birth_year
    return max(statement.age_class or 0, by_year)
