"""The moderators' queue and case pages."""

import hashlib

import pytest

from deliberation.actions import edit_contribution
from samenspel.moderation.actions import file_appeal, hide_subject, open_case, report_subject
from samenspel.moderation.models import Case, ModerationDecision
from samenspel.moderation.permissions import has_other_moderator

ACTIONS = {
    "hide": {"hide-ground": "spam", "hide-reasons": "It sells pills."},
    "restore": {"restore-reasons": "We were wrong."},
    "publish": {"approve-seen": hashlib.sha256(b"More trees, please").hexdigest()[:16]},
    "keep": {"keep-reasons": "It is an opinion."},
    "answer": {"answer-upheld": "yes", "answer-answer": "You are right."},
}


def case_of(contribution):
    return Case.objects.filter(subject=contribution.subject).latest("pk")


def report(contribution, *people):
    for person in people:
        report_subject(contribution.subject, actor=person, ground="spam")


def test_queue_lists_held_then_reported_then_appealed(as_, write, mo, alice, bob, carol, griet):
    once, twice, appealed, held = write("Once"), write("Twice"), write("Appealed"), write("Held", state="held")
    report(once, bob)
    report(twice, carol, griet)
    decision = hide_subject(appealed.subject, actor=mo, ground="spam", reasons="Pills")
    file_appeal(decision, actor=alice, text="No pills.")

    page = as_(mo).get("/staff/moderation/")

    rows = [(row.case.subject, row.report_count, row.has_appeal) for row in page.context["rows"]]
    assert rows == [
        (held.subject, 0, False),
        (twice.subject, 2, False),
        (once.subject, 1, False),
        (appealed.subject, 0, True),
    ]


def test_queue_without_work_says_so(as_, mo):
    page = as_(mo).get("/staff/moderation/")

    assert page.context["rows"] == []
    assert "samenspel-empty" in page.content.decode()


def test_queue_pages_and_asks_the_same_number_of_queries(as_, write, mo, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_(mo)
    write("First", state="held")
    client.get("/staff/moderation/")
    with CaptureQueriesContext(connection) as one:
        client.get("/staff/moderation/")
    for number in range(29):
        write(f"Text {number}", state="held")

    with CaptureQueriesContext(connection) as many:
        page = client.get("/staff/moderation/")

    assert len(page.context["rows"]) == 25
    assert len(many) == len(one) <= 12
    assert len(client.get("/staff/moderation/?page=2").context["rows"]) == 5


@pytest.mark.parametrize("path", ["", "cases/{pk}/", *(f"cases/{{pk}}/{name}/" for name in ACTIONS)])
def test_staff_pages_are_for_moderators(anonymous, as_, write, alice, carol, griet, omar, path):
    case = case_of(write(state="held"))
    url = f"/staff/moderation/{path.format(pk=case.pk)}"

    refused = [as_(user).get(url).status_code for user in (alice, carol, griet, omar)]
    visitor = anonymous.get(url)

    assert refused == [403, 403, 403, 403]
    assert visitor.status_code == 302
    assert visitor.url.startswith("/account/login/?next=/staff/moderation/")


@pytest.mark.parametrize("name", ACTIONS)
def test_staff_forms_are_for_moderators(anonymous, as_, write, alice, carol, griet, omar, state_of, name):
    contribution = write(state="held")
    url = f"/staff/moderation/cases/{case_of(contribution).pk}/{name}/"

    statuses = [as_(user).post(url, ACTIONS[name]).status_code for user in (alice, carol, griet, omar)]
    visitor = anonymous.post(url, ACTIONS[name])

    assert statuses == [403, 403, 403, 403]
    assert (visitor.status_code, visitor.url.split("?")[0]) == (302, "/account/login/")
    assert (state_of(contribution), ModerationDecision.objects.count()) == ("held", 0)


@pytest.mark.parametrize("path", ["", *(f"{name}/" for name in ACTIONS)])
@pytest.mark.parametrize("name", [None, "mallory"])
def test_cases_of_another_municipality_are_absent(request, browser_at, mistbergen, write, state_of, path, name):
    contribution = write(state="held")
    url = f"/staff/moderation/cases/{case_of(contribution).pk}/{path}"
    user = None if name is None else request.getfixturevalue(name)

    client = browser_at(mistbergen, user=user)
    statuses = [client.get(url).status_code, client.post(url, ACTIONS.get(path.strip("/"), {})).status_code]

    assert statuses == [404, 404]
    assert state_of(contribution) == "held"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("hide", "published", "hidden"),
        ("hide", "held", "hidden"),
        ("publish", "held", "published"),
        ("keep", "published", "published"),
        ("restore", "hidden", "published"),
    ],
)
def test_case_form_decides_and_goes_back_to_the_queue(as_, write, mo, state_of, name, before, after):
    contribution = write(state=before)
    case = open_case(contribution.subject)

    answer = as_(mo).post(f"/staff/moderation/cases/{case.pk}/{name}/", ACTIONS[name])

    assert (answer.status_code, answer.url) == (302, "/staff/moderation/")
    assert state_of(contribution) == after


