"""A result that explains itself, and its canonical form. See docs/published-vote.md."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = "samenspel-result-1"


@dataclass(frozen=True)
class OptionResult:
    """What became of an option: what it got, what it lacked to win, and why. Numbers as strings, exact or cut off."""

    number: int
    got: str
    outcome: str  # elected | not_elected | funded | not_funded
    reason: str
    lacked: str = "0"
    round: int = 0
    rank: int = 0


@dataclass(frozen=True)
class TieRecord:
    """One use of the tie rules: among which options, for what, by which rule, and who was chosen."""

    round: int
    purpose: str  # elect | exclude | transfer | fund | order
    options: tuple[int, ...]
    by: str
    chosen: int

    def to_json(self) -> dict[str, Any]:
        """Return the record as `result.json` holds it."""
        return {
            "round": self.round, "for": self.purpose, "options": list(self.options), "by": self.by, "chosen": self.chosen,
        }  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """What a method finds: what became of each option, ascending by number, and how it came about."""

    options: tuple[OptionResult, ...]
    winners: tuple[int, ...]
    rounds: tuple[Mapping[str, Any], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """The outcome of a count. `rounds`, `facts` and `decision` are plain values, as the format says per method."""

    method: str
    sums: Mapping[str, Any]
    options: tuple[OptionResult, ...]
    winners: tuple[int, ...]
    rounds: tuple[Mapping[str, Any], ...] = ()
    ties: tuple[TieRecord, ...] = ()
    decision: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the result as `result.json` holds it."""
        return {
            "format": FORMAT,
            "method": self.method,
            "sums": dict(self.sums),
            "options": [asdict(option) for option in self.options],
            "winners": list(self.winners),
            "rounds": [dict(each) for each in self.rounds],
            "ties": [tie.to_json() for tie in self.ties],
            "decision": dict(self.decision),
            "facts": dict(self.facts),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Result":
        """Read what `to_json` wrote; further keys are left out."""
        return cls(
            method=data["method"],
            sums=data["sums"],
            options=tuple(OptionResult(**option) for option in data["options"]),
            winners=tuple(data["winners"]),
            rounds=tuple(data["rounds"]),
            ties=tuple(
                TieRecord(tie["round"], tie["for"], tuple(tie["options"]), tie["by"], tie["chosen"])
                for tie in data["ties"]
            ),
            decision=data["decision"],
            facts=data["facts"],
        )


def fixed(units: int, places: int) -> str:
    """Return a number of 10^-places as a decimal string: 123999064 with five places is 1239.99064."""
    whole, rest = divmod(abs(units), 10**places)
    return f"{'-' if units < 0 else ''}{whole}.{rest:0{places}}"


def canonical(value: Any) -> str:
    """Return a value as canonical JSON text: the same text for the same value, always."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
