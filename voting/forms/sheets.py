"""What the page of an open ballot shows: every option with what the voter marked, the basket, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from voting.counting.election import MONEY, Form, Kind, Rule
from voting.forms.marking import Draft, given_points
from voting.models import Option

MANY = 12  # from so many options on, one can search among them


@dataclass(frozen=True)
class Filter:
    """Which options are shown: those of an area, with some words in them. The others stay on the ballot, unseen."""

    area: str = ""
    words: str = ""

    def shows(self, option: Option) -> bool:
        """Return whether an option is among what was asked for."""
        text = f"{option.label} {option.description} {option.place} {option.area}".casefold()
        return (not self.area or option.area == self.area) and all(w in text for w in self.words.casefold().split())


@dataclass(frozen=True)
class Row:
    """One option as it stands on the page. `place` counts from 1 among what is marked, 0 when it is not."""

    option: Option
    place: int
    is_last: bool
    points: str
    is_shown: bool
    focus: str  # the step whose button gets the focus, if any

    @property
    def number(self) -> int:
        """The option's number on the ballot."""
        return self.option.number

    @property
    def is_marked(self) -> bool:
        """Whether the voter marked this option."""
        return self.place > 0


@dataclass(frozen=True)
class Sheet:
    """The ballot of one voter as it stands on the page."""

    rule: Rule
    options: Sequence[Option]
    draft: Draft
    filter: Filter = Filter()

    @property
    def layout(self) -> str:
        """How people mark it: the name of a partial template."""
        return "basket" if self.rule.form is Form.APPROVAL and self.is_money else self.rule.form.value

    @property
    def template(self) -> str:
        """The partial template of the layout."""
        return f"voting/_mark_{self.layout}.html"

    @property
    def is_money(self) -> bool:
        """Whether the options are projects that cost money."""
        return self.rule.method in MONEY

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All options in the order of the ballot."""
        marked = self.draft.marked
        return tuple(
            Row(
                option=option,
                place=marked.index(option.number) + 1 if option.number in marked else 0,
                is_last=bool(marked) and marked[-1] == option.number,
                points=self.draft.points.get(option.number, ""),
                is_shown=self.filter.shows(option),
                focus=_focus(self.draft, option.number),
            )
            for option in self.options
        )

    @property
    def marked(self) -> tuple[Row, ...]:
        """The options that are marked, in the order in which they were."""
        return tuple(sorted((row for row in self.rows if row.is_marked), key=lambda row: row.place))

    @property
    def shown(self) -> int:
        """How many options the filter leaves."""
        return sum(row.is_shown for row in self.rows)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that options lie in, by name."""
        return tuple(sorted({option.area for option in self.options if option.area}, key=str.casefold))

    @property
    def can_search(self) -> bool:
        """Whether there are so many options, or areas, that one can search among them."""
        return len(self.options) > MANY or len(self.areas) > 1

    @property
    def has_blank(self) -> bool:
        """Whether blank is among the options; otherwise it is a button of its own."""
        return any(option.kind is Kind.BLANK for option in self.rule.options)

    @property
    def most(self) -> int:
        """How many options may be marked; 0 for as many as one wants."""
        return self.rule.limits.max

    @property
    def money(self) -> int:
        """What may be divided, in cents: by this ballot, or else by all together; 0 when that is not said."""
        return self.rule.limits.cost or self.rule.budget.total

    @property
    def cost(self) -> int:
        """What the marked options cost together, in cents."""
        return sum(row.option.cost for row in self.rows if row.is_marked)

    @property
    def money_left(self) -> int:
        """What is left to divide, in cents; not below nothing."""
        return max(0, self.money - self.cost)

    @property
    def money_over(self) -> int:
        """How far the marked options go over the limit of this ballot, in cents."""
        return max(0, self.cost - self.rule.limits.cost) if self.rule.limits.cost else 0

    @property
    def money_share(self) -> int:
        """Which part of what may be divided is chosen, in whole percents for the picture."""
        return min(100, self.cost * 100 // self.money) if self.money else 0

    @property
    def points_left(self) -> int:
        """How many points are left to give; not below nothing."""
        return max(0, self.rule.limits.total - given_points(self.draft))

    @property
    def points_over(self) -> int:
        """How many points too many were given."""
        return max(0, given_points(self.draft) - self.rule.limits.total) if self.rule.limits.total else 0

    @property
    def marked_over(self) -> int:
        """How many options too many are marked."""
        return max(0, len(self.draft.marked) - self.most) if self.most else 0


def _focus(draft: Draft, number: int) -> str:
    """Name the button that gets the focus after a step: of the option that was moved, or of what took its place."""
    step, touched = draft.touched or ("", 0)
    if touched != number:
        return ""
    return {"add": "remove", "remove": "add"}.get(step, step)
