"""Decisions and figures, for everyone to read."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samenspel.moderation.actions import file_appeal, hide_subject, keep_subject, report_subject, restore_subject
from samenspel.moderation.models import Case


def test_log_shows_reasons_and_no_people_or_texts(anonymous, write, mo, bob):
    hide_subject(write("Buy pills").subject, actor=mo, ground="spam", reasons="It advertises.")

    html = anonymous.get("/moderation/decisions/").content.decode()

    assert "It advertises." in html
    assert [text in html for text in ("Buy pills", "Alice", "Mo<", "@example.org")] == [False] * 4


def test_log_leaves_out_what_was_kept_or_published(anonymous, write, mo, bob):
    contribution = write()
    report_subject(contribution.subject, actor=bob, ground="spam")
    keep_subject(contribution.subject, actor=mo, reasons="It is an opinion.")

    page = anonymous.get("/moderation/decisions/")

    assert list(page.context["page"]) == []


def test_log_of_another_municipality_is_not_shown(browser_at, mistbergen, hidden):
    page = browser_at(mistbergen).get("/moderation/decisions/")

    assert (list(page.context["page"]), page.context["figures"]) == ([], [])


def test_figures_count_the_year_and_the_middle_time(anonymous, write, mo, alice, bob, carol):
    first, second, third = write("One"), write("Two"), write("Three")
    for contribution, hours in ((first, 1), (second, 3), (third, 50)):
        report_subject(contribution.subject, actor=bob, ground="spam")
        Case.objects.filter(subject=contribution.subject).update(opened_at=timezone.now() - timedelta(hours=hours))
    report_subject(third.subject, actor=carol, ground="spam")
    hide_subject(first.subject, actor=mo, ground="spam", reasons="Pills")
    keep_subject(second.subject, actor=mo, reasons="Opinion")
    decision = hide_subject(third.subject, actor=mo, ground="spam", reasons="Pills")
    restore_subject(first.subject, actor=mo, reasons="Mistake")
    file_appeal(decision, actor=alice, text="No pills.")

    (year,) = anonymous.get("/moderation/decisions/").context["figures"]

    assert (year.year, year.received, year.hidden, year.kept, year.restored, year.appeals) == (
        timezone.localdate().year, 4, 2, 1, 1, 1
    )  # fmt: skip
    assert round(year.median_hours) == 3


def test_log_pages_and_asks_the_same_number_of_queries(as_, write, mo, bob):
    client = as_(bob)
    hide_subject(write().subject, actor=mo, ground="spam", reasons="Pills")
    client.get("/moderation/decisions/")
    with CaptureQueriesContext(connection) as one:
        client.get("/moderation/decisions/")
    for number in range(27):
        hide_subject(write(f"Text {number}").subject, actor=mo, ground="spam", reasons="Pills")

    with CaptureQueriesContext(connection) as many:
        page = client.get("/moderation/decisions/")

    assert len(list(page.context["page"])) == 25
    assert len(many) == len(one) <= 12


def test_statement_gives_reasons_and_the_way_to_object_but_not_the_text(anonymous, write, mo):
    contribution = write("Buy pills")
    decision = hide_subject(contribution.subject, actor=mo, ground="spam", reasons="It <i>advertises</i>.")

    html = anonymous.get(f"/moderation/decisions/about/{contribution.subject_id}/").content.decode()

    assert "It &lt;i&gt;advertises&lt;/i&gt;." in html
    assert f"/moderation/decisions/{decision.pk}/appeal/" in html
    assert [text in html for text in ("Buy pills", "Alice", "/talk/")] == [False] * 3


def test_statement_of_what_is_visible_again_leads_there(anonymous, hidden, mo):
    restore_subject(hidden.subject, actor=mo, reasons="We were wrong.")

    html = anonymous.get(f"/moderation/decisions/about/{hidden.subject_id}/").content.decode()

    assert "We were wrong." in html
    assert "/appeal/" not in html
    assert f"/talk/contributions/{hidden.subject.contribution.pk}/#" in html


def test_statement_without_a_decision_or_of_another_municipality_is_absent(
    anonymous, browser_at, mistbergen, write, hidden
):
    statuses = [
        anonymous.get(f"/moderation/decisions/about/{write().subject_id}/").status_code,
        browser_at(mistbergen).get(f"/moderation/decisions/about/{hidden.subject_id}/").status_code,
    ]

    assert statuses == [404, 404]
