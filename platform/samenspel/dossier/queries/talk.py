"""The most supported contributions for, against and as questions, and the numbers behind them: one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from deliberation.enums import ContributionState, Stance
from deliberation.models import Contribution

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


def talk(subject_ids: Collection[int], consultation_ids: Collection[int], since: datetime | None) -> Talk:
    """Return what residents said about an item, its consultations and their proposals, as columns."""
    by_stance: dict[str, list[Any]] = {}
    for row in _ranked(subject_ids, consultation_ids):
        by_stance.setdefault(row.stance, []).append(row)
    totals = {stance: rows[0].of_stance for stance, rows in by_stance.items()}
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


def _ranked(
    subject_ids: Collection[int], consultation_ids: Collection[int]
) -> list[Any]:  # contributions with `of_stance`
    """The first contributions of each stance, each with the number of its stance."""
    rooms = {"room__about__in": subject_ids}
    found = Contribution.objects.filter(**rooms) | Contribution.objects.filter(
        room__about__proposal__consultation__in=consultation_ids,
        room__about__proposal__state=ContributionState.PUBLISHED,
    )
    ranked = (
        found.filter(parent=None, state=ContributionState.PUBLISHED, author_role="")
        .select_related("author")
        .annotate(
            place=Window(RowNumber(), partition_by=F("stance"), order_by=[F("agree_count").desc(), F("id").desc()]),
            of_stance=Window(Count("pk"), partition_by=F("stance")),
        )
        .filter(place__lte=SHOWN)
    )
    return list(ranked.order_by("stance", "place"))


def _is_new(row: Contribution, since: datetime | None) -> bool:
    return since is not None and row.published_at is not None and row.published_at > since


def _is_minority(stance: Stance, totals: dict[str, int]) -> bool:
    other = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}.get(stance)
    return other is not None and 0 < totals.get(stance, 0) < totals.get(other, 0)