def test_words_that_changed_under_the_moderators_eyes_are_not_published(as_, write, mo, alice, state_of):
    contribution = write("More trees, please", state="held")
    url = f"/staff/moderation/cases/{case_of(contribution).pk}/"
    read = as_(mo).get(url).context["forms"]["approve"].initial["seen"]
    edit_contribution(contribution, actor=alice, text="Buy pills", stance="neutral")

    refused = as_(mo).post(f"{url}publish/", {"approve-seen": read})
    state = state_of(contribution)
    again = as_(mo).post(f"{url}publish/", {"approve-seen": refused.context["forms"]["approve"]["seen"].value()})

    assert (refused.status_code, "Buy pills" in refused.content.decode(), state) == (409, True, "held")
    assert "Lees hem opnieuw" in refused.content.decode()
    assert (again.status_code, state_of(contribution)) == (302, "published")


@pytest.mark.parametrize("upheld", ["yes", "no"])
def test_case_form_answers_an_appeal(as_, hidden, alice, ada, state_of, upheld):
    appeal = file_appeal(hidden, actor=alice, text="I sell nothing.")
    case = case_of(hidden.subject.contribution)

    as_(ada).post(f"/staff/moderation/cases/{case.pk}/answer/", {**ACTIONS["answer"], "answer-upheld": upheld})

    appeal.refresh_from_db()
    assert (appeal.upheld, appeal.answered_by) == (upheld == "yes", ada)
    assert state_of(hidden.subject.contribution) == {"yes": "published", "no": "hidden"}[upheld]


def test_case_form_that_is_refused_keeps_what_was_typed(as_, write, mo, ada):
    contribution = write()
    case = open_case(contribution.subject)
    hide_subject(contribution.subject, actor=ada, ground="spam", reasons="Faster")

    answer = as_(mo).post(f"/staff/moderation/cases/{case.pk}/hide/", ACTIONS["hide"])

    assert answer.status_code == 409
    assert answer.context["tried"]["reasons"].value() == "It sells pills."
    assert ModerationDecision.objects.count() == 1


def test_case_form_without_reasons_names_the_field(as_, write, mo, state_of):
    contribution = write()
    case = open_case(contribution.subject)

    answer = as_(mo).post(f"/staff/moderation/cases/{case.pk}/hide/", {"hide-ground": "spam", "hide-reasons": ""})

    assert list(answer.context["tried"].errors) == ["reasons"]
    assert state_of(contribution) == "published"


def test_case_page_shows_everything_and_no_address(as_, write, mo, ada, bob, alice):
    contribution = write("Buy pills")
    report_subject(contribution.subject, actor=bob, ground="spam", explanation="Nobody wants these")
    report_subject(contribution.subject, actor=None, ground="hate", email="x@example.org", address="192.0.2.7")

    page = as_(mo).get(f"/staff/moderation/cases/{case_of(contribution).pk}/")

    html = page.content.decode()
    assert [text in html for text in ("Buy pills", "Nobody wants these", "Alice", "Bob")] == [True] * 4
    assert "@example.org" not in html


def test_case_page_of_every_state_opens_within_the_budget(
    as_, write, mo, ada, bob, hidden, alice, django_assert_max_num_queries
):
    file_appeal(hidden, actor=alice, text="I sell nothing.")
    reported, withdrawn = write(), write(state="withdrawn")
    for contribution in (reported, withdrawn):
        open_case(contribution.subject)
    report(reported, bob)
    write(state="held")
    client = as_(ada)
    client.get("/staff/moderation/")

    for case in Case.objects.all():
        with django_assert_max_num_queries(12):
            page = client.get(f"/staff/moderation/cases/{case.pk}/")
        assert page.status_code == 200


def test_has_other_moderator_counts_people_with_a_running_role(in_zonnedael, make_user, mo):
    from samenspel.accounts.models import User

    alone = has_other_moderator(mo)
    other = make_user(in_zonnedael, "other", roles=("moderator",))
    together = has_other_moderator(mo)
    User.objects.filter(pk=other.pk).update(is_active=False)
    inactive = has_other_moderator(mo)

    assert (alone, together, inactive) == (False, True, False)
