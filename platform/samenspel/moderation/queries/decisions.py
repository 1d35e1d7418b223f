"""What was decided: for one subject, for everyone to read, and in figures per year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
)  # fmt: skip
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.shortcuts import get_object_or_404

from samenspel.moderation.enums import Verdict
from samenspel.moderation.models import Appeal, ModerationDecision, Report
from samenspel.moderation.queries.subjects import VISIBLE, description_of


class Median(Aggregate):
    """The middle value: `percentile_cont(0.5)`."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class YearFigures:
    """One year of moderation. `median` is the time from opening a case to deciding it, for cases with a report."""

    year: int
    received: int
    hidden: int
    kept: int
    restored: int
    appeals: int
    median: timedelta | None

    @property
    def median_hours(self) -> float | None:
        """The median in hours."""
        return None if self.median is None else self.median.total_seconds() / 3600


@dataclass(frozen=True)
class Statement:
    """What everyone may know of a decision: neither who wrote the text nor what it said. `url`: where it can be read."""

    decision: ModerationDecision
    url: str


def latest_decisions(subject_ids: Collection[int]) -> dict[int, ModerationDecision]:
    """Return the latest decision by subject id, its appeal attached, in one query; undecided subjects are absent."""
    if not subject_ids:
        return {}
    latest = (
        ModerationDecision.objects.filter(subject_id__in=subject_ids)
        .select_related("appeal")
        .order_by("subject_id", "-id")
        .distinct("subject_id")
    )
    return {decision.subject_id: decision for decision in latest}


def public_decisions() -> QuerySet[ModerationDecision]:
    """Return decisions that hid or restored something, newest first: what the public log shows."""
    decisions: QuerySet[ModerationDecision] = ModerationDecision.objects.filter(
        verdict__in=[Verdict.HIDE, Verdict.RESTORE]
    ).select_related("subject", "appeal")
    return decisions


def access_statement(subject_id: int) -> Statement:
    """Return the latest public decision about a subject. Raises `Http404` when there is none."""
    decision = public_decisions().filter(subject_id=subject_id).first()
    if decision is None:
        raise Http404
    description = description_of(decision.subject)
    readable = description is not None and description.state in VISIBLE
    return Statement(decision, description.url if description is not None and readable else "")


def access_decision(pk: int) -> ModerationDecision:
    """Return a decision that hid something: such decisions are public. Raises `Http404`."""
    decision: ModerationDecision = get_object_or_404(
        ModerationDecision.objects.select_related("subject"), pk=pk, verdict=Verdict.HIDE
    )
    return decision


def figures() -> list[YearFigures]:
    """Return the figures per year in municipal time, latest first, in three queries."""
    received = _by_year(Report.objects.all(), "created_at")
    appeals = _by_year(Appeal.objects.all(), "created_at")
    reported = Exists(Report.objects.filter(case=OuterRef("case")))
    decided = {
        row.pop("year"): row
        for row in ModerationDecision.objects.order_by()
        .annotate(year=ExtractYear("decided_at"), reported=reported)
        .values("year")
        .annotate(
            hidden=Count("pk", filter=Q(verdict=Verdict.HIDE)),
            kept=Count("pk", filter=Q(verdict=Verdict.KEEP, reported=True)),
            restored=Count("pk", filter=Q(verdict=Verdict.RESTORE)),
            median=Median(F("decided_at") - F("case__opened_at"), filter=Q(reported=True)),
        )
    }
    none = {"hidden": 0, "kept": 0, "restored": 0, "median": None}
    years = sorted({*received, *appeals, *decided}, reverse=True)
    return [
        YearFigures(
            year=year, received=received.get(year, 0), appeals=appeals.get(year, 0), **(decided.get(year) or none)
        )
        for year in years
    ]


def _by_year(rows: QuerySet[Report] | QuerySet[Appeal], field: str) -> dict[int, int]:
    counted = rows.order_by().annotate(year=ExtractYear(field)).values_list("year").annotate(Count("pk"))
    return dict(counted)
