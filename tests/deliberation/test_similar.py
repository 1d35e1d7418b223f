"""Similar proposals: by any word, its forms and its beginnings; from the index, and of this consultation only."""

import pytest
from django.db import connection

from deliberation.models import Proposal
from deliberation.queries import similar_proposals
from samenspel.subjects.models import Subject
from samenspel.tenancy.context import municipality_context
from tests.conftest import sql
from tests.deliberation.rows import proposal_row


def titles(consultation, text):
    return [proposal.title for proposal in similar_proposals(consultation, text)]


@pytest.mark.parametrize("text", ["boom", "BOMEN", "Er moet een boom bij", "spee", "zo veel speeltuinen"])
def test_similar_finds_any_word_in_its_forms_and_beginnings(plein, carol, text):
    expected = proposal_row(plein, carol, "Bomen rond de speeltuin").title
    proposal_row(plein, carol, "Gratis parkeren", text="Voor bewoners")

    assert titles(plein, text) == [expected]


def test_similar_puts_a_word_in_the_title_before_one_in_the_explanation(plein, carol):
    proposal_row(plein, carol, "Een terras", text="met een fontein")
    proposal_row(plein, carol, "Een fontein", text="met water")

    assert titles(plein, "fontein") == ["Een fontein", "Een terras"]


@pytest.mark.parametrize("text", ["", "de het een", "op", "'=m1'", "& | ! :* ('", "\\", "zwembad", "a" * 5000])
def test_similar_survives_any_text_and_finds_nothing_without_a_shared_word(plein, bomen, text):
    assert titles(plein, text) == []


@pytest.mark.parametrize("state", ["held", "hidden", "withdrawn"])
def test_similar_never_finds_what_readers_may_not_see(plein, carol, state):
    proposal_row(plein, carol, "Een fontein", state=state)

    assert titles(plein, "fontein") == []


def test_similar_finds_nothing_of_the_other_municipality_or_outside_all(plein, bomen, mistbergen):
    found = {}
    for name, municipality in (("theirs", mistbergen), ("none", None)):
        with municipality_context(municipality):
            found[name] = sql("SELECT id FROM deliberation_search_proposals('bomen', 0, 20, %s)", [plein.pk])

    assert (found, titles(plein, "bomen")) == ({"theirs": [], "none": []}, [bomen.title])


def test_similar_answers_from_the_index(plein, carol):
    first = proposal_row(plein, carol, "Zeldzaamwoord")
    subjects = Subject.objects.bulk_create(Subject(kind="proposal") for _ in range(4000))
    Proposal.objects.bulk_create(
        Proposal(
            subject=subject, consultation=plein, author=carol, author_level=1, title=f"Gewoon {number}", text="Tekst"
        )
        for number, subject in enumerate(subjects)
    )
    sql("SET LOCAL enable_seqscan = off")  # without statistics the planner may think little of the table
    sql("DISCARD PLANS")  # PostgreSQL 18 keeps the plans of functions, made when there was nothing
    before = scans()

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM deliberation_search_proposals('zeldzaamwoord', 0, 5, %s)", [plein.pk])
        found = cursor.fetchall()

    after = scans()
    assert found == [(first.pk,)]
    assert (after[0] == before[0], after[1] > before[1]) == (True, True)


def scans():
    """Return sequential and index scans of proposals in this transaction."""
    ((sequential, index),) = sql(
        "SELECT seq_scan, coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables WHERE relname = 'deliberation_proposal'"
    )
    return sequential, index
