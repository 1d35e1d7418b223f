"""What moderators did and still have to do: hidden, reported, held and appealed contributions, and one withdrawn."""

from datetime import datetime, timedelta

from deliberation.actions import withdraw_contribution
from deliberation.models import Contribution
from samenspel.accounts.models import User
from samenspel.audit.actions import record
from samenspel.config.demo.lines import Line
from samenspel.config.demo.people import Cast
from samenspel.config.demo.talk import Said
from samenspel.moderation.actions import file_appeal, hide_subject, open_case
from samenspel.moderation.models import Appeal, Case, ModerationDecision, Report


def fill_moderation(said: Said, *, cast: Cast, now: datetime) -> None:
    """Carry out the extras of what was just said through the apps' own actions, then date them back."""
    for line, row in said:
        if "held" in line.extras:
            case = open_case(row.subject, is_held=True, actor=row.author)
            _date_back(case, opened_at=row.created_at)
        if "report" in line.extras:
            at = max(_moment(line, now, hours=1), now - timedelta(hours=20))  # nobody leaves a report for weeks
            _report(line, row, ground=line.extras["report"], cast=cast, at=at)
        if "hidden" in line.extras:
            _hide(line, row, cast=cast, now=now)
        if "withdrawn" in line.extras:
            withdraw_contribution(row, actor=row.author)


def _moment(line: Line, now: datetime, *, hours: int) -> datetime:
    """Return a moment some hours after a line was said, or sooner where that would be in the future."""
    return line.at + min(timedelta(hours=hours), (now - line.at) * hours / 24)


def _report(line: Line, row: Contribution, *, ground: str, cast: Cast, at: datetime) -> None:
    """A report by hand: the action counts reports per person in Redis, which outlives a demo's database."""
    reporter: User = cast[line.extras["reporter"]]
    case = open_case(row.subject, actor=reporter)
    report = Report.objects.create(
        case=case, ground=ground, explanation=line.extras["explanation"], reporter=reporter, email=reporter.email
    )
    record("moderation.report.made", actor=reporter, on=report, subject=row.subject_id, ground=ground)
    Report.objects.filter(pk=report.pk).update(created_at=at)
    _date_back(case, opened_at=at)


def _hide(line: Line, row: Contribution, *, cast: Cast, now: datetime) -> None:
    extras = line.extras
    reported, decided = _moment(line, now, hours=2), _moment(line, now, hours=5)
    if "reporter" in extras:
        _report(line, row, ground=extras["hidden"], cast=cast, at=reported)
    decision = hide_subject(
        row.subject, actor=cast[extras["by"]], ground=extras["hidden"], reasons=extras["reasons"]
    )  # fmt: skip
    ModerationDecision.objects.filter(pk=decision.pk).update(decided_at=decided)
    assert decision.case is not None  # noqa: S101  # the action opens one
    _date_back(decision.case, opened_at=reported, closed_at=decided)
    if "appeal" in extras:
        appeal = file_appeal(decision, actor=row.author, text=extras["appeal"])
        Appeal.objects.filter(pk=appeal.pk).update(created_at=_moment(line, now, hours=20))
        Case.objects.filter(subject=row.subject, closed_at=None).update(opened_at=_moment(line, now, hours=20))


def _date_back(case: Case, **moments: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(**moments)
