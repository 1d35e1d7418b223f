"""What is fixed before anybody votes: the options, how a ballot is marked, how it is counted. See docs/published-vote.md."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

FORMAT = "samenspel-rule-1"
LEAST_OPTIONS = 2


class RuleError(ValueError):
    """The parts of a rule do not fit together, or are not what the format says."""


class Method(StrEnum):
    """How marks become a result."""

    YES_NO = "yes_no"
    SINGLE_CHOICE = "single_choice"
    APPROVAL = "approval"
    SCORE = "score"
    BORDA = "borda"
    SCHULZE = "schulze"
    INSTANT_RUNOFF = "instant_runoff"
    STV = "stv"
    BUDGET = "budget"
    EQUAL_SHARES = "equal_shares"


class Form(StrEnum):
    """How a ballot is marked."""

    CHOICE = "choice"
    APPROVAL = "approval"
    RANKING = "ranking"
    POINTS = "points"


class Kind(StrEnum):
    """What choosing an option means; a blank vote takes part and counts for nothing."""

    YES = "yes"
    NO = "no"
    BLANK = "blank"
    CHOICE = "choice"


class Tie(StrEnum):
    """What decides between options that are level, tried in order."""

    LOWER_COST = "lower_cost"
    HIGHER_COST = "higher_cost"
    MORE_VOTES = "more_votes"
    EARLIER_STAGE = "earlier_stage"
    LOT = "lot"


FORMS: Mapping[Method, frozenset[Form]] = {
    Method.YES_NO: frozenset({Form.CHOICE}),
    Method.SINGLE_CHOICE: frozenset({Form.CHOICE}),
    Method.APPROVAL: frozenset({Form.APPROVAL}),
    Method.SCORE: frozenset({Form.POINTS}),
    Method.BORDA: frozenset({Form.RANKING}),
    Method.SCHULZE: frozenset({Form.RANKING}),
    Method.INSTANT_RUNOFF: frozenset({Form.RANKING}),
    Method.STV: frozenset({Form.RANKING}),
    Method.BUDGET: frozenset(Form),
    Method.EQUAL_SHARES: frozenset({Form.CHOICE, Form.APPROVAL, Form.POINTS}),
}
MONEY = frozenset({Method.BUDGET, Method.EQUAL_SHARES})  # methods that spend a budget
ONE_SEAT = frozenset({Method.YES_NO, Method.INSTANT_RUNOFF})


@dataclass(frozen=True)
class Option:
    """Something one can choose, by its number on the ballot; `cost` in the smallest unit of money."""

    number: int
    kind: Kind = Kind.CHOICE
    cost: int = 0
    area: str = ""


@dataclass(frozen=True)
class Limits:
    """What a ballot may hold; 0 means no limit. `cost`: sum of costs; `total` and `each`: points."""

    min: int = 0
    max: int = 0
    cost: int = 0
    total: int = 0
    each: int = 0


@dataclass(frozen=True)
class Budget:
    """The money, and who is passed over; `areas` caps what is spent in an area."""

    total: int = 0
    skip: bool = True
    threshold: int = 0
    areas: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Shares:
    """The variant of Equal Shares, named in full: two that share a name may fund different projects."""

    utility: str = "cost"  # cost | count | points
    start: str = "floor"  # floor | exact
    increment: int = 1
    stop: str = "before_overspending"  # before_overspending | when_exhaustive | once
    completion: str = "none"  # none | votes
    comparison: str = "none"  # none | votes


VARIANTS = {
    "utility": {"cost", "count", "points"},
    "start": {"floor", "exact"},
    "stop": {"before_overspending", "when_exhaustive", "once"},
    "completion": {"none", "votes"},
    "comparison": {"none", "votes"},
}


@dataclass(frozen=True)
class Decision:
    """What must be reached for the outcome to hold; shares as fractions of one."""

    quorum: Fraction = Fraction(0)
    majority: str = "votes"  # votes | electorate
    share: Fraction = Fraction(0)
    binding: bool = False


@dataclass(frozen=True)
class Rule:
    """Everything that decides how ballots are counted. Raises `RuleError` when the parts do not fit together."""

    method: Method
    form: Form
    options: tuple[Option, ...]
    seats: int = 1
    limits: Limits = Limits()
    budget: Budget = field(default_factory=Budget)
    shares: Shares | None = None
    ties: tuple[Tie, ...] = (Tie.LOT,)
    decision: Decision = Decision()

    def __post_init__(self) -> None:
        _check_options(self)
        _check_numbers(self)
        if self.form not in FORMS[self.method]:
            raise RuleError(f"{self.method} is not counted from ballots of the form {self.form}.")
        if not self.ties or self.ties[-1] is not Tie.LOT or len(set(self.ties)) != len(self.ties):
            raise RuleError("The tie rules end with the lot, and none is named twice.")
        if (self.method is Method.EQUAL_SHARES) != (self.shares is not None):
            raise RuleError("Equal Shares, and only that, names its variant.")
        if self.shares is not None:
            _check_shares(self)

    @property
    def counting(self) -> tuple[Option, ...]:
        """The options that can win: all but blank, ascending by number."""
        return tuple(sorted((o for o in self.options if o.kind is not Kind.BLANK), key=lambda option: option.number))

    def to_json(self) -> dict[str, Any]:
        """Return the rule as `rule.json` holds it."""
        return {
            "format": FORMAT,
            "method": self.method.value,
            "form": self.form.value,
            "options": [
                {"number": o.number, "kind": o.kind.value, "cost": o.cost, "area": o.area}
                for o in sorted(self.options, key=lambda option: option.number)
            ],
            "seats": self.seats,
            "limits": asdict(self.limits),
            "budget": {**asdict(self.budget), "areas": dict(self.budget.areas)},
            "shares": None if self.shares is None else asdict(self.shares),
            "ties": [tie.value for tie in self.ties],
            "decision": {
                "quorum": str(self.decision.quorum), "majority": self.decision.majority,
                "share": str(self.decision.share), "binding": self.decision.binding,
            },
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Rule":
        """Read what `to_json` wrote. Raises `RuleError` for anything else."""
        try:
            if data["format"] != FORMAT:
                raise RuleError(f"The rule is in the format {data['format']}; this program reads {FORMAT}.")
            decision = data["decision"]
            return cls(
                method=Method(data["method"]),
                form=Form(data["form"]),
                options=tuple(Option(**{**option, "kind": Kind(option["kind"])}) for option in data["options"]),
                seats=data["seats"],
                limits=Limits(**data["limits"]),
                budget=Budget(**data["budget"]),
                shares=None if data["shares"] is None else Shares(**data["shares"]),
                ties=tuple(Tie(tie) for tie in data["ties"]),
                decision=Decision(
                    Fraction(decision["quorum"]), decision["majority"], Fraction(decision["share"]), decision["binding"]
                ),
            )
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, RuleError):
                raise
            raise RuleError(f"The rule cannot be read: {error}") from error


def _check_options(rule: Rule) -> None:
    numbers = [option.number for option in rule.options]
    kinds = sorted(option.kind for option in rule.options)
    if len(set(numbers)) != len(numbers) or any(number < 1 for number in numbers):
        raise RuleError("Options are numbered from 1, each with a number of its own.")
    if rule.method is Method.YES_NO:
        if kinds not in ([Kind.NO, Kind.YES], [Kind.BLANK, Kind.NO, Kind.YES]):
            raise RuleError("A yes-or-no ballot has one yes, one no and at most one blank.")
        return
    blanks = kinds.count(Kind.BLANK)
    if set(kinds) - {Kind.CHOICE, Kind.BLANK} or blanks > (1 if rule.form is Form.CHOICE else 0):
        raise RuleError("Only a ballot with one choice has an option for blank, and at most one.")
    if kinds.count(Kind.CHOICE) < (1 if rule.method in MONEY else LEAST_OPTIONS):
        raise RuleError("There are too few options to choose from.")


def _check_numbers(rule: Rule) -> None:
    amounts = [*asdict(rule.limits).values(), rule.budget.total, rule.budget.threshold, *rule.budget.areas.values()]
    if any(amount < 0 for amount in [*amounts, *(option.cost for option in rule.options)]):
        raise RuleError("Costs, limits and budgets are 0 or more.")
    if rule.seats < 1 or (rule.method in ONE_SEAT and rule.seats != 1):
        raise RuleError("This number of seats does not go with this method.")
    if rule.limits.max and rule.limits.min > rule.limits.max:
        raise RuleError("The least number of options to mark is above the greatest.")
    if rule.form is Form.POINTS and not (rule.limits.total or rule.limits.each):
        raise RuleError("A ballot with points needs a limit for all of them, or for each option.")
    if rule.decision.majority not in {"votes", "electorate"}:
        raise RuleError("A majority is one of the votes or of the electorate.")
    if not (0 <= rule.decision.quorum <= 1 and 0 <= rule.decision.share <= 1):
        raise RuleError("A quorum and a majority are shares between 0 and 1.")


def _check_shares(rule: Rule) -> None:
    shares = rule.shares
    assert shares is not None  # noqa: S101  # the caller looked
    for name, values in VARIANTS.items():
        if getattr(shares, name) not in values:
            raise RuleError(f"Equal Shares: {name} is one of {', '.join(sorted(values))}.")
    if shares.increment < 0 or (shares.utility == "points") != (rule.form is Form.POINTS):
        raise RuleError(
            "Equal Shares: increments are 0 or more, and points are the utility of ballots with points only."
        )
