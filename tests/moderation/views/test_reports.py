"""The page on which anybody reports."""

import pytest
from django.urls import reverse

from samenspel.common.spam import stamp
from samenspel.moderation.models import Report


def form(**fields):
    return {"ground": "spam", "explanation": "Pills", "email": "", "website": "", "started": stamp(age=10), **fields}


def test_report_page_shows_the_text_and_takes_a_report_without_an_account(anonymous, write):
    contribution = write("Buy <b>pills</b>")
    url = f"/report/{contribution.subject_id}/"

    page = anonymous.get(url)
    answer = anonymous.post(url, form(email="x@example.org"), follow=True)

    assert page.status_code == 200
    assert "Buy &lt;b&gt;pills&lt;/b&gt;" in page.content.decode()
    assert answer.redirect_chain == [(f"{url}thanks/", 302)]
    assert list(Report.objects.values_list("ground", "explanation", "email", "reporter")) == [
        ("spam", "Pills", "x@example.org", None)
    ]


def test_report_page_of_a_signed_in_person_asks_no_address(as_, write, bob):
    url = f"/report/{write().subject_id}/"
    client = as_(bob)

    page = client.get(url)
    client.post(url, form(email="other@example.org"))

    assert list(page.context["form"].fields) == ["website", "started", "ground", "explanation"]
    assert list(Report.objects.values_list("reporter", "email")) == [(bob.pk, "")]


def test_report_that_is_refused_keeps_what_was_typed(as_, write, bob):
    url = f"/report/{write().subject_id}/"
    client = as_(bob)
    client.post(url, form())

    answer = client.post(url, form(explanation="Still pills"))

    assert answer.status_code == 409
    assert answer.context["form"]["explanation"].value() == "Still pills"
    assert len(answer.context["form"].errors) == 1
    assert Report.objects.count() == 1


def test_report_by_a_machine_is_not_stored(anonymous, write):
    url = f"/report/{write().subject_id}/"

    answer = anonymous.post(url, form(website="https://pills.example"))

    assert (answer.status_code, Report.objects.count()) == (200, 0)
    assert list(answer.context["form"].errors) == ["__all__"]


@pytest.mark.parametrize("state", ["held", "hidden", "withdrawn"])
def test_report_page_of_what_is_not_to_be_seen_is_absent(anonymous, write, state):
    url = f"/report/{write(state=state).subject_id}/"

    statuses = [anonymous.get(url).status_code, anonymous.post(url, form()).status_code]

    assert statuses == [404, 404]


def test_report_page_of_an_agenda_item_is_absent(anonymous, write):
    item = write().room.about_id

    assert anonymous.get(f"/report/{item}/").status_code == 404


@pytest.mark.parametrize("name", [None, "mallory"])
def test_report_page_of_another_municipality_is_absent(request, browser_at, mistbergen, write, name):
    subject = write().subject
    user = None if name is None else request.getfixturevalue(name)

    client = browser_at(mistbergen, user=user)
    url = reverse("moderation:report", args=[subject.pk])
    statuses = [
        client.get(url).status_code,
        client.post(url, form()).status_code,
        client.get(f"{url}thanks/").status_code,
    ]

    assert statuses == [404, 404, 404]


def test_report_page_asks_few_queries(as_, write, bob, django_assert_max_num_queries):
    url = f"/report/{write().subject_id}/"
    client = as_(bob)

    with django_assert_max_num_queries(12):
        client.get(url)
