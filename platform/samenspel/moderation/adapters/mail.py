"""Mail about decisions, in the reader's language. The first line of a template is the subject."""

from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from samenspel.accounts.models import User
from samenspel.moderation.adapters.links import absolute, appeal_link
from samenspel.moderation.enums import Verdict
from samenspel.moderation.models import Appeal, ModerationDecision, Report
from samenspel.moderation.queries.subjects import description_of
from samenspel.subjects.registry import Description
from samenspel.tenancy.context import current_municipality

TO_AUTHOR = {Verdict.HIDE: "author_hidden", Verdict.RESTORE: "author_restored", Verdict.APPROVE: "author_published"}
TO_REPORTER = {Verdict.HIDE: "reporter_hidden", Verdict.RESTORE: "reporter_restored", Verdict.KEEP: "reporter_kept"}


def tell_about_decision(decision: ModerationDecision) -> None:
    """Write to the author and to every reporter who left an address or has one."""
    verdict = Verdict(decision.verdict)
    description = description_of(decision.subject)
    if description is None:
        return
    values = {"decision": decision, "description": description, "url": absolute(description.url)}
    messages = []
    author = _author(description)
    if verdict in TO_AUTHOR and author is not None and author.email:
        appeal_url = appeal_link(decision, author.pk) if verdict == Verdict.HIDE else ""
        messages.append(
            _message(TO_AUTHOR[verdict], author.email, author.language, {**values, "appeal_url": appeal_url})
        )
    if verdict in TO_REPORTER:
        messages += [_message(TO_REPORTER[verdict], *reader, values) for reader in _reporters(decision)]
    get_connection().send_messages(messages)


def tell_about_denied_appeal(appeal: Appeal) -> None:
    """Write to the author that the decision stands, and why."""
    description = description_of(appeal.decision.subject)
    if description is None or not appeal.appellant.email:
        return
    values = {"appeal": appeal, "description": description, "url": absolute(description.url)}
    message = _message("appeal_denied", appeal.appellant.email, appeal.appellant.language, values)
    get_connection().send_messages([message])


def _author(description: Description) -> User | None:
    author: User | None = User.objects.filter(pk=description.author_id, is_active=True).first()
    return author


def _reporters(decision: ModerationDecision) -> list[tuple[str, str]]:
    """Return (address, language) of everyone whose report led to the decision, each address once.

    Those who reported what was hidden hear that it is back as well.
    """
    reports = Report.objects.filter(case__decisions=decision)
    if decision.verdict == Verdict.RESTORE:
        reports = Report.objects.filter(case__subject_id=decision.subject_id)
    readers: dict[str, str] = {}
    for report in reports.select_related("reporter"):
        address = report.email or (report.reporter.email if report.reporter and report.reporter.is_active else "")
        if address:
            readers.setdefault(address, report.language)
    return list(readers.items())


def _message(template: str, to: str, language: str, values: dict[str, Any]) -> EmailMessage:
    with translation.override(language):
        text = render_to_string(f"moderation/mail/{template}.txt", {**values, "municipality": current_municipality()})
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[to])
