"""The moderators' queue, and everything about one case."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from samenspel.moderation.models import Appeal, Case, ModerationDecision, Report
from samenspel.moderation.queries.subjects import description_of
from samenspel.subjects.registry import Description, describe


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue; `has_appeal` and `report_count` say why it is there beside `case.is_held`."""

    case: Case
    description: Description | None
    has_appeal: bool
    report_count: int


@dataclass(frozen=True)
class CasePage:
    """What a moderator reads before deciding; `appeal` is the one that waits for an answer."""

    case: Case
    description: Description | None
    reports: list[Report]
    history: list[ModerationDecision]
    appeal: Appeal | None

    @property
    def state(self) -> str:
        """The state of the text as its own app says it; "gone" when there is no text any more."""
        return "gone" if self.description is None else self.description.state or "published"


def queue() -> QuerySet[Case]:
    """Return open cases: held ones first, then reported ones by number of reports and age, then appeals."""
    unanswered = Appeal.objects.filter(decision__subject=OuterRef("subject"), answered_at=None)
    cases: QuerySet[Case] = (
        Case.objects.filter(closed_at=None)
        .select_related("subject")
        .annotate(has_appeal=Exists(unanswered), report_count=Count("reports"))
        .order_by("-is_held", "has_appeal", "-report_count", "opened_at", "pk")
    )
    return cases


def queue_rows(cases: list[Case]) -> list[QueueRow]:
    """Return the lines of one page of `queue`, described in a constant number of queries."""
    found = describe([case.subject for case in cases])
    return [
        QueueRow(case, found.get(case.subject_id), case.has_appeal, case.report_count)  # type: ignore[attr-defined]  # annotated
        for case in cases
    ]


def access_case(pk: int) -> Case:
    """Return a case of this municipality, open or closed. Raises `Http404`; only moderators are shown one."""
    case: Case = get_object_or_404(Case.objects.select_related("subject"), pk=pk)
    return case


def case_page(case: Case) -> CasePage:
    """Return everything about a case, in a constant number of queries."""
    history = ModerationDecision.objects.filter(subject_id=case.subject_id).select_related("decided_by", "appeal")
    unanswered = Appeal.objects.filter(decision__subject_id=case.subject_id, answered_at=None)
    return CasePage(
        case=case,
        description=description_of(case.subject),
        reports=list(Report.objects.filter(case=case).select_related("reporter").order_by("created_at")),
        history=list(history),
        appeal=unanswered.select_related("decision", "appellant").first(),
    )
