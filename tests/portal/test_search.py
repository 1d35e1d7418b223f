"""Search: what is found, what never is, and that an index answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from deliberation.models import Contribution, Room
from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, Meeting
from samenspel.portal.queries.search import Kind, search_page, tsquery
from samenspel.portal.templatetags.escaped_text import highlighted
from samenspel.realtime.models import Stream
from samenspel.subjects.models import Subject
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql
from tests.deliberation.rows import consultation_row, proposal_row
from voting.models import Ballot


def meeting() -> Meeting:
    body, _ = CouncilBody.objects.get_or_create(name="Raad")
    found, _ = Meeting.objects.get_or_create(
        body=body, title="Raadsvergadering", defaults={"starts_at": timezone.now() + timedelta(days=3)}
    )
    return found


def item(title: str, **fields: Any) -> AgendaItem:
    return AgendaItem.objects.create(
        subject=Subject.objects.create(kind="agenda_item"), meeting=meeting(), title=title, **fields
    )


def say(about: AgendaItem, author: Any, text: str, **fields: Any) -> Contribution:
    room = Room.objects.filter(about=about.subject).first()
    if room is None:
        room = Room.objects.create(about=about.subject, stream=Stream.objects.create())
    return Contribution.objects.create(
        room=room, subject=Subject.objects.create(kind="contribution"), author=author, text=text, **fields
    )


def titles(text: str, **options: Any) -> list[str]:
    return [result.title for result in search_page(text, **options).results]


@pytest.mark.parametrize("words", ["fietspad", "FIETSPADEN", "fiets", "nieuw fietspad", "brug"])
def test_search_finds_words_their_forms_and_their_beginnings(in_zonnedael: Any, words: str) -> None:
    item("Nieuw fietspad langs de Dorpsstraat", explanation="<p>Ook over de <b>brug</b></p>")
    item("Begroting 2027")

    assert titles(words) == ["Nieuw fietspad langs de Dorpsstraat"]


def test_search_puts_a_word_in_the_title_first(in_zonnedael: Any) -> None:
    item("De fietsenstalling")
    item("Begroting", explanation="met geld voor fietsen")

    assert titles("fietsen") == ["De fietsenstalling", "Begroting"]


@pytest.mark.parametrize("words", ["", "   ", "de het een", "'); DROP TABLE x; --", "!&|:*<->", "\x00", "a" * 5000])
def test_search_survives_any_question(in_zonnedael: Any, words: str) -> None:
    item("Iets anders")

    assert search_page(words).results == ()


@pytest.mark.parametrize("state", ["held", "hidden", "withdrawn"])
def test_search_never_finds_what_readers_may_not_see(in_zonnedael: Any, alice: Any, state: str) -> None:
    about = item("Fietspad")
    say(about, alice, "een geheime fietsbel", state=state)
    say(about, alice, "een zichtbare fietsbel")

    found = search_page("fietsbel", kind="contributions")

    assert [tab.total for tab in found.tabs] == [0, 0, 0, 0, 1, 0]


def test_search_never_finds_what_the_council_withdrew(in_zonnedael: Any) -> None:
    gone = item("Ingetrokken zwembad", missing_since=timezone.now())
    CouncilDocument.objects.create(
        meeting=gone.meeting, agenda_item=gone, title="Zwembad bijlage", url="https://x.nl/1"
    )
    CouncilDocument.objects.create(meeting=gone.meeting, title="Zwembad nota", url="https://x.nl/2")
    item("Besloten zwembad", kind="closed")

    assert [tab.total for tab in search_page("zwembad").tabs] == [0, 0, 0, 0, 0, 1]
    assert titles("zwembad") == ["Zwembad nota"]


def test_search_never_finds_documents_of_a_withdrawn_meeting(in_zonnedael: Any) -> None:
    gone = item("Zwembad").meeting
    CouncilDocument.objects.create(meeting=gone, title="Zwembad nota", url="https://x.nl/2")
    before = titles("nota")
    Meeting.objects.filter(pk=gone.pk).update(missing_since=timezone.now())

    assert (before, titles("nota"), [tab.total for tab in search_page("nota").tabs]) == (
        ["Zwembad nota"],
        [],
        [0] * 6,
    )


def test_search_never_crosses_to_another_municipality(
    zonnedael: Any, mistbergen: Any, alice: Any, mallory: Any
) -> None:
    with municipality_context(mistbergen):
        theirs = item("Windmolens")
        say(theirs, mallory, "windmolens zijn mooi")
        CouncilDocument.objects.create(meeting=theirs.meeting, title="Windmolens nota", url="https://x.nl/1")
        ballot(consultation_row(mistbergen, title="Windmolens op zee").subject, "Windmolens op land?")
    with municipality_context(zonnedael):
        item("Windmolens in Zonnedael")

        totals = [tab.total for tab in search_page("windmolens").tabs]
        raw = sql("SELECT id FROM portal_search_contributions('windmolens', 0, 20)")

    assert totals == [1, 0, 0, 0, 0, 0]
    assert raw == []


def test_search_functions_find_nothing_outside_every_municipality(in_zonnedael: Any, zonnedael: Any) -> None:
    item("Windmolens")

    with municipality_context(None):
        assert sql("SELECT id FROM portal_search_agenda_items('windmolens', 0, 20)") == []


def ballot(about: Subject, question: str, **fields: Any) -> Ballot:
    now = timezone.now()
    times = {"opens_at": now, "closes_at": now + timedelta(days=2), "state": "planned"}
    return Ballot.objects.create(
        subject=Subject.objects.create(kind="ballot"), about=about, question=question, **{**times, **fields}
    )


def test_search_finds_public_consultations_and_ballots_by_title_and_question(in_zonnedael: Any) -> None:
    about = consultation_row(in_zonnedael, title="Het zwembad", question="Waar komt het bad?")
    consultation_row(in_zonnedael, title="Geheim zwembad", state="draft")
    ballot(about.subject, "Moet er een zwembad komen?")
    ballot(about.subject, "Nog geen zwembad?", state="draft")

    found = search_page("zwembad")
    votes = search_page("zwembad", kind="ballots").results

    assert {tab.kind: tab.total for tab in found.tabs if tab.total} == {Kind.CONSULTATIONS: 1, Kind.BALLOTS: 1}
    assert titles("bad komt") == ["Het zwembad"]
    assert [(vote.title, vote.context) for vote in votes] == [("Moet er een zwembad komen?", "Het zwembad")]


def test_search_finds_published_proposals_with_their_consultation(in_zonnedael: Any, alice: Any) -> None:
    consultation = consultation_row(in_zonnedael)
    proposal_row(consultation, alice, "Een zwembad", text="Voor <b>iedereen</b>")
    proposal_row(consultation, alice, "Nog een zwembad", state="hidden")

    found = search_page("zwembad iedereen")

    assert [(tab.kind, tab.total) for tab in found.tabs if tab.is_current] == [(Kind.PROPOSALS, 1)]
    assert [(result.title, result.context) for result in found.results] == [("Een zwembad", "Marktplein")]


def test_search_ignores_a_municipality_named_in_the_question(in_zonnedael: Any, mistbergen: Any) -> None:
    with municipality_context(mistbergen):
        item("Windmolens")

    found = sql("SELECT id FROM portal_search_agenda_items(%s, 0, 20)", [f"'=m{mistbergen.pk}' | 'windmolens'"])

    assert found == []


def test_search_functions_belong_to_a_role_that_cannot_sign_in(db: None) -> None:
    rows = sql(
        "SELECT p.proname, r.rolname, r.rolcanlogin, r.rolbypassrls, p.proconfig, "
        "has_function_privilege('public', p.oid, 'execute') "
        "FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE r.rolname = 'samenspel_search' OR p.proname LIKE '%%_search_%%' AND p.pronamespace = 'public'::regnamespace "
        "ORDER BY 1"
    )

    assert [row[0] for row in rows] == [
        "deliberation_search_proposals", "portal_search_agenda_items", "portal_search_ballots",
        "portal_search_consultations", "portal_search_contributions", "portal_search_documents",
    ]  # fmt: skip
    assert {tuple(row[1:4]) for row in rows} == {("samenspel_search", False, False)}
    assert {tuple(row[4]) for row in rows} == {("search_path=pg_catalog, pg_temp",)}
    assert {row[5] for row in rows} == {False}


def test_search_answers_from_the_index(in_zonnedael: Any, alice: Any) -> None:
    about = item("Fietspad")
    first = say(about, alice, "zeldzaamwoord")
    subjects = Subject.objects.bulk_create(Subject(kind="contribution") for _ in range(4000))
    Contribution.objects.bulk_create(
        Contribution(room=first.room, subject=subject, author=alice, text=f"Gewone woorden nummer {number}")
        for number, subject in enumerate(subjects)
    )
    sql("SET LOCAL enable_seqscan = off")  # without statistics the planner may think little of the table
    sql("DISCARD PLANS")  # PostgreSQL 18 keeps the plans of functions, made when there was nothing
    before = scans()

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM portal_search_contributions('zeldzaamwoord', 0, 20)")
        found = cursor.fetchall()

    after = scans()
    assert found == [(first.pk,)]
    assert after[0] == before[0]
    assert after[1] > before[1]


def scans() -> tuple[int, int]:
    """Return sequential and index scans of contributions in this transaction."""
    ((sequential, index),) = sql(
        "SELECT seq_scan, coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables WHERE relname = 'deliberation_contribution'"
    )
    return sequential, index


def test_search_excerpt_escapes_everything_but_its_marks() -> None:
    html = highlighted("<script>\ue000fiets\ue001 &amp; <b>")

    assert html == "&lt;script&gt;<mark>fiets</mark> &amp; &lt;b&gt;"


def test_search_page_shows_an_excerpt_safely(anonymous: Client, in_zonnedael: Any) -> None:
    item("Fietspad <script>alert(1)</script>")

    html = anonymous.get("/search/", {"q": "fietspad"}).content.decode()

    assert "<mark>Fietspad</mark>" in html
    assert "<script>alert" not in html


def test_search_pages_through_all_results(anonymous: Client, in_zonnedael: Any) -> None:
    for number in range(25):
        item(f"Fietspad {number}")

    first, second = titles("fietspad"), titles("fietspad", number=2)

    assert (len(first), len(second)) == (20, 5)
    assert set(first).isdisjoint(second)
    assert "kind=items" in anonymous.get("/search/?q=fietspad&kind=items").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999", "²"])
def test_search_page_number_may_be_anything(anonymous: Client, in_zonnedael: Any, page: str) -> None:
    assert anonymous.get("/search/", {"q": "fiets", "page": page}).status_code == 200


@pytest.mark.parametrize("kind", Kind.values)
def test_search_costs_few_queries(
    as_: Any, ada: Any, in_zonnedael: Any, kind: str, django_assert_max_num_queries: Any
) -> None:
    consultation = consultation_row(in_zonnedael)
    for number in range(12):
        about = item(f"Fietspad {number}")
        say(about, ada, "mooi fietspad")
        proposal_row(consultation, ada, "Fietspad")
        ballot(consultation_row(in_zonnedael, title="Fietspad").subject, "Een fietspad?")
        CouncilDocument.objects.create(meeting=about.meeting, agenda_item=about, title="Fietspad", url="https://x.nl/1")
    client = as_(ada)
    client.get("/search/")

    with django_assert_max_num_queries(12):
        response = client.get("/search/", {"q": "fietspad", "kind": kind})

    assert response.content.decode().count('samenspel-result"') == 12


def test_tsquery_asks_for_words_only() -> None:
    assert tsquery("fiets & 'pad' | x:*") == "'fiets':* & 'pad':* & 'x':*"
