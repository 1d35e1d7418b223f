"""The rule of a ballot: how it is marked, and what can be chosen. Fixed before anybody votes."""

from dataclasses import dataclass
from enum import StrEnum

LEAST_CHOICES = 2


class Method(StrEnum):
    """How people mark a ballot."""

    YES_NO = "yes_no"
    SINGLE_CHOICE = "single_choice"


class Kind(StrEnum):
    """What choosing something means for the count; a blank vote takes part and counts for nothing."""

    YES = "yes"
    NO = "no"
    BLANK = "blank"
    CHOICE = "choice"


class RuleError(ValueError):
    """The rule cannot be counted, or a vote names something that is not on the ballot."""


@dataclass(frozen=True)
class Choice:
    """Something one can choose, by its number on the ballot."""

    number: int
    kind: Kind = Kind.CHOICE


@dataclass(frozen=True)
class Rule:
    """A method with its choices in the order of the ballot. Raises `RuleError` when they do not fit together."""

    method: Method
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        numbers = [choice.number for choice in self.choices]
        kinds = [choice.kind for choice in self.choices]
        if len(set(numbers)) != len(numbers):
            raise RuleError("Two choices have the same number.")
        if self.method is Method.YES_NO and sorted(kinds) not in (["no", "yes"], ["blank", "no", "yes"]):
            raise RuleError("A yes-or-no ballot has one yes, one no and at most one blank.")
        if self.method is Method.SINGLE_CHOICE:
            if set(kinds) - {Kind.CHOICE, Kind.BLANK} or kinds.count(Kind.BLANK) > 1:
                raise RuleError("A ballot with one choice of many has choices and at most one blank.")
            if kinds.count(Kind.CHOICE) < LEAST_CHOICES:
                raise RuleError("A ballot with one choice of many needs two choices or more.")

    @property
    def counting(self) -> tuple[Choice, ...]:
        """The choices that can win: all but blank."""
        return tuple(choice for choice in self.choices if choice.kind is not Kind.BLANK)
