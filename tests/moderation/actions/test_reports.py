"""Reporting: by anybody, once a day, not too often."""

import pytest
from django.utils import translation

from samenspel.common.errors import TooMany
from samenspel.moderation.actions import report_subject
from samenspel.moderation.exceptions import AlreadyReported, NotReportable
from samenspel.moderation.models import Case, Report
from tests.moderation.conftest import audited


def test_report_opens_a_case_and_is_audited(write, bob):
    contribution = write()

    report = report_subject(contribution.subject, actor=bob, ground="spam", explanation="Pills")

    assert list(Report.objects.values_list("case__subject", "ground", "explanation", "reporter", "email")) == [
        (contribution.subject_id, "spam", "Pills", bob.pk, "")
    ]
    assert report.case.closed_at is None
    assert audited() == [("moderation.case.opened", bob.pk), ("moderation.report.made", bob.pk)]


def test_report_without_an_account_keeps_the_language_and_no_address_of_the_client(write):
    contribution = write()

    with translation.override("en"):
        report = report_subject(
            contribution.subject, actor=None, ground="hate", email="x@example.org", address="192.0.2.7"
        )

    assert (report.reporter, report.email, report.language) == (None, "x@example.org", "en")
    assert "192.0.2.7" not in str(Report.objects.values())


def test_report_twice_by_the_same_person_is_refused_and_by_another_joins_the_case(write, bob, carol):
    subject = write().subject
    report_subject(subject, actor=bob, ground="spam")

    with pytest.raises(AlreadyReported):
        report_subject(subject, actor=bob, ground="hate")
    report_subject(subject, actor=carol, ground="hate")

    assert (Case.objects.count(), Report.objects.count()) == (1, 2)


def test_report_twice_from_the_same_address_is_refused_also_as_a_new_guest(write, make_user, in_zonnedael):
    subject = write().subject
    guest = make_user(in_zonnedael, "guest", email="", level=0)
    report_subject(subject, actor=None, ground="spam", address="192.0.2.7")

    with pytest.raises(AlreadyReported):
        report_subject(subject, actor=guest, ground="spam", address="192.0.2.7")
    report_subject(subject, actor=None, ground="spam", address="192.0.2.8")

    assert Report.objects.count() == 2


def test_report_more_than_ten_times_an_hour_is_refused(write, bob):
    subjects = [write(f"Text {number}").subject for number in range(11)]
    for subject in subjects[:10]:
        report_subject(subject, actor=bob, ground="spam")

    with pytest.raises(TooMany):
        report_subject(subjects[10], actor=bob, ground="spam")

    assert Report.objects.count() == 10


@pytest.mark.parametrize("state", ["held", "hidden", "withdrawn"])
def test_report_of_what_is_not_to_be_seen_is_refused_and_leaves_nothing(write, bob, state):
    contribution = write(state=state)
    before = Case.objects.count()

    with pytest.raises(NotReportable):
        report_subject(contribution.subject, actor=bob, ground="spam")

    assert (Case.objects.count(), Report.objects.count()) == (before, 0)


def test_visitor_with_many_addresses_of_one_connection_is_one_visitor(write):
    for number in range(10):
        report_subject(write(f"Text {number}").subject, actor=None, ground="spam", address=f"2001:db8::{number:x}")

    with pytest.raises(TooMany):
        report_subject(write("One more").subject, actor=None, ground="spam", address="2001:db8::ffff")
