"""The most supported contributions for, against and as questions, and the numbers behind them: one query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from deliberation.enums import ContributionState, Stance
from deliberation.models import Contribution, Room

SHOWN = 5  # of each stance
COLUMNS = (Stance.FOR, Stance.AGAINST, Stance.QUESTION)


@dataclass(frozen=True)
class Said:
    """A contribution with whether it is new to the reader."""

    contribution: Contribution
    is_new: bool


@dataclass(frozen=True)
class Column:
    """What people said from one side, most supported first; a minority is shown as fully as the rest."""

    stance: Stance
    total: int
    said: tuple[Said, ...]
    is_minority: bool = False

    @property
    def folded_count(self) -> int:
        """How many contributions are not shown here."""
        return self.total - len(self.said)


@dataclass(frozen=True)
class Talk:
    """The talk in columns; `neutral` counts what stands in none."""

    columns: tuple[Column, ...]
    neutral: int

    @property
    def total(self) -> int:
        """How many contributions there are, replies not counted."""
        return self.neutral + sum(column.total for column in self.columns)

    def of(self, stance: Stance) -> Column:
        """Return one column."""
        return next(column for column in self.columns if column.stance == stance)


def talk(subject_ids: Collection[int], totals: Mapping[str, int], since: datetime | None) -> Talk:
    """Return what residents said about an item and its consultations, as columns; `totals` are numbers by stance."""
    by_stance: dict[str, list[Contribution]] = {}
    for row in _most_supported(subject_ids):
        by_stance.setdefault(row.stance, []).append(row)
    return Talk(
        columns=tuple(
            Column(
                stance,
                totals.get(stance, 0),
                tuple(Said(row, _is_new(row, since)) for row in by_stance.get(stance, [])),
                _is_minority(stance, totals),
            )
            for stance in COLUMNS
        ),
        neutral=totals.get(Stance.NEUTRAL, 0),
    )


def _most_supported(subject_ids: Collection[int]) -> QuerySet[Contribution]:
    """The first contributions of each column, each found by the index of what is most supported."""
    rooms = Room.objects.filter(about__in=subject_ids).values("pk")
    shown = Contribution.objects.filter(
        room__in=rooms, parent=None, state=ContributionState.PUBLISHED, published_at__isnull=False, author_role=""
    ).order_by("-agree_count", "-id")
    columns = [shown.filter(stance=stance).values("pk")[:SHOWN] for stance in COLUMNS]
    firsts = columns[0].union(*columns[1:], all=True)
    found: QuerySet[Contribution] = Contribution.objects.select_related("author").filter(pk__in=firsts)
    return found.order_by("-agree_count", "-id")


def _is_new(row: Contribution, since: datetime | None) -> bool:
    return since is not None and row.published_at is not None and row.published_at > since


def _is_minority(stance: Stance, totals: Mapping[str, int]) -> bool:
    other = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}.get(stance)
    return other is not None and 0 < totals.get(stance, 0) < totals.get(other, 0)
