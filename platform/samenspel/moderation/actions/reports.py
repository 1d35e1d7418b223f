"""Reporting something, with or without an account."""

from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from samenspel.audit.actions import record
from samenspel.common.ratelimit import check_rate, client_key, count_within
from samenspel.moderation.actions.cases import open_case
from samenspel.moderation.exceptions import AlreadyReported, NotReportable
from samenspel.moderation.models import Report
from samenspel.moderation.queries.subjects import description_of, is_reportable
from samenspel.subjects.models import Subject

REPORTS_AN_HOUR = 10
DAY = 60 * 60 * 24


@transaction.atomic
def report_subject(
    subject: Subject, *, actor: Any, ground: str, explanation: str = "", email: str = "", address: str = ""
) -> Report:
    """Report a subject to the moderators. Without an account (`actor` None or a guest) the client's `address` is counted.

    Raises `TooMany` above ten reports an hour, `AlreadyReported` within a day, `NotReportable` when it is gone.
    """
    who = (
        f"address:{client_key(address)}" if actor is None or actor.is_guest else f"user:{actor.pk}"
    )  # guests are cheap to make
    check_rate("moderation.report", who, limit=REPORTS_AN_HOUR, seconds=60 * 60)
    case = open_case(subject, actor=actor)
    if not is_reportable(description_of(subject)):
        raise NotReportable
    if count_within("moderation.report.once", f"{who}:{subject.pk}", seconds=DAY)[0] > 1:
        raise AlreadyReported
    report: Report = Report.objects.create(
        case=case,
        ground=ground,
        explanation=explanation,
        reporter=actor,
        email=email,
        language=(get_language() or "nl")[:2],
    )
    record("moderation.report.made", actor=actor, on=report, subject=subject.pk, ground=ground)
    return report
